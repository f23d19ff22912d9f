/** What every driver promises, as a suite: `describeDriver("p2p", () => …)`. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { BROWSER, fakeTrack } from "../testing/fake-media";
import { Relay, type Side } from "../testing/fake-signalling";
import type { CallDriver, DriverFactory, Outgoing, Paths, PeerMedia, Remote } from "./port";

/** One page load of one person, with everything its driver said. */
export interface Caller {
  driver: CallDriver;
  remotes: (Remote | null)[];
  links: string[];
  heard: PeerMedia[];
  failures: number;
  /** How often fresh credentials were asked for. */
  renewals: number;
}

export const NOTHING: Outgoing = { microphone: null, camera: null, screen: null, lowData: false };

export function bothDevices(): Outgoing {
  return { ...NOTHING, microphone: fakeTrack("audio"), camera: fakeTrack("video") };
}

/** What the other hears of one who sends both and shares no screen. */
export const BOTH: PeerMedia = { microphone: true, camera: true, screen: false, lowData: false };

export function call(
  relay: Relay,
  side: Side,
  create: DriverFactory,
  outgoing: Outgoing = bothDevices(),
  renewed: Paths | null = null,
): Caller {
  const caller: Omit<Caller, "driver"> = { remotes: [], links: [], heard: [], failures: 0, renewals: 0 };
  const driver = create({
    ...relay.join(side),
    renew: () => {
      whole.renewals += 1;
      return Promise.resolve(renewed);
    },
    onRemote: (stream) => caller.remotes.push(stream),
    onLink: (link) => caller.links.push(link),
    onPeerMedia: (media) => caller.heard.push(media),
    onFailed: () => (whole.failures += 1),
  });
  const whole: Caller = { ...caller, driver };
  driver.start(outgoing);
  return whole;
}

/** Time stands still, and the browser's classes are ours. */
export function enterStandIn(): void {
  vi.useFakeTimers();
  for (const [name, value] of Object.entries(BROWSER)) vi.stubGlobal(name, value);
}

export function leaveStandIn(): void {
  vi.useRealTimers();
  vi.unstubAllGlobals();
}

/** Let everything that is under way arrive. */
export async function settle(): Promise<void> {
  for (let round = 0; round < 20; round += 1) await vi.advanceTimersByTimeAsync(0);
}

export function describeDriver(name: string, prepare: () => DriverFactory): void {
  describe(`${name} keeps the promises of a driver`, () => {
    let relay: Relay;
    let create: DriverFactory;
    let specialist: Caller;
    let client: Caller;

    beforeEach(async () => {
      enterStandIn();
      relay = new Relay();
      create = prepare();
      specialist = call(relay, "specialist", create);
      client = call(relay, "client", create);
      await settle();
    });

    afterEach(() => {
      specialist.driver.close();
      client.driver.close();
      leaveStandIn();
    });

    test("two who joined get each other's stream and a good link", () => {
      for (const one of [specialist, client]) {
        expect(one.remotes.at(-1)).not.toBeNull();
        expect(one.links.at(0)).toBe("connecting");
        expect(one.links.at(-1)).toBe("good");
      }
    });

    test("each learns what the other sends", () => {
      expect(client.heard.at(-1)).toEqual(BOTH);
      expect(specialist.heard.at(-1)).toEqual(BOTH);
    });

    test("a camera turned off and a muted microphone are told to the other", async () => {
      client.driver.send({ ...bothDevices(), camera: null });
      await settle();
      expect(specialist.heard.at(-1)).toEqual({ ...BOTH, camera: false });
      const muted = fakeTrack("audio");
      muted.enabled = false;
      client.driver.send({ ...NOTHING, microphone: muted });
      await settle();
      expect(specialist.heard.at(-1)).toEqual({ ...BOTH, microphone: false, camera: false });
    });

    test("both may share their screens at once, and each is told", async () => {
      for (const one of [client, specialist]) one.driver.send({ ...bothDevices(), screen: fakeTrack("video") });
      await settle();
      for (const one of [client, specialist]) expect(one.heard.at(-1)).toEqual({ ...BOTH, screen: true });
    });

    test("a track that the system muted is said not to be sent", async () => {
      const taken = Object.assign(fakeTrack("audio"), { muted: true });
      client.driver.send({ ...bothDevices(), microphone: taken });
      await settle();
      expect(specialist.heard.at(-1)).toEqual({ ...BOTH, microphone: false });
    });

    test("one without any device is still connected", async () => {
      client.driver.close();
      client = call(relay, "client", create, NOTHING);
      await settle();
      expect(client.links.at(-1)).toBe("good");
      expect(specialist.heard.at(-1)).toEqual({ ...BOTH, microphone: false, camera: false });
    });

    test("statistics are zero while alone and grow in a call", async () => {
      const before = await client.driver.stats();
      const after = await client.driver.stats();
      expect(after.bytesReceived).toBeGreaterThan(before.bytesReceived);
      expect(after.framesDecoded).toBeGreaterThan(before.framesDecoded);
      const alone = call(new Relay(), "client", create);
      expect((await alone.driver.stats()).bytesReceived).toBe(0);
      alone.driver.close();
    });

    test("when the other leaves, their stream goes", async () => {
      relay.leave("client");
      await settle();
      expect(specialist.remotes.at(-1)).toBeNull();
    });

    test("a new page load of the other replaces the old one", async () => {
      const streams = specialist.remotes.length;
      client.driver.close();
      client = call(relay, "client", create);
      await settle();
      expect(specialist.remotes.slice(streams)).toContain(null);
      expect(specialist.remotes.at(-1)).not.toBeNull();
      expect(specialist.links.at(-1)).toBe("good");
      expect(client.links.at(-1)).toBe("good");
    });

    test("after close nothing is called back, and closing again does no harm", async () => {
      client.driver.close();
      const said = JSON.stringify([client.links, client.remotes.length, client.heard]);
      specialist.driver.send(NOTHING);
      relay.leave("specialist");
      specialist.driver.close();
      specialist = call(relay, "specialist", create);
      await settle();
      client.driver.close();
      expect(JSON.stringify([client.links, client.remotes.length, client.heard])).toBe(said);
    });
  });
}
