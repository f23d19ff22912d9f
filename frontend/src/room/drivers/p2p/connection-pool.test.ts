import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Air } from "../../testing/fake-network";
import { Relay } from "../../testing/fake-signalling";
import { bothDevices, call, enterStandIn, leaveStandIn, settle } from "../contract";
import type { DriverFactory } from "../port";
import { Lines } from "./connection-pool";
import { createP2p } from "./driver";

const SERVERS: RTCConfiguration = { iceServers: [{ urls: "turn:one.example" }], bundlePolicy: "max-bundle" };
let air: Air;

beforeEach(() => {
  enterStandIn();
  air = new Air();
});

afterEach(leaveStandIn);

describe("a line that was built ahead", () => {
  test("knows no server and says nothing until it is taken", async () => {
    new Lines(air.connect).prepare(true);
    await settle();
    expect(air.all[0]!.configuration).toEqual({ bundlePolicy: "max-bundle" });
    expect([air.all[0]!.transceivers.length, air.all[0]!.signalingState]).toEqual([3, "stable"]);
    expect(air.all[0]!.localDescription).toBeNull();
  });

  test("is taken once, with the servers that the grant brought", () => {
    const lines = new Lines(air.connect);
    lines.prepare(true);
    expect(lines.take(SERVERS, true).connection).toBe(air.all[0]);
    expect(air.all[0]!.configuration).toEqual(SERVERS);
    expect(lines.take(SERVERS, true).connection).toBe(air.all[1]);
  });

  test("is given up when the other side is to lay out the media", () => {
    const lines = new Lines(air.connect);
    lines.prepare(true);
    const { connection, channel } = lines.take(SERVERS, false);
    expect([connection === (air.all[1] as unknown), channel]).toEqual([true, null]);
    expect([air.all[0]!.connectionState, air.all[1]!.transceivers.length]).toEqual(["closed", 0]);
  });

  test.each([
    [true, true],
    [true, false],
    [false, true],
  ])("connects the two with one offer (specialist's ahead: %s, client's: %s)", async (hersIsReady, hisIsReady) => {
    const [hers, his] = [new Lines(air.connect), new Lines(air.connect)];
    if (hersIsReady) hers.prepare(true);
    if (hisIsReady) his.prepare(false);
    await settle();
    const relay = new Relay();
    const over =
      (lines: Lines): DriverFactory =>
      (context) =>
        createP2p(context, lines);
    const outgoing = bothDevices();
    const both = [call(relay, "specialist", over(hers), outgoing), call(relay, "client", over(his), outgoing)];
    await settle();
    expect(both.map(({ links }) => links.at(-1))).toEqual(["good", "good"]);
    expect(relay.sent.filter(({ signal }) => signal.description?.type === "offer").length).toBe(1);
    expect(air.all.length).toBe(2);
    expect(air.all.map(({ transceivers }) => transceivers.map(({ sender }) => sender.track?.kind))).toEqual([
      ["audio", "video", undefined],
      ["audio", "video", undefined],
    ]);
    for (const { driver } of both) driver.close();
  });
});

test("a way by TCP that two browsers can't use is not told to the other", async () => {
  const relay = new Relay();
  const caller = call(relay, "specialist", (context) => createP2p(context, new Lines(air.connect)));
  const other = call(relay, "client", (context) => createP2p(context, new Lines(air.connect)));
  await settle();
  const before = relay.sent.length;
  const found = (tcpType: string): void =>
    air.all[0]!.onicecandidate?.({ candidate: { tcpType, toJSON: () => ({ candidate: tcpType }) } });
  found("active");
  await settle();
  expect(relay.sent.length).toBe(before);
  found("passive");
  await settle();
  expect(relay.sent.length).toBe(before + 1);
  for (const { driver } of [caller, other]) driver.close();
});
