import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type LiveStream, openLive } from "./live";
import type { LiveEvent } from "./live-event";
import { FakeServer, json, NO_NETWORK, type Reply } from "./testing/fake-server";

let server: FakeServer;
let stream: LiveStream | undefined;
let log: LiveEvent[];
let heard: [number, boolean][];
let health: boolean[];

beforeEach(() => {
  vi.useFakeTimers();
  sessionStorage.clear();
  server = new FakeServer();
  log = [];
  heard = [];
  health = [];
  server.on("GET /events", ({ search }) => {
    const after = Number(new URLSearchParams(search).get("after"));
    return { events: log.filter(({ id }) => id > after), cursor: log.length };
  });
});

afterEach(() => {
  stream?.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function happen(kind: string): void {
  log.push({ id: log.length + 1, kind });
}

function follow(cursor = 0, onEvent?: (event: LiveEvent) => void): void {
  stream = openLive({
    url: "/events?of=ivan",
    cursor,
    onEvent: onEvent ?? ((event, past) => heard.push([event.id, past])),
    onHealth: (answering) => health.push(answering),
  });
}

function answers(...replies: Reply[]): void {
  server.on("GET /events", () => (replies.length > 1 ? replies.shift() : replies[0]));
}

test("events come once, in order, after the cursor of the page", async () => {
  happen("a");
  happen("b");
  follow(1);
  await vi.advanceTimersByTimeAsync(0);
  happen("c");
  await vi.advanceTimersByTimeAsync(5_000);
  expect(heard).toEqual([
    [2, false],
    [3, false],
  ]);
  expect(server.asked.at(-1)?.search).toBe("?of=ivan&after=3");
});

test("it asks each second, twice as often in a hurry, and no more once closed", async () => {
  follow();
  await vi.advanceTimersByTimeAsync(3_500);
  expect(server.asked.length).toBe(4);
  stream?.setUrgent(true);
  await vi.advanceTimersByTimeAsync(2_100);
  expect(server.asked.length).toBe(9);
  stream?.close();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(server.asked.length).toBe(9);
});

test("after a reload it goes on where it was, and says what the new page knows already", async () => {
  happen("a");
  follow(0);
  await vi.advanceTimersByTimeAsync(0);
  stream?.close();
  happen("while loading");
  happen("after");
  follow(2);
  await vi.advanceTimersByTimeAsync(0);
  expect(heard).toEqual([
    [1, false],
    [2, true],
    [3, false],
  ]);
});

test("a repeated event is not heard twice", async () => {
  answers(
    { events: [{ id: 1, kind: "a" }], cursor: 1 },
    {
      events: [
        { id: 1, kind: "a" },
        { id: 2, kind: "b" },
      ],
      cursor: 2,
    },
  );
  follow();
  await vi.advanceTimersByTimeAsync(1_500);
  expect(heard).toEqual([
    [1, false],
    [2, false],
  ]);
});

test("whatever the server answers, it is asked again, ever more slowly, and health is told once each way", async () => {
  answers(NO_NETWORK);
  follow();
  await vi.advanceTimersByTimeAsync(100_000);
  const tries = server.asked.length;
  expect(tries).toBeGreaterThan(30);
  expect(tries).toBeLessThan(45);
  expect(health).toEqual([false]);
  for (const broken of [json(502, {}), json(404, {}), new Response("<html>")]) {
    answers(broken);
    await vi.advanceTimersByTimeAsync(9_000);
  }
  answers({ events: [{ id: 1, kind: "a" }], cursor: 1 });
  await vi.advanceTimersByTimeAsync(9_000);
  expect(health).toEqual([false, true]);
  expect(heard).toEqual([[1, false]]);
});

test("when the network is back or the tab is looked at, it asks at once", async () => {
  answers(NO_NETWORK);
  follow();
  await vi.advanceTimersByTimeAsync(60_000);
  for (const wake of [
    () => dispatchEvent(new Event("online")),
    () => document.dispatchEvent(new Event("visibilitychange")),
  ]) {
    const before = server.asked.length;
    wake();
    await vi.advanceTimersByTimeAsync(1);
    expect(server.asked.length).toBe(before + 1);
  }
});

test("an event that breaks its handler does not stop those after it", async () => {
  const complaint = vi.spyOn(console, "error").mockImplementation(() => undefined);
  happen("bad");
  happen("good");
  follow(0, (event) => {
    if (event.kind === "bad") throw new Error("unreadable");
    heard.push([event.id, false]);
  });
  await vi.advanceTimersByTimeAsync(3_000);
  expect(heard).toEqual([[2, false]]);
  expect(complaint).toHaveBeenCalledTimes(1);
});
