/** For tests: people in a call, each with a driver of their own, and the time that their messages need. */
import { vi } from "vitest";
import type {
  CallDriver,
  DriverFactory,
  IceConfig,
  MediaState,
  Outgoing,
  PathProblem,
  RemoteStreams,
} from "../drivers/port";
import type { Party } from "../party";
import { FAKE_BROWSER, fakeTrack } from "./fake-media";
import type { FakeSignalling } from "./fake-signalling";

/** One page load of one person, with everything its driver has reported. */
export interface Caller {
  driver: CallDriver;
  remotes: (RemoteStreams | null)[];
  links: string[];
  mediaStates: MediaState[];
  failures: number;
  problems: PathProblem[];
  /** How often fresh credentials were asked for. */
  renewals: number;
}

export const NOTHING: Outgoing = { microphone: null, camera: null, screen: null, lowData: false };

export function bothDevices(): Outgoing {
  return { ...NOTHING, microphone: fakeTrack("audio"), camera: fakeTrack("video") };
}

/** What the other is told of one who sends both and shares no screen. */
export const BOTH: MediaState = { microphone: true, camera: true, screen: false, lowData: false };

export function call(
  signalling: FakeSignalling,
  party: Party,
  create: DriverFactory,
  outgoing: Outgoing = bothDevices(),
  renewed: IceConfig | null = null,
): Caller {
  const caller: Omit<Caller, "driver"> = {
    remotes: [],
    links: [],
    mediaStates: [],
    failures: 0,
    problems: [],
    renewals: 0,
  };
  const driver = create({
    ...signalling.join(party),
    renew: () => {
      whole.renewals += 1;
      return Promise.resolve(renewed);
    },
    onRemote: (stream) => caller.remotes.push(stream),
    onLink: (link) => caller.links.push(link),
    onMediaState: (media) => caller.mediaStates.push(media),
    onSearchFailed: (problem) => caller.problems.push(problem),
    onFailed: () => (whole.failures += 1),
  });
  const whole: Caller = { ...caller, driver };
  driver.start(outgoing);
  return whole;
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
  for (let round = 0; round < 20; round += 1) await vi.advanceTimersByTimeAsync(0);
}
