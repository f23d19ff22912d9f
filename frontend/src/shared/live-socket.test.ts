import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type LiveStream, openLive } from "./live";
import { json, NO_NETWORK, PretendServer, problem, SILENCE } from "./testing/fake-server";
import { PretendSockets } from "./testing/fake-socket";

const STREAM = "client:a";
let server: PretendServer;
let sockets: PretendSockets;
let stream: LiveStream | undefined;
let last: number;
let heard: [number, string][];
let health: boolean[];
let kept: { id: number; kind: string }[];

beforeEach(() => {
  vi.useFakeTimers();
  sessionStorage.clear();
  server = new PretendServer();
  sockets = new PretendSockets();
  [last, heard, health, kept] = [0, [], [], []];
  server
    .on("GET /events", ({ search }) => {
      const after = Number(new URLSearchParams(search).get("after"));
      const events = kept.filter(({ id }) => id > after);
      return { events, cursor: events.at(-1)?.id ?? after };
    })
    .on("POST /live", () => ({
      url: "ws://here/live/",
      ticket: `ticket ${server.to("POST /live").length}`,
      cursors: { [STREAM]: last },
    }));
});

afterEach(() => {
  stream?.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const after = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
const asked = (): number => server.to("GET /events").length;

function follow(cursor = 0): void {
  stream = openLive({
    url: "/events",
    ticketUrl: "/live",
    cursor,
    onEvent: ({ id, kind }) => heard.push([id, kind]),
    onHealth: (answering) => health.push(answering),
  });
}

/** Signs of life, as the server gives them. */
async function alive(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 6) {
    for (const socket of sockets.open) socket.say([]);
    await after(6_000);
  }
}

test("what happens is heard by the socket, after the page's cursor, and nothing is asked for meanwhile", async () => {
  last = 7;
  follow(5);
  await after(10);
  expect(sockets.last.hello).toEqual({ ticket: "ticket 1", cursors: { [STREAM]: 5 } });
  sockets.last.tell(STREAM, 6, "message").tell(STREAM, 7, "admitted");
  const before = asked();
  await alive(60);
  expect(heard).toEqual([
    [6, "message"],
    [7, "admitted"],
  ]);
  expect(asked()).toBe(before);
});

test("where sockets are refused the page asks, and tries them ever more seldom", async () => {
  sockets.accepts = false;
  follow();
  await after(120_000);
  expect(asked()).toBeGreaterThan(100);
  expect(sockets.all.length).toBeGreaterThan(5);
  expect(sockets.all.length).toBeLessThan(12);
  expect(health).toEqual([]);
});

test("an event that comes both ways is heard once, and none is lost between them", async () => {
  follow();
  await after(10);
  sockets.last.tell(STREAM, 1, "a");
  kept = [
    { id: 1, kind: "a" },
    { id: 2, kind: "b" },
  ];
  last = 2;
  sockets.last.end();
  await after(100);
  expect(heard).toEqual([
    [1, "a"],
    [2, "b"],
  ]);
  await after(2_000);
  expect(sockets.last.hello?.cursors).toEqual({ [STREAM]: 2 });
  sockets.last.tell(STREAM, 2, "b").tell(STREAM, 3, "c");
  expect(heard).toEqual([
    [1, "a"],
    [2, "b"],
    [3, "c"],
  ]);
});

test("each connection shows a fresh ticket", async () => {
  follow();
  await after(10);
  await alive(30);
  sockets.last.end(4000);
  await after(1_000);
  expect(sockets.open.map(({ hello }) => hello?.ticket)).toEqual(["ticket 2"]);
});

test("a socket that says nothing is given up, and the page asks until another one speaks", async () => {
  follow();
  await after(10);
  const before = asked();
  await after(14_000);
  expect(asked()).toBe(before);
  await after(1_500);
  expect(asked()).toBeGreaterThan(before);
  await after(1_000);
  expect(sockets.all.length).toBe(2);
  expect(sockets.open.length).toBe(1);
});

test("a server that hears nothing itself says so, and the page asks", async () => {
  follow();
  await after(10);
  sockets.last.say(null);
  const before = asked();
  await after(3_000);
  expect(asked()).toBeGreaterThan(before + 1);
  sockets.last.say([]);
  const then = asked();
  await after(5_000);
  expect(asked()).toBe(then);
});

test("trouble is told only when neither way brings news, and a new connection ends it", async () => {
  follow();
  await after(10);
  server.on("GET /events", () => NO_NETWORK);
  await alive(12);
  expect(health).toEqual([]);
  server.on("POST /live", () => json(502, {}));
  sockets.last.end();
  await after(1_000);
  expect(health).toEqual([false]);
  server.on("POST /live", () => ({ url: "ws://here/live/", ticket: "t", cursors: { [STREAM]: 0 } }));
  await after(5_000);
  expect(health).toEqual([false, true]);
});

test.each([
  ["refusing", () => problem(403, "no_grant")],
  ["unreachable", () => NO_NETWORK],
  ["silent", () => SILENCE],
] as const)("a %s server is asked for a ticket again, for ever, within eight seconds", async (_name, reply) => {
  server.on("POST /live", reply);
  follow();
  await after(300_000);
  const before = server.to("POST /live").length;
  await after(9_000);
  expect(server.to("POST /live").length).toBeGreaterThan(before);
});

test("when the network is back it connects at once, whatever the old connection looks like", async () => {
  follow();
  await after(10);
  dispatchEvent(new Event("online"));
  await after(10);
  expect(sockets.all.map(({ isOpen }) => isOpen)).toEqual([false, true]);
});

test("a page that is looked at again after a sleep connects anew, after a moment it does not", async () => {
  follow();
  await after(10);
  document.dispatchEvent(new Event("visibilitychange"));
  await after(10);
  expect(sockets.all.length).toBe(1);
  vi.setSystemTime(Date.now() + 60_000);
  document.dispatchEvent(new Event("visibilitychange"));
  await after(10);
  expect(sockets.open).toEqual([sockets.all[1]]);
});

test("a cursor from beyond the stream's end is not believed", async () => {
  last = 3;
  follow(50);
  await after(10);
  expect(sockets.last.hello?.cursors).toEqual({ [STREAM]: 3 });
});

test("in a hurry both ways are used", async () => {
  follow();
  await after(10);
  kept = [{ id: 1, kind: "a" }];
  stream?.hurry(true);
  await after(1_000);
  expect(heard).toEqual([[1, "a"]]);
});

test("once closed it neither asks nor connects", async () => {
  follow();
  await after(10);
  stream?.close();
  const before = server.asked.length;
  await after(60_000);
  expect([server.asked.length, sockets.open.length]).toEqual([before, 0]);
});
