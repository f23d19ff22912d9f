import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Air, type StandIn } from "../../testing/fake-network";
import { Relay } from "../../testing/fake-signalling";
import { bothDevices, type Caller, call, enterStandIn, leaveStandIn, NOTHING, settle } from "../contract";
import type { DriverFactory } from "../port";
import { Lines } from "./connection-pool";
import { createP2p } from "./driver";

let air: Air;
let relay: Relay;
let specialist: Caller;
let client: Caller;
const create: DriverFactory = (context) => createP2p(context, new Lines(air.connect));

/** The connection made n-th; the specialist's is the first, for it joined first and the client's join made it. */
const connection = (n: number): StandIn => air.all[n]!;
const offersOf = (side: "client" | "specialist"): number =>
  relay.sent.filter(({ from, signal }) => from === side && signal.description?.type === "offer").length;

beforeEach(() => {
  enterStandIn();
  air = new Air();
  relay = new Relay();
});

afterEach(() => {
  specialist.driver.close();
  client.driver.close();
  leaveStandIn();
});

async function connect(): Promise<void> {
  specialist = call(relay, "specialist", create);
  client = call(relay, "client", create);
  await settle();
  expect([specialist.links.at(-1), client.links.at(-1)]).toEqual(["good", "good"]);
}

describe("negotiation", () => {
  test("only the impolite side makes the first offer, with a transceiver each for sound, face and screen", async () => {
    await connect();
    expect([offersOf("specialist"), offersOf("client")]).toEqual([1, 0]);
    for (const { transceivers } of air.all) {
      expect(transceivers.map(({ kind, direction }) => [kind, direction])).toEqual([
        ["audio", "sendrecv"],
        ["video", "sendrecv"],
        ["video", "sendrecv"],
      ]);
    }
  });

  test("the first offer lies ready before the other comes, and goes out in one with its candidates", async () => {
    specialist = call(relay, "specialist", create);
    await settle();
    expect([air.all.length, relay.sent.length]).toEqual([1, 0]);
    client = call(relay, "client", create);
    await settle();
    expect(air.all.length).toBe(2);
    expect([specialist.links.at(-1), client.links.at(-1)]).toEqual(["good", "good"]);
  });

  test("a camera that is turned on while nobody is there is sent to who comes", async () => {
    specialist = call(relay, "specialist", create, NOTHING);
    await settle();
    specialist.driver.send(bothDevices());
    client = call(relay, "client", create);
    await settle();
    expect(connection(0).transceivers.map(({ sender }) => sender.track !== null)).toEqual([true, true, false]);
  });

  test("VP8 is asked for first, by both", async () => {
    await connect();
    for (const { transceivers } of air.all)
      expect(transceivers.map(({ codecs }) => codecs[0])).toEqual([undefined, "video/VP8", "video/VP8"]);
  });

  test("a camera that comes later is sent without a new negotiation", async () => {
    specialist = call(relay, "specialist", create, NOTHING);
    client = call(relay, "client", create);
    await settle();
    const before = relay.sent.length;
    const { camera } = bothDevices();
    specialist.driver.send({ ...NOTHING, camera });
    await settle();
    expect(connection(0).transceivers[1]!.sender.track).toBe(camera);
    expect(relay.sent.length).toBe(before);
  });

  test("candidates that arrive before the description are kept and used", async () => {
    specialist = call(relay, "specialist", create);
    client = call(relay, "client", create);
    relay.holds = true;
    await settle();
    const early = { to: 1, candidates: [{ candidate: "early", usernameFragment: "0/0" }] };
    relay.tell("client", { kind: "signal", fromEpoch: 1, seq: 0.5, data: early });
    await settle();
    expect(connection(1).usedCandidates).toBe(0);
    relay.release();
    await settle();
    expect(connection(1).usedCandidates).toBe(2);
  });

  test("a candidate that fits nothing does not stop those after it", async () => {
    await connect();
    const strange = {
      to: 1,
      candidates: [
        { candidate: "x", usernameFragment: "9/9" },
        { candidate: "y", usernameFragment: "0/0" },
      ],
    };
    const before = connection(1).usedCandidates;
    relay.tell("client", { kind: "signal", fromEpoch: 1, seq: 99, data: strange });
    await settle();
    expect(connection(1).usedCandidates).toBe(before + 1);
  });

  test("signals that arrive twice are used once", async () => {
    relay.repeats = true;
    await connect();
    expect(air.all.map((one) => one.applied)).toEqual([["answer"], ["offer"]]);
  });
});

describe("page loads", () => {
  test("a new page load of the other gets a fresh connection, the old one is closed", async () => {
    await connect();
    client.driver.close();
    client = call(relay, "client", create);
    await settle();
    expect(air.all.map((one) => one.connectionState)).toEqual(["closed", "closed", "connected", "connected"]);
  });

  test("figures that were asked of a connection that is closed meanwhile are none", async () => {
    await connect();
    const asked = specialist.driver.stats();
    specialist.driver.close();
    expect((await asked).bytesReceived).toBe(0);
  });

  test("signals of and for earlier page loads are dropped", async () => {
    await connect();
    client.driver.close();
    client = call(relay, "client", create);
    await settle();
    const applied = air.all.map((one) => one.applied.length);
    const description = { type: "offer" as const, sdp: connection(0).localDescription?.sdp ?? "" };
    relay.tell("specialist", { kind: "signal", fromEpoch: 1, seq: 50, data: { to: 1, description } });
    relay.tell("client", { kind: "signal", fromEpoch: 1, seq: 50, data: { to: 1, description } });
    await settle();
    expect(air.all.map((one) => one.applied.length)).toEqual(applied);
  });

  test("both joining anew at the same time find each other", async () => {
    await connect();
    specialist.driver.close();
    client.driver.close();
    specialist = call(relay, "specialist", create);
    client = call(relay, "client", create);
    await settle();
    expect([specialist.links.at(-1), client.links.at(-1)]).toEqual(["good", "good"]);
  });

  test("an old 'left' read late hides the other only until the next sign of life", async () => {
    await connect();
    relay.tell("specialist", { kind: "peerLeft", epoch: null });
    expect(specialist.remotes.at(-1)).toBeNull();
    relay.tell("specialist", { kind: "peerJoined", epoch: 1 });
    expect(specialist.remotes.at(-1)).not.toBeNull();
    expect(specialist.links.at(-1)).toBe("good");
    expect(air.all.length).toBe(2);
  });

  test("'left' of an earlier page load is no news", async () => {
    await connect();
    relay.tell("specialist", { kind: "peerLeft", epoch: 0 });
    expect(specialist.remotes.at(-1)).not.toBeNull();
  });
});
