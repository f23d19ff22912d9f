import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { LiveSocket } from "./live-socket";
import { shareLive } from "./live-tabs";
import { FakeServer } from "./testing/fake-server";
import { FakeLocks, FakeWebSockets, stubBroadcastChannel } from "./testing/fake-socket";

const TEN = 10;
let server: FakeServer;
let sockets: FakeWebSockets;
let tabs: LiveSocket[];
let heard: number[][];
let up: (boolean | null)[];

beforeEach(() => {
  vi.useFakeTimers();
  server = new FakeServer().on("POST /desk/live/", () => ({
    url: "ws://here/live/",
    ticket: "t",
    cursors: { desk: 4 },
  }));
  sockets = new FakeWebSockets();
  new FakeLocks();
  stubBroadcastChannel();
  [tabs, heard, up] = [[], [], []];
});

afterEach(() => {
  for (const tab of tabs) tab.close();
  Object.defineProperty(navigator, "locks", { value: undefined, configurable: true });
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const after = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

function open(number = 1): void {
  for (let count = 0; count < number; count += 1) {
    const events: number[] = [];
    const tab = heard.push(events) - 1;
    up.push(null);
    tabs.push(
      shareLive({
        name: "desk",
        ticketUrl: "/desk/live/",
        onEvent: ({ id }) => events.push(id),
        onUp: (now) => (up[tab] = now),
      }),
    );
  }
}

async function alive(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 6) {
    for (const socket of sockets.open) socket.say([]);
    await after(6_000);
  }
}

test("ten tabs share one connection, and each hears everything once", async () => {
  open(TEN);
  await after(20);
  sockets.last.tell("desk", 5, "queue").tell("desk", 6, "queue");
  await alive(60);
  expect(sockets.all.length).toBe(1);
  expect(server.to("POST /desk/live/").length).toBe(1);
  expect(heard).toEqual(Array(TEN).fill([5, 6]));
  expect(up).toEqual(Array(TEN).fill(true));
});

test("a tab that is opened later knows at once whether events are told", async () => {
  open();
  await after(20);
  open();
  await after(20);
  expect(up).toEqual([true, true]);
});

test("when the connected tab is closed the next one connects", async () => {
  open(3);
  await after(20);
  tabs[0]?.close();
  await after(20);
  expect(sockets.all.length).toBe(2);
  sockets.last.tell("desk", 5, "queue");
  await after(20);
  expect(heard).toEqual([[], [5], [5]]);
});

test("a lost connection is told to all tabs, and goes on where it was", async () => {
  open(3);
  await after(20);
  sockets.last.tell("desk", 5, "queue");
  sockets.last.end();
  await after(20);
  expect(up).toEqual([false, false, false]);
  server.on("POST /desk/live/", () => ({ url: "ws://here/live/", ticket: "t", cursors: { desk: 8 } }));
  await after(1_000);
  expect(up).toEqual([true, true, true]);
  expect(sockets.last.hello?.cursors).toEqual({ desk: 5 });
});

test("a server that is away for long leaves the lead where it is", async () => {
  open(3);
  await after(20);
  sockets.accepts = false;
  sockets.last.end();
  await after(180_000);
  sockets.accepts = true;
  for (let second = 0; second < 61; second += 1) {
    await after(1_000);
    for (const socket of sockets.open) socket.say([]);
  }
  expect(sockets.open.length).toBe(1);
  expect(up).toEqual([true, true, true]);
});

test("a connected tab that falls asleep is replaced by one that is looked at, and steps down when it wakes", async () => {
  // A sleeping tab runs nothing and says nothing, but keeps its lock.
  open();
  await after(20);
  const asleep = tabs[0] as unknown as { channel: { postMessage(word: unknown): void }; leaderCheck: number };
  asleep.channel.postMessage = () => undefined;
  open(2);
  await after(30_000);
  expect(sockets.open.length).toBe(1);
  sockets.last.tell("desk", 9, "queue");
  await after(20);
  expect(heard.slice(1)).toEqual([[9], [9]]);
});

test("without locks each tab has a connection of its own", async () => {
  Object.defineProperty(navigator, "locks", { value: undefined, configurable: true });
  open(2);
  await after(20);
  expect(sockets.open.length).toBe(2);
  expect(up).toEqual([true, true]);
  for (const socket of sockets.open) socket.tell("desk", 5, "queue");
  expect(heard).toEqual([[5], [5]]);
});
