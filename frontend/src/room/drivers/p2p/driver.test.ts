import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { bothDevices, NOTHING, settle } from "../../testing/caller";
import { P2pHarness } from "../../testing/p2p-harness";

let p2p: P2pHarness;

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
    const { camera } = bothDevices();
    p2p.specialist.driver.send({ ...NOTHING, camera });
    await settle();
    expect(p2p.connection(0).transceivers[1]!.sender.track).toBe(camera);
    expect(p2p.signalling.sent.length).toBe(before);
  });

  test("candidates that arrive before the description are kept and used", async () => {
    p2p.join("specialist");
    p2p.join("client");
    p2p.signalling.holds = true;
    await settle();
    const earlySignals = { to: 1, candidates: [{ candidate: "earlySignals", usernameFragment: "0/0" }] };
    p2p.signalling.tell("client", { kind: "signal", fromEpoch: 1, seq: 0.5, data: earlySignals });
    await settle();
    expect(p2p.connection(1).usedCandidates).toBe(0);
    p2p.signalling.release();
    await settle();
    expect(p2p.connection(1).usedCandidates).toBe(2);
  });

  test("a candidate that fits nothing does not stop those after it", async () => {
    await p2p.connect();
    const strange = {
      to: 1,
      candidates: [
        { candidate: "x", usernameFragment: "9/9" },
        { candidate: "y", usernameFragment: "0/0" },
      ],
    };
    const before = p2p.connection(1).usedCandidates;
    p2p.signalling.tell("client", { kind: "signal", fromEpoch: 1, seq: 99, data: strange });
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
    const asked = p2p.specialist.driver.stats();
    p2p.specialist.driver.close();
    expect((await asked).bytesReceived).toBe(0);
  });

  test("signals of and for earlier page loads are dropped", async () => {
    await p2p.connect();
    p2p.client.driver.close();
    p2p.join("client");
    await settle();
    const applied = p2p.network.all.map((one) => one.applied.length);
    const description = { type: "offer" as const, sdp: p2p.connection(0).localDescription?.sdp ?? "" };
    p2p.signalling.tell("specialist", { kind: "signal", fromEpoch: 1, seq: 50, data: { to: 1, description } });
    p2p.signalling.tell("client", { kind: "signal", fromEpoch: 1, seq: 50, data: { to: 1, description } });
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
    p2p.signalling.tell("specialist", { kind: "peerLeft", epoch: null });
    expect(p2p.specialist.remotes.at(-1)).toBeNull();
    p2p.signalling.tell("specialist", { kind: "peerJoined", epoch: 1 });
    expect(p2p.specialist.remotes.at(-1)).not.toBeNull();
    expect(p2p.specialist.links.at(-1)).toBe("good");
    expect(p2p.network.all.length).toBe(2);
  });

  test("'left' of an earlier page load is no news", async () => {
    await p2p.connect();
    p2p.signalling.tell("specialist", { kind: "peerLeft", epoch: 0 });
    expect(p2p.specialist.remotes.at(-1)).not.toBeNull();
  });
});
