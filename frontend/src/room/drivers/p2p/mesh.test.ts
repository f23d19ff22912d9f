/** More than two, browser to browser. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { CallRoom } from "../../testing/call-room";
import { type Caller, restoreBrowser, settle, stubBrowser } from "../../testing/caller";
import { FakeNetwork } from "../../testing/fake-network";
import { FakeSignalling } from "../../testing/fake-signalling";
import { p2pCarrier } from "../../testing/p2p-harness";
import { FIRST_MS, RESTART_MS, RESTARTS } from "./recovery";

let network: FakeNetwork;
let signalling: FakeSignalling;
let room: CallRoom;
let callers: Caller[];

beforeEach(() => {
  stubBrowser();
  network = new FakeNetwork();
  signalling = new FakeSignalling();
  room = new CallRoom(p2pCarrier(network, signalling));
  callers = ["maria", "olena", "ivan"].map((id) => room.join(id));
});

afterEach(async () => {
  for (const { driver } of room.seats.values()) await driver.close();
  restoreBrowser();
});

const links = ({ address }: Caller): (string | undefined)[] =>
  ["ivan", "maria", "olena"].filter((id) => id !== address.id).map((id) => room.seats.get(address.id)?.link(id));

test("each pair has one connection, and the lesser name of the two makes no offer", async () => {
  await settle();
  expect(callers.map(links)).toEqual([
    ["good", "good"],
    ["good", "good"],
    ["good", "good"],
  ]);
  expect(network.all.length).toBe(6);
  const offers = signalling.sent.filter(({ signal }) => signal.description?.type === "offer");
  expect(offers.map(({ from, to }) => `${from} to ${to}`).sort()).toEqual([
    "maria to ivan",
    "olena to ivan",
    "olena to maria",
  ]);
});

test("one who loads the page anew meets both again, and costs the other two nothing", async () => {
  await settle();
  const [maria, olena] = callers as [Caller, Caller, Caller];
  const before = olena.links("maria").length;
  await room.seats.get("ivan")?.driver.close();
  const ivan = room.join("ivan");
  await settle();
  expect([links(ivan), links(maria), links(olena)].flat()).toEqual(Array(6).fill("good"));
  expect(olena.links("maria").length).toBe(before);
});

test("a pair that finds no path is searched for on, and costs nobody their seat while others are connected", async () => {
  await settle();
  const [maria, olena, ivan] = callers as [Caller, Caller, Caller];
  const between = network.all.filter((one) => {
    const talks = (id: string): boolean =>
      signalling.sent.some(({ from, signal }) => from === id && signal.description?.sdp === one.localDescription?.sdp);
    const meets = (id: string): boolean =>
      signalling.sent.some(({ from, signal }) => from === id && signal.description?.sdp === one.remoteDescription?.sdp);
    return (talks("olena") && meets("ivan")) || (talks("ivan") && meets("olena"));
  });
  expect(between.length).toBe(2);
  network.isCut = true;
  for (const one of between) one.become("failed");
  await vi.advanceTimersByTimeAsync(RESTARTS * RESTART_MS + FIRST_MS + RESTART_MS);
  expect([olena.failures, ivan.failures, maria.failures]).toEqual([0, 0, 0]);
  expect([olena.link("ivan"), olena.link("maria"), ivan.link("maria")]).toEqual(["lost", "good", "good"]);
  network.isCut = false;
  await vi.advanceTimersByTimeAsync(FIRST_MS + RESTART_MS);
  await settle();
  expect([olena.link("ivan"), ivan.link("olena")]).toEqual(["good", "good"]);
});

test("with everybody lost the page joins anew", async () => {
  await settle();
  network.cut("failed");
  await vi.advanceTimersByTimeAsync(RESTARTS * RESTART_MS + 100);
  expect(callers.every(({ failures }) => failures > 0)).toBe(true);
});
