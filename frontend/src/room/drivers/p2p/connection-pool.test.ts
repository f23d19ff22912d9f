import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { bothDevices, call, restoreBrowser, settle, stubBrowser } from "../../testing/caller";
import { FakeNetwork } from "../../testing/fake-network";
import { FakeSignalling } from "../../testing/fake-signalling";
import type { DriverFactory } from "../port";
import { ConnectionPool } from "./connection-pool";
import { createP2pDriver } from "./driver";

const SERVERS: RTCConfiguration = { iceServers: [{ urls: "turn:one.example" }], bundlePolicy: "max-bundle" };
let network: FakeNetwork;

beforeEach(() => {
  stubBrowser();
  network = new FakeNetwork();
});

afterEach(restoreBrowser);

describe("a line that was built ahead", () => {
  test("knows no server and says nothing until it is taken", async () => {
    new ConnectionPool(network.connect).prepare(true);
    await settle();
    expect(network.all[0]!.configuration).toEqual({ bundlePolicy: "max-bundle" });
    expect([network.all[0]!.transceivers.length, network.all[0]!.signalingState]).toEqual([3, "stable"]);
    expect(network.all[0]!.localDescription).toBeNull();
  });

  test("is taken once, with the servers that the grant brought", () => {
    const lines = new ConnectionPool(network.connect);
    lines.prepare(true);
    expect(lines.acquire(SERVERS, true).connection).toBe(network.all[0]);
    expect(network.all[0]!.configuration).toEqual(SERVERS);
    expect(lines.acquire(SERVERS, true).connection).toBe(network.all[1]);
  });

  test("is given up when the other side is to lay out the media", () => {
    const lines = new ConnectionPool(network.connect);
    lines.prepare(true);
    const { connection, channel } = lines.acquire(SERVERS, false);
    expect([connection === (network.all[1] as unknown), channel]).toEqual([true, null]);
    expect([network.all[0]!.connectionState, network.all[1]!.transceivers.length]).toEqual(["closed", 0]);
  });

  test.each([
    [true, true],
    [true, false],
    [false, true],
  ])("connects the two with one offer (specialist's ahead: %s, client's: %s)", async (hersIsReady, hisIsReady) => {
    const [hers, his] = [new ConnectionPool(network.connect), new ConnectionPool(network.connect)];
    if (hersIsReady) hers.prepare(true);
    if (hisIsReady) his.prepare(false);
    await settle();
    const signalling = new FakeSignalling();
    const over =
      (lines: ConnectionPool): DriverFactory =>
      (context) =>
        createP2pDriver(context, lines);
    const outgoing = bothDevices();
    const both = [
      call(signalling, "specialist", over(hers), outgoing),
      call(signalling, "client", over(his), outgoing),
    ];
    await settle();
    expect(both.map(({ links }) => links.at(-1))).toEqual(["good", "good"]);
    expect(signalling.sent.filter(({ signal }) => signal.description?.type === "offer").length).toBe(1);
    expect(network.all.length).toBe(2);
    expect(network.all.map(({ transceivers }) => transceivers.map(({ sender }) => sender.track?.kind))).toEqual([
      ["audio", "video", undefined],
      ["audio", "video", undefined],
    ]);
    for (const { driver } of both) driver.close();
  });
});

test("a way by TCP that two browsers can't use is not told to the other", async () => {
  const signalling = new FakeSignalling();
  const caller = call(signalling, "specialist", (context) =>
    createP2pDriver(context, new ConnectionPool(network.connect)),
  );
  const other = call(signalling, "client", (context) => createP2pDriver(context, new ConnectionPool(network.connect)));
  await settle();
  const before = signalling.sent.length;
  const found = (tcpType: string): void =>
    network.all[0]!.onicecandidate?.({ candidate: { tcpType, toJSON: () => ({ candidate: tcpType }) } });
  found("active");
  await settle();
  expect(signalling.sent.length).toBe(before);
  found("passive");
  await settle();
  expect(signalling.sent.length).toBe(before + 1);
  for (const { driver } of [caller, other]) driver.close();
});
