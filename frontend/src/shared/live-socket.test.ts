import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { LiveHarness, STREAM } from "./testing/live-harness";

let live: LiveHarness;

beforeEach(() => {
  live = new LiveHarness();
});

afterEach(() => live.close());

const after = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

test("what happens is heard by the socket, after the page's cursor, and nothing is asked for meanwhile", async () => {
  live.last = 7;
  live.follow(5);
  await after(10);
  expect(live.sockets.last.hello).toEqual({ ticket: "ticket 1", cursors: { [STREAM]: 5 } });
  live.sockets.last.tell(STREAM, 6, "message").tell(STREAM, 7, "admitted");
  const before = live.polls;
  await live.stayAlive(60);
  expect(live.heard).toEqual([
    [6, "message"],
    [7, "admitted"],
  ]);
  expect(live.polls).toBe(before);
});

test("an event that comes both ways is heard once, and none is lost between them", async () => {
  live.follow();
  await after(10);
  live.sockets.last.tell(STREAM, 1, "a");
  live.kept = [
    { id: 1, kind: "a" },
    { id: 2, kind: "b" },
  ];
  live.last = 2;
  live.sockets.last.end();
  await after(100);
  expect(live.heard).toEqual([
    [1, "a"],
    [2, "b"],
  ]);
  await after(2_000);
  expect(live.sockets.last.hello?.cursors).toEqual({ [STREAM]: 2 });
  live.sockets.last.tell(STREAM, 2, "b").tell(STREAM, 3, "c");
  expect(live.heard).toEqual([
    [1, "a"],
    [2, "b"],
    [3, "c"],
  ]);
});

test("each connection shows a fresh ticket", async () => {
  live.follow();
  await after(10);
  await live.stayAlive(30);
  live.sockets.last.end(4000);
  await after(1_000);
  expect(live.sockets.open.map(({ hello }) => hello?.ticket)).toEqual(["ticket 2"]);
});

test("a cursor from beyond the stream's end is not believed", async () => {
  live.last = 3;
  live.follow(50);
  await after(10);
  expect(live.sockets.last.hello?.cursors).toEqual({ [STREAM]: 3 });
});

test("in a hurry both ways are used", async () => {
  live.follow();
  await after(10);
  live.kept = [{ id: 1, kind: "a" }];
  live.stream?.setUrgent(true);
  await after(1_000);
  expect(live.heard).toEqual([[1, "a"]]);
});

test("once closed it neither asks nor connects", async () => {
  live.follow();
  await after(10);
  live.stream?.close();
  const before = live.server.asked.length;
  await after(60_000);
  expect([live.server.asked.length, live.sockets.open.length]).toEqual([before, 0]);
});
