/** Offers that meet: the part of negotiation where both sides of a call have broken in other systems. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Air, type StandIn } from "../../testing/fake-network";
import { Relay } from "../../testing/fake-signalling";
import { type Caller, call, enterStandIn, leaveStandIn, settle } from "../contract";
import type { DriverFactory, SignallingEvent } from "../port";
import { Lines } from "./connection-pool";
import { createP2p } from "./driver";

let air: Air;
let relay: Relay;
let specialist: Caller;
let client: Caller;
/** The specialist's connection, which is the impolite one, and the client's. */
let impolite: StandIn;
let polite: StandIn;

beforeEach(async () => {
  enterStandIn();
  air = new Air();
  relay = new Relay();
  const create: DriverFactory = (context) => createP2p(context, new Lines(air.connect));
  specialist = call(relay, "specialist", create);
  client = call(relay, "client", create);
  await settle();
  [impolite, polite] = air.all as [StandIn, StandIn];
  expect(impolite.applied).toEqual(["answer"]);
});

afterEach(() => {
  specialist.driver.close();
  client.driver.close();
  leaveStandIn();
});

/** An offer of the client, between its second signal and its third. */
const clientOffer = (): SignallingEvent => ({
  kind: "signal",
  fromEpoch: 1,
  seq: 2.5,
  data: { to: 1, description: { type: "offer", sdp: polite.localDescription!.sdp! } },
});

function gate(): { passed: Promise<void>; open(): void } {
  let open: () => void = () => undefined;
  return { passed: new Promise((resolve) => (open = resolve)), open: () => open() };
}

function expectAgreement(): void {
  expect(air.all.map((one) => one.signalingState)).toEqual(["stable", "stable"]);
  expect(impolite.remoteDescription?.sdp).toBe(polite.localDescription?.sdp);
  expect(polite.remoteDescription?.sdp).toBe(impolite.localDescription?.sdp);
}

test("when both offer at once, the polite side gives way and both agree", async () => {
  relay.holds = true;
  specialist.driver.restart();
  client.driver.restart();
  await settle();
  expect(air.all.map((one) => one.signalingState)).toEqual(["have-local-offer", "have-local-offer"]);
  relay.release();
  await settle();
  expectAgreement();
  // The impolite side took no offer before its own was through.
  expect(impolite.applied.slice(0, 2)).toEqual(["answer", "answer"]);
});

test("an offer that arrives while one's own is still being made is a collision too", async () => {
  const making = gate();
  impolite.slowLocal = making.passed;
  specialist.driver.restart();
  await settle();
  // Nothing shows it yet but the driver's own knowledge.
  expect(impolite.signalingState).toBe("stable");
  relay.tell("specialist", clientOffer());
  await settle();
  expect(impolite.applied).toEqual(["answer"]);
  making.open();
  await settle();
  expectAgreement();
});

test("an offer right behind an answer waits until the answer is set, and is no collision", async () => {
  // The client did not make this offer, and complains about the answer to it.
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  const setting = gate();
  impolite.slowRemote = setting.passed;
  specialist.driver.restart();
  await settle();
  expect(impolite.signalingState).toBe("have-local-offer");
  const { data } = clientOffer() as Extract<SignallingEvent, { kind: "signal" }>;
  relay.tell("specialist", { kind: "signal", fromEpoch: 1, seq: 99, data });
  await settle();
  setting.open();
  await settle();
  expect(impolite.applied).toEqual(["answer", "answer", "offer"]);
});
