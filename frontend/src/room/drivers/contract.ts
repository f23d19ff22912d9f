/** What every driver promises, as a suite: `describeDriver("p2p", () => …)`. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { BOTH, bothDevices, type Caller, call, NOTHING, restoreBrowser, settle, stubBrowser } from "../testing/caller";
import { fakeTrack } from "../testing/fake-media";
import { FakeSignalling } from "../testing/fake-signalling";
import type { DriverFactory } from "./port";

export function describeDriver(name: string, prepare: () => DriverFactory): void {
  describe(`${name} keeps the promises of a driver`, () => {
    let signalling: FakeSignalling;
    let create: DriverFactory;
    let specialist: Caller;
    let client: Caller;

    beforeEach(async () => {
      stubBrowser();
      signalling = new FakeSignalling();
      create = prepare();
      specialist = call(signalling, "specialist", create);
      client = call(signalling, "client", create);
      await settle();
    });

    afterEach(() => {
      specialist.driver.close();
      client.driver.close();
      restoreBrowser();
    });

    test("two who joined get each other's stream and a good link", () => {
      for (const one of [specialist, client]) {
        expect(one.remotes.at(-1)).not.toBeNull();
        expect(one.links.at(0)).toBe("connecting");
        expect(one.links.at(-1)).toBe("good");
      }
    });

    test("each learns what the other sends", () => {
      expect(client.mediaStates.at(-1)).toEqual(BOTH);
      expect(specialist.mediaStates.at(-1)).toEqual(BOTH);
    });

    test("the other learns of a camera turned off and of a muted microphone", async () => {
      client.driver.send({ ...bothDevices(), camera: null });
      await settle();
      expect(specialist.mediaStates.at(-1)).toEqual({ ...BOTH, camera: false });
      const muted = fakeTrack("audio");
      muted.enabled = false;
      client.driver.send({ ...NOTHING, microphone: muted });
      await settle();
      expect(specialist.mediaStates.at(-1)).toEqual({ ...BOTH, microphone: false, camera: false });
    });

    test("both may share their screens at once, and each learns of it", async () => {
      for (const one of [client, specialist]) one.driver.send({ ...bothDevices(), screen: fakeTrack("video") });
      await settle();
      for (const one of [client, specialist]) expect(one.mediaStates.at(-1)).toEqual({ ...BOTH, screen: true });
    });

    test("a track that the system muted counts as not sent", async () => {
      const taken = Object.assign(fakeTrack("audio"), { muted: true });
      client.driver.send({ ...bothDevices(), microphone: taken });
      await settle();
      expect(specialist.mediaStates.at(-1)).toEqual({ ...BOTH, microphone: false });
    });

    test("one without any device is still connected", async () => {
      client.driver.close();
      client = call(signalling, "client", create, NOTHING);
      await settle();
      expect(client.links.at(-1)).toBe("good");
      expect(specialist.mediaStates.at(-1)).toEqual({ ...BOTH, microphone: false, camera: false });
    });

    test("statistics are zero while alone and grow in a call", async () => {
      const before = await client.driver.stats();
      const after = await client.driver.stats();
      expect(after.bytesReceived).toBeGreaterThan(before.bytesReceived);
      expect(after.framesDecoded).toBeGreaterThan(before.framesDecoded);
      const alone = call(new FakeSignalling(), "client", create);
      expect((await alone.driver.stats()).bytesReceived).toBe(0);
      alone.driver.close();
    });

    test("when the other leaves, their stream goes", async () => {
      signalling.leave("client");
      await settle();
      expect(specialist.remotes.at(-1)).toBeNull();
    });

    test("a new page load of the other replaces the old one", async () => {
      const streams = specialist.remotes.length;
      client.driver.close();
      client = call(signalling, "client", create);
      await settle();
      expect(specialist.remotes.slice(streams)).toContain(null);
      expect(specialist.remotes.at(-1)).not.toBeNull();
      expect(specialist.links.at(-1)).toBe("good");
      expect(client.links.at(-1)).toBe("good");
    });

    test("after close nothing is called back, and closing again does no harm", async () => {
      client.driver.close();
      const reported = JSON.stringify([client.links, client.remotes.length, client.mediaStates]);
      specialist.driver.send(NOTHING);
      signalling.leave("specialist");
      specialist.driver.close();
      specialist = call(signalling, "specialist", create);
      await settle();
      client.driver.close();
      expect(JSON.stringify([client.links, client.remotes.length, client.mediaStates])).toBe(reported);
    });
  });
}
