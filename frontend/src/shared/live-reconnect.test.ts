/** What a page does while its socket, its server or its network fails. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { json, NO_NETWORK, problem, SILENCE } from "./testing/fake-server";
import { LiveHarness, STREAM } from "./testing/live-harness";

let live: LiveHarness;

beforeEach(() => {
  live = new LiveHarness();
});

afterEach(() => live.close());

const after = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

test("where sockets are refused the page asks, and tries them ever more seldom", async () => {
  live.sockets.accepts = false;
  live.follow();
  await after(120_000);
  expect(live.polls).toBeGreaterThan(100);
  expect(live.sockets.all.length).toBeGreaterThan(5);
  expect(live.sockets.all.length).toBeLessThan(12);
  expect(live.health).toEqual([]);
});

test("a socket that says nothing is given up, and the page asks until another one speaks", async () => {
  live.follow();
  await after(10);
  const before = live.polls;
  await after(14_000);
  expect(live.polls).toBe(before);
  await after(1_500);
  expect(live.polls).toBeGreaterThan(before);
  await after(1_000);
  expect(live.sockets.all.length).toBe(2);
  expect(live.sockets.open.length).toBe(1);
});

test("a server that hears nothing itself says so, and the page asks", async () => {
  live.follow();
  await after(10);
  live.sockets.last.say(null);
  const before = live.polls;
  await after(3_000);
  expect(live.polls).toBeGreaterThan(before + 1);
  live.sockets.last.say([]);
  const then = live.polls;
  await after(5_000);
  expect(live.polls).toBe(then);
});

test("trouble is told only when neither way brings news, and a new connection ends it", async () => {
  live.follow();
  await after(10);
  live.server.on("GET /events", () => NO_NETWORK);
  await live.stayAlive(12);
  expect(live.health).toEqual([]);
  live.server.on("POST /live", () => json(502, {}));
  live.sockets.last.end();
  await after(1_000);
  expect(live.health).toEqual([false]);
  live.server.on("POST /live", () => ({ url: "ws://here/live/", ticket: "t", cursors: { [STREAM]: 0 } }));
  await after(5_000);
  expect(live.health).toEqual([false, true]);
});

test.each([
  ["refusing", () => problem(403, "no_grant")],
  ["unreachable", () => NO_NETWORK],
  ["silent", () => SILENCE],
] as const)("a %s server is asked for a ticket again, for ever, within eight seconds", async (_name, reply) => {
  live.server.on("POST /live", reply);
  live.follow();
  await after(300_000);
  const before = live.server.to("POST /live").length;
  await after(9_000);
  expect(live.server.to("POST /live").length).toBeGreaterThan(before);
});

test("when the network is back it connects at once, whatever the old connection looks like", async () => {
  live.follow();
  await after(10);
  dispatchEvent(new Event("online"));
  await after(10);
  expect(live.sockets.all.map(({ isOpen }) => isOpen)).toEqual([false, true]);
});

test("a page that is looked at again after a sleep connects anew, after a moment it does not", async () => {
  live.follow();
  await after(10);
  document.dispatchEvent(new Event("visibilitychange"));
  await after(10);
  expect(live.sockets.all.length).toBe(1);
  vi.setSystemTime(Date.now() + 60_000);
  document.dispatchEvent(new Event("visibilitychange"));
  await after(10);
  expect(live.sockets.open).toEqual([live.sockets.all[1]]);
});

test("after an older database was restored, what happens in it is heard again", async () => {
  live.last = 500;
  live.follow(500);
  await after(10);
  live.last = 12;
  live.kept = [];
  live.sockets.last.end();
  await after(3_000);
  live.sockets.last.tell(STREAM, 13, "admitted");
  expect(live.heard).toEqual([[13, "admitted"]]);
});

test("where sockets are refused, what happens after a restore is heard again, too", async () => {
  live.sockets.accepts = false;
  live.last = 500;
  live.follow(500);
  await after(2_500);
  live.last = 12;
  await after(2_500);
  live.last = 13;
  live.kept = [{ id: 13, kind: "admitted" }];
  await after(2_500);
  expect(live.heard).toEqual([[13, "admitted"]]);
});

test("an event that is heard while a ticket is on its way does not come twice", async () => {
  live.last = 10;
  live.follow(10);
  await after(10);
  live.server.on("POST /live", async () => {
    // Made a moment before the event, and read a moment after it.
    live.kept = [{ id: 11, kind: "chat" }];
    await new Promise((done) => setTimeout(done, 2_500));
    return { url: "ws://here/live/", ticket: "late", cursors: { [STREAM]: 10 } };
  });
  live.sockets.last.end();
  await after(4_000);
  expect(live.sockets.last.hello?.cursors).toEqual({ [STREAM]: 10 });
  live.sockets.last.tell(STREAM, 11, "chat");
  expect(live.heard).toEqual([[11, "chat"]]);
});

test("a page drawn after a restore follows from where it was drawn", async () => {
  live.last = 500;
  live.follow(500);
  await after(10);
  live.sockets.last.tell(STREAM, 501, "chat");
  live.stream?.close();
  live.last = 3;
  live.follow(3);
  await after(10);
  live.sockets.last.tell(STREAM, 4, "admitted");
  expect(live.heard).toEqual([
    [501, "chat"],
    [4, "admitted"],
  ]);
});
