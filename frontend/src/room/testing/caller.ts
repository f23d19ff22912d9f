/** For tests: people in a call, each with a driver of their own, and the time that their messages need. */
import { vi } from "vitest";
import { eachSource, NOTHING } from "../drivers/outgoing";
import type {
  CallDriver,
  CallHealth,
  DriverEvent,
  Link,
  Outgoing,
  PathProblem,
  PeerAddress,
  PeerId,
  Sends,
  Source,
} from "../drivers/port";
import { applyToRemotes, type RemotePeer, type RemotePeers } from "../session/remote-peers";
import { FAKE_BROWSER, fakeTrack } from "./fake-media";

/** One page load of one person, with everything that its driver has reported. */
export class Caller {
  readonly events: DriverEvent[] = [];
  remotes: RemotePeers = new Map();
  driver!: CallDriver;
  /** How often fresh access was asked for. */
  renewals = 0;

  constructor(readonly address: PeerAddress) {}

  hear(event: DriverEvent): void {
    this.events.push(event);
    this.remotes = applyToRemotes(this.remotes, event);
  }

  /** What was said of the connection to `peer`, or of one's own way into the room. */
  links(peer: PeerId | null): Link[] {
    return this.events.flatMap((event) => (event.kind === "link" && event.peer === peer ? [event.link] : []));
  }

  /** How the connection to `peer` is: no better than one's own way into the room. */
  link(peer: PeerId): Link | undefined {
    const own = this.links(null).at(-1);
    return own === "lost" || own === "connecting" ? own : this.links(peer).at(-1);
  }

  remote(peer: PeerId): RemotePeer | undefined {
    return this.remotes.get(peer);
  }

  get failures(): number {
    return this.events.filter(({ kind }) => kind === "failed").length;
  }

  get problems(): PathProblem[] {
    return this.events.flatMap((event) => (event.kind === "noPath" ? [event.problem] : []));
  }

  /** The data that came, as text. */
  get data(): [from: PeerId, topic: string, text: string][] {
    return this.events.flatMap((event): [PeerId, string, string][] =>
      event.kind === "data" ? [[event.peer, event.topic, new TextDecoder().decode(event.bytes)]] : [],
    );
  }

  /** By how much what comes of a source grows between two looks. */
  async growth(peer: PeerId, source: Source): Promise<number> {
    const bytes = ({ sources }: CallHealth): number =>
      sources.filter((one) => one.peer === peer && one.source === source).reduce((sum, one) => sum + one.bytes, 0);
    const before = bytes(await this.driver.health());
    return bytes(await this.driver.health()) - before;
  }
}

export const BOTH: Sends = { ...eachSource(() => "none"), microphone: "live", camera: "live" };

/** What sends these tracks, and says of the rest what `sends` says. */
export function sending(tracks: Partial<Outgoing["tracks"]>, sends: Partial<Sends> = {}): Outgoing {
  const all = { ...NOTHING.tracks, ...tracks };
  return {
    tracks: all,
    sends: { ...eachSource((source) => (all[source] ? "live" : "none")), ...sends },
    lowData: false,
  };
}

export function bothDevices(): Outgoing {
  return sending({ microphone: fakeTrack("audio"), camera: fakeTrack("video") });
}

/** Stop the clock, and put our classes in the place of the browser's. */
export function stubBrowser(): void {
  vi.useFakeTimers();
  for (const [name, value] of Object.entries(FAKE_BROWSER)) vi.stubGlobal(name, value);
}

export function restoreBrowser(): void {
  vi.useRealTimers();
  vi.unstubAllGlobals();
}

/** Wait until everything that is under way has arrived. */
export async function settle(): Promise<void> {
  for (let round = 0; round < 20; round += 1) await vi.advanceTimersByTimeAsync(10);
}
