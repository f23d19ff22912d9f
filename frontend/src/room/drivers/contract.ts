/** What every driver promises, as a suite: `describeDriver("p2p", () => …)`. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { CallDriver, DriverFactory, LocalTracks, PeerMedia } from "../driver";
import { Relay, type Side } from "./relay";
import { BROWSER, fakeTrack } from "./standin-media";

/** One page load of one person, with everything its driver said. */
export interface Caller {
  driver: CallDriver;
  remotes: (MediaStream | null)[];
  links: string[];
  heard: PeerMedia[];
  failures: number;
}

export function bothDevices(): LocalTracks {
  return { microphone: fakeTrack("audio"), camera: fakeTrack("video") };
}

export function call(relay: Relay, side: Side, create: DriverFactory, local: LocalTracks = bothDevices()): Caller {
  const caller: Omit<Caller, "driver"> = { remotes: [], links: [], heard: [], failures: 0 };
  const driver = create({
    ...relay.join(side),
    onRemote: (stream) => caller.remotes.push(stream),
    onLink: (link) => caller.links.push(link),
    onPeerMedia: (media) => caller.heard.push(media),
    onFailed: () => (whole.failures += 1),
  });
  const whole: Caller = { ...caller, driver };
  driver.start(local);
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
      expect(client.heard.at(-1)).toEqual({ microphone: true, camera: true });
      expect(specialist.heard.at(-1)).toEqual({ microphone: true, camera: true });
    });

    test("a camera turned off and a muted microphone are told to the other", async () => {
      client.driver.setCamera(null);
      await settle();
      expect(specialist.heard.at(-1)).toEqual({ microphone: true, camera: false });
      const muted = fakeTrack("audio");
      muted.enabled = false;
      client.driver.setMicrophone(muted);
      await settle();
      expect(specialist.heard.at(-1)).toEqual({ microphone: false, camera: false });
    });

    test("one without any device is still connected", async () => {
      client.driver.close();
      client = call(relay, "client", create, { microphone: null, camera: null });
      await settle();
      expect(client.links.at(-1)).toBe("good");
      expect(specialist.heard.at(-1)).toEqual({ microphone: false, camera: false });
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
      specialist.driver.setCamera(null);
      relay.leave("specialist");
      specialist.driver.close();
      specialist = call(relay, "specialist", create);
      await settle();
      client.driver.close();
      expect(JSON.stringify([client.links, client.remotes.length, client.heard])).toBe(said);
    });
  });
}
