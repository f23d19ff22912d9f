import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CallRoom } from "../../testing/call-room";
import { restoreBrowser, settle, stubBrowser } from "../../testing/caller";
import { FakeNetwork } from "../../testing/fake-network";
import { FakeSignalling } from "../../testing/fake-signalling";
import { p2pCarrier } from "../../testing/p2p-harness";
import { p2pModule } from ".";
import { ConnectionPool } from "./connection-pool";

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
    const hers = p2pModule(new ConnectionPool(network.connect));
    const his = p2pModule(new ConnectionPool(network.connect));
    if (hersIsReady) hers.prepare?.("specialist", ["client"]);
    if (hisIsReady) his.prepare?.("client", ["specialist"]);
    await settle();
    const signalling = new FakeSignalling();
    const carrier = p2pCarrier(network, signalling);
    const specialist = new CallRoom({ ...carrier, module: hers });
    const one = specialist.join("specialist", { expected: ["client"] });
    const client = new CallRoom({ ...carrier, module: his });
    client.seats.set("specialist", one);
    const other = client.join("client", { expected: ["specialist"] });
    await settle();
    expect([one.link("client"), other.link("specialist")]).toEqual(["good", "good"]);
    expect(signalling.sent.filter(({ signal }) => signal.description?.type === "offer").length).toBe(1);
    expect(network.all.length).toBe(2);
    expect(network.all.map(({ transceivers }) => transceivers.map(({ sender }) => sender.track?.kind))).toEqual([
      ["audio", "video", undefined],
      ["audio", "video", undefined],
    ]);
    for (const { driver } of [one, other]) await driver.close();
  });
});

test("a way by TCP that two browsers can't use is not told to the other", async () => {
  const signalling = new FakeSignalling();
  const room = new CallRoom(p2pCarrier(network, signalling));
  const both = [room.join("specialist"), room.join("client")];
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
  for (const { driver } of both) await driver.close();
});
