import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { bothDevices, sending, settle } from "../../testing/caller";
import { P2pHarness } from "../../testing/p2p-harness";
import { NOTHING } from "../outgoing";

let p2p: P2pHarness;
const HER_FIRST = { id: "specialist", epoch: 1 };

beforeEach(() => {
  p2p = new P2pHarness();
});

afterEach(() => p2p.close());

describe("negotiation", () => {
  test("only the impolite side makes the first offer, with a transceiver each for sound, face and screen", async () => {
    await p2p.connect();
    expect([p2p.offersOf("specialist"), p2p.offersOf("client")]).toEqual([1, 0]);
    for (const { transceivers } of p2p.network.all) {
      expect(transceivers.map(({ kind, direction }) => [kind, direction])).toEqual([
        ["audio", "sendrecv"],
        ["video", "sendrecv"],
        ["video", "sendrecv"],
      ]);
    }
  });

  test("the first offer lies ready before the other comes, and goes out in one with its candidates", async () => {
    p2p.join("specialist");
    await settle();
    expect([p2p.network.all.length, p2p.signalling.sent.length]).toEqual([1, 0]);
    p2p.join("client");
    await settle();
    expect(p2p.network.all.length).toBe(2);
    p2p.expectGood();
  });

  test("a camera that is turned on while nobody is there is sent to who comes", async () => {
    p2p.join("specialist", NOTHING);
    await settle();
    p2p.specialist.driver.send(bothDevices());
    p2p.join("client");
    await settle();
    expect(p2p.connection(0).transceivers.map(({ sender }) => sender.track !== null)).toEqual([true, true, false]);
  });

  test("VP8 is asked for first, by both", async () => {
    await p2p.connect();
    for (const { transceivers } of p2p.network.all)
      expect(transceivers.map(({ codecs }) => codecs[0])).toEqual([undefined, "video/VP8", "video/VP8"]);
  });

  test("a camera that comes later is sent without a new negotiation", async () => {
    p2p.join("specialist", NOTHING);
    p2p.join("client");
    await settle();
    const before = p2p.signalling.sent.length;
    const { camera } = bothDevices().tracks;
    p2p.specialist.driver.send(sending({ camera }));
    await settle();
    expect(p2p.connection(0).transceivers[1]!.sender.track).toBe(camera);
    expect(p2p.signalling.sent.length).toBe(before);
  });

  test("candidates that arrive before the description are kept and used", async () => {
    p2p.join("specialist");
    p2p.join("client");
    p2p.signalling.holds = true;
    await settle();
    const early = { candidates: [{ candidate: "early", usernameFragment: "0/0" }] };
    p2p.signalling.tell("client", { peer: HER_FIRST, seq: 0.5, data: early });
    await settle();
    expect(p2p.connection(1).usedCandidates).toBe(0);
    p2p.signalling.release();
    await settle();
    expect(p2p.connection(1).usedCandidates).toBe(2);
  });

  test("a candidate that fits nothing does not stop those after it", async () => {
    await p2p.connect();
    const strange = {
      candidates: [
        { candidate: "x", usernameFragment: "9/9" },
        { candidate: "y", usernameFragment: "0/0" },
      ],
    };
    const before = p2p.connection(1).usedCandidates;
    p2p.signalling.tell("client", { peer: HER_FIRST, seq: 99, data: strange });
    await settle();
    expect(p2p.connection(1).usedCandidates).toBe(before + 1);
  });

  test("signals that arrive twice are used once", async () => {
    p2p.signalling.repeats = true;
    await p2p.connect();
    expect(p2p.network.all.map((one) => one.applied)).toEqual([["answer"], ["offer"]]);
  });
});

describe("page loads", () => {
  test("a new page load of the other gets a fresh connection, the old one is closed", async () => {
    await p2p.connect();
    p2p.client.driver.close();
    p2p.join("client");
    await settle();
    expect(p2p.network.all.map((one) => one.connectionState)).toEqual(["closed", "closed", "connected", "connected"]);
  });

  test("figures that were asked of a connection that is closed meanwhile are none", async () => {
    await p2p.connect();
    const asked = p2p.specialist.driver.health();
    void p2p.specialist.driver.close();
    expect((await asked).sources).toEqual([]);
  });

  test("signals of earlier page loads are dropped", async () => {
    await p2p.connect();
    p2p.client.driver.close();
    p2p.join("client");
    await settle();
    const applied = p2p.network.all.map((one) => one.applied.length);
    const description = { type: "offer" as const, sdp: p2p.connection(0).localDescription?.sdp ?? "" };
    p2p.signalling.tell("specialist", { peer: { id: "client", epoch: 1 }, seq: 50, data: { description } });
    await settle();
    expect(p2p.network.all.map((one) => one.applied.length)).toEqual(applied);
  });

  test("both joining anew at the same time find each other", async () => {
    await p2p.connect();
    p2p.specialist.driver.close();
    p2p.client.driver.close();
    p2p.join("specialist");
    p2p.join("client");
    await settle();
    p2p.expectGood();
  });

  test("an old 'left' read late hides the other only until the next sign of life", async () => {
    await p2p.connect();
    const before = p2p.specialist.remote("client");
    p2p.specialist.driver.peer({ id: "client", epoch: 1 }, false);
    expect(p2p.specialist.remote("client")).toBeUndefined();
    p2p.specialist.driver.peer({ id: "client", epoch: 1 }, true);
    expect(p2p.specialist.remote("client")).toEqual(before);
    expect(p2p.specialist.link("client")).toBe("good");
    expect(p2p.network.all.length).toBe(2);
  });

  test("'left' of an earlier page load is no news", async () => {
    await p2p.connect();
    p2p.specialist.driver.peer({ id: "client", epoch: 0 }, false);
    expect(p2p.specialist.remote("client")).toBeDefined();
  });
});
