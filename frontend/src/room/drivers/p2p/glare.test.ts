/** Offers that meet: the part of negotiation where both sides of a call have broken in other systems. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { settle } from "../../testing/caller";
import type { FakePeerConnection } from "../../testing/fake-peer-connection";
import { P2pHarness } from "../../testing/p2p-harness";
import type { SignalMessage } from "../port";

let p2p: P2pHarness;
/** The specialist's connection, which is the impolite one, and the client's. */
let impolite: FakePeerConnection;
let polite: FakePeerConnection;

beforeEach(async () => {
  p2p = new P2pHarness();
  p2p.join("specialist");
  p2p.join("client");
  await settle();
  [impolite, polite] = p2p.network.all as [FakePeerConnection, FakePeerConnection];
  expect(impolite.applied).toEqual(["answer"]);
});

afterEach(() => p2p.close());

/** An offer of the client, between its second signal and its third. */
const clientOffer = (): SignalMessage => ({
  peer: { id: "client", epoch: 1 },
  seq: 2.5,
  data: { description: { type: "offer", sdp: polite.localDescription!.sdp! } },
});

function gate(): { passed: Promise<void>; open(): void } {
  let open: () => void = () => undefined;
  return { passed: new Promise((resolve) => (open = resolve)), open: () => open() };
}

function expectAgreement(): void {
  expect(p2p.network.all.map((one) => one.signalingState)).toEqual(["stable", "stable"]);
  expect(impolite.remoteDescription?.sdp).toBe(polite.localDescription?.sdp);
  expect(polite.remoteDescription?.sdp).toBe(impolite.localDescription?.sdp);
}

test("when both offer at once, the polite side gives way and both agree", async () => {
  p2p.signalling.holds = true;
  p2p.specialist.driver.restart();
  p2p.client.driver.restart();
  await settle();
  expect(p2p.network.all.map((one) => one.signalingState)).toEqual(["have-local-offer", "have-local-offer"]);
  p2p.signalling.release();
  await settle();
  expectAgreement();
  // The impolite side took no offer before its own was through.
  expect(impolite.applied.slice(0, 2)).toEqual(["answer", "answer"]);
});

test("an offer that arrives while one's own is still being made is a collision too", async () => {
  const making = gate();
  impolite.slowLocal = making.passed;
  p2p.specialist.driver.restart();
  await settle();
  // Nothing shows it yet but the driver's own knowledge.
  expect(impolite.signalingState).toBe("stable");
  p2p.signalling.tell("specialist", clientOffer());
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
  p2p.specialist.driver.restart();
  await settle();
  expect(impolite.signalingState).toBe("have-local-offer");
  p2p.signalling.tell("specialist", { ...clientOffer(), seq: 99 });
  await settle();
  setting.open();
  await settle();
  expect(impolite.applied).toEqual(["answer", "answer", "offer"]);
});
