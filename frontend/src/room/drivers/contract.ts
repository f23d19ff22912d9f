/** What every driver promises, as a suite: `describeDriver("p2p", () => …)` with a stand-in of what it talks to. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CallRoom, type TestCarrier } from "../testing/call-room";
import { BOTH, bothDevices, type Caller, restoreBrowser, sending, settle, stubBrowser } from "../testing/caller";
import { fakeTrack } from "../testing/fake-media";
import { NOTHING } from "./outgoing";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

export function describeDriver(name: string, prepare: () => TestCarrier): void {
  describe(`${name} keeps the promises of a driver`, () => {
    let carrier: TestCarrier;
    let room: CallRoom;
    let olena: Caller;
    let ivan: Caller;

    beforeEach(async () => {
      stubBrowser();
      carrier = prepare();
      room = new CallRoom(carrier);
      olena = room.join("olena", { expected: ["ivan"] });
      ivan = room.join("ivan", { expected: ["olena"] });
      await settle();
    });

    afterEach(async () => {
      for (const { driver } of room.seats.values()) await driver.close();
      restoreBrowser();
    });

    test("two who joined get each other's sound and picture and a good link, each said to have joined first", () => {
      for (const [one, other] of [[olena, "ivan"] as const, [ivan, "olena"] as const]) {
        expect(one.events.filter((event) => "peer" in event && event.peer === other)[0]?.kind).toBe("joined");
        expect(one.links(other).at(0)).toBe("connecting");
        expect(one.link(other)).toBe("good");
        expect(one.remote(other)?.tracks.microphone?.kind).toBe("audio");
        expect(one.remote(other)?.tracks.camera?.kind).toBe("video");
      }
    });

    test("each learns what the other sends, and nothing is said of oneself", () => {
      expect(ivan.remote("olena")).toMatchObject({ sends: BOTH, lowData: false });
      expect(olena.remote("ivan")).toMatchObject({ sends: BOTH, lowData: false });
      expect(ivan.remote("ivan")).toBeUndefined();
    });

    test("the other learns of a camera turned off, of a muted microphone, and of one that the system took", async () => {
      ivan.driver.send(sending({ microphone: fakeTrack("audio") }, { camera: "muted" }));
      await settle();
      expect(olena.remote("ivan")?.sends).toMatchObject({ microphone: "live", camera: "muted" });
      const muted = Object.assign(fakeTrack("audio"), { enabled: false });
      ivan.driver.send(sending({ microphone: muted }, { microphone: "muted", camera: "denied" }));
      await settle();
      expect(olena.remote("ivan")?.sends).toMatchObject({ microphone: "muted", camera: "denied" });
      ivan.driver.send(sending({ microphone: muted }, { microphone: "suspended" }));
      await settle();
      expect(olena.remote("ivan")?.sends?.microphone).toBe("suspended");
    });

    test("both may share their screens at once, and each learns of it", async () => {
      const both = bothDevices().tracks;
      for (const one of [ivan, olena]) one.driver.send(sending({ ...both, screen: fakeTrack("video") }));
      await settle();
      for (const [one, other] of [[olena, "ivan"] as const, [ivan, "olena"] as const]) {
        expect(one.remote(other)?.sends?.screen).toBe("live");
        expect(await one.growth(other, "screen")).toBeGreaterThan(0);
        expect(await one.growth(other, "camera")).toBeGreaterThan(0);
      }
    });

    test("who saves data is known to do so, and no camera's picture comes either way", async () => {
      const { microphone } = bothDevices().tracks;
      ivan.driver.send({ ...sending({ microphone }, { camera: "savingData" }), lowData: true });
      await settle();
      expect(olena.remote("ivan")).toMatchObject({ lowData: true, sends: { camera: "savingData" } });
      expect(await olena.growth("ivan", "camera")).toBe(0);
      expect(await ivan.growth("olena", "camera")).toBe(0);
      expect(await ivan.growth("olena", "microphone")).toBeGreaterThan(0);
      ivan.driver.send(bothDevices());
      await settle();
      expect(await ivan.growth("olena", "camera")).toBeGreaterThan(0);
    });

    test("what one does not want does not come, the rest does, and it comes again when wanted", async () => {
      ivan.driver.want("olena", "camera", null);
      await settle();
      expect(await ivan.growth("olena", "camera")).toBe(0);
      expect(await ivan.growth("olena", "microphone")).toBeGreaterThan(0);
      ivan.driver.want("olena", "camera", 360);
      await settle();
      expect(await ivan.growth("olena", "camera")).toBeGreaterThan(0);
    });

    test("one without any device is still connected", async () => {
      await ivan.driver.close();
      ivan = room.join("ivan", { outgoing: NOTHING });
      await settle();
      expect(ivan.link("olena")).toBe("good");
      expect(olena.remote("ivan")?.sends).toMatchObject({ microphone: "none", camera: "none" });
    });

    test("figures are none while alone, and grow by person and source in a call", async () => {
      expect(await ivan.growth("olena", "microphone")).toBeGreaterThan(0);
      expect(await ivan.growth("olena", "camera")).toBeGreaterThan(0);
      expect((await ivan.driver.health()).sources.every(({ peer }) => peer === "olena" || peer === "ivan")).toBe(true);
      await room.seats.get("olena")?.driver.close();
      room.leave("olena");
      await ivan.driver.close();
      const alone = room.join("ivan");
      await settle();
      expect((await alone.driver.health()).sources.filter(({ bytes: came }) => came > 0)).toEqual([]);
    });

    test("when the other leaves, they are gone with all that came of them", async () => {
      await ivan.driver.close();
      room.leave("ivan");
      await settle();
      expect(olena.events.at(-1)).toEqual({ kind: "left", peer: "ivan" });
      expect(olena.remotes.size).toBe(0);
    });

    test("a new page load of the other replaces the old one", async () => {
      const before = olena.events.length;
      await ivan.driver.close();
      ivan = room.join("ivan");
      await settle();
      const kinds = olena.events.slice(before).map(({ kind }) => kind);
      expect(kinds.indexOf("left")).toBeGreaterThanOrEqual(0);
      expect(kinds.indexOf("joined")).toBeGreaterThan(kinds.indexOf("left"));
      expect(olena.remote("ivan")?.tracks.camera).not.toBeNull();
      expect([olena.link("ivan"), ivan.link("olena")]).toEqual(["good", "good"]);
    });

    test("three meet, each both others; one leaves and the other two go on", async () => {
      const maria = room.join("maria");
      await settle();
      for (const one of [olena, ivan, maria]) {
        const others = ["olena", "ivan", "maria"].filter((id) => id !== one.address.id);
        expect([...one.remotes.keys()].sort()).toEqual(others.sort());
        for (const other of others) {
          expect(one.link(other)).toBe("good");
          expect(one.remote(other)?.sends).toEqual(BOTH);
          expect(await one.growth(other, "camera")).toBeGreaterThan(0);
        }
      }
      await maria.driver.close();
      room.leave("maria");
      await settle();
      expect([...olena.remotes.keys(), ...ivan.remotes.keys()]).toEqual(["ivan", "olena"]);
      expect(await olena.growth("ivan", "camera")).toBeGreaterThan(0);
      expect(olena.failures + ivan.failures).toBe(0);
    });

    test("data reach all, or the one they are for, under their topic; without anybody they are refused", async () => {
      const maria = room.join("maria");
      await settle();
      expect(olena.driver.sendData("wave", bytes("to all"))).toBe(true);
      expect(olena.driver.sendData("nod", bytes("to one"), "ivan")).toBe(true);
      expect(olena.driver.sendData("nod", bytes("to nobody"), "petro")).toBe(false);
      await settle();
      expect(ivan.data).toEqual([
        ["olena", "wave", "to all"],
        ["olena", "nod", "to one"],
      ]);
      expect([maria.data, olena.data]).toEqual([[["olena", "wave", "to all"]], []]);
    });

    test("a network that fails is told, and a restart once it is back makes it good", async () => {
      carrier.cut();
      await settle();
      expect([olena.link("ivan"), ivan.link("olena")]).toEqual(["lost", "lost"]);
      carrier.repair();
      olena.driver.restart();
      ivan.driver.restart();
      await settle();
      expect([olena.link("ivan"), ivan.link("olena")]).toEqual(["good", "good"]);
      expect((await ivan.driver.health()).restarts).toBeGreaterThan(0);
    });

    test("after close nothing is called back, and whatever is asked of it does no harm", async () => {
      await ivan.driver.close();
      const reported = ivan.events.length;
      olena.driver.send(NOTHING);
      await olena.driver.close();
      room.leave("olena");
      olena = room.join("olena");
      await settle();
      ivan.driver.send(bothDevices());
      ivan.driver.peer(olena.address, true);
      ivan.driver.want("olena", "camera", null);
      ivan.driver.restart();
      expect(ivan.driver.sendData("wave", bytes("gone"))).toBe(false);
      expect((await ivan.driver.health()).sources).toEqual([]);
      await ivan.driver.close();
      await settle();
      expect(ivan.events.length).toBe(reported);
      expect(olena.remotes.get("ivan")?.tracks.camera ?? null).toBeNull();
    });
  });
}
