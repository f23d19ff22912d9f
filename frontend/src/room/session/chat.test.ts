import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { NO_NETWORK } from "../../shared/testing/fake-server";
import { RoomHarness } from "../testing/room-harness";

let harness: RoomHarness;

beforeEach(() => (harness = new RoomHarness()));
afterEach(() => harness.close());

const lines = (): string[] => harness.room.chat.entries.map(({ by, text, delivery }) => `${by}: ${text} (${delivery})`);
const theirs = { key: "k1", by: "specialist", text: "Hello", at: "2026-01-01T12:09:00Z" };

test("what was read before a reload is there again, and is not news; what was said meanwhile is", async () => {
  await harness.openInCall();
  harness.room.chat.setOpen(true);
  await harness.happen("chat", theirs);
  harness.room.leave();
  harness.said = [
    { ...theirs, by: "specialist" },
    { key: "k2", by: "specialist", text: "Are you there?", at: "2026-01-01T12:11:00Z" },
  ];
  await harness.openInCall();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(lines()).toEqual(["specialist: Hello (sent)", "specialist: Are you there? (sent)"]);
  expect(harness.room.chat.unread).toBe(1);
});

test("a line that was loaded a moment before its event came is shown once, and is news once", async () => {
  harness.said = [{ ...theirs, by: "specialist" }];
  await harness.openInCall();
  await vi.advanceTimersByTimeAsync(2_000);
  for (const _time of [1, 2]) {
    await harness.happen("chat", theirs);
    expect(lines()).toEqual(["specialist: Hello (sent)"]);
    expect(harness.room.chat.unread).toBe(1);
  }
});

test("a line from the other is unread until the panel is opened, one's own never", async () => {
  await harness.openInCall();
  await harness.happen("chat", theirs);
  await harness.happen("chat", { ...theirs, key: "k2", by: "client", text: "From my other tab" });
  expect(harness.room.chat.unread).toBe(1);
  harness.room.chat.setOpen(true);
  await harness.happen("chat", { ...theirs, key: "k3", at: "2026-01-01T12:10:00Z" });
  expect(harness.room.chat.unread).toBe(0);
});

test("a line is shown at once, and says when it did not go out; sent again it keeps its name", async () => {
  await harness.openInCall();
  harness.server.on("POST /room/chat", () => NO_NETWORK);
  const saying = harness.room.chat.send("  Can you hear me?  ");
  expect(lines()).toEqual(["client: Can you hear me? (sending)"]);
  await vi.advanceTimersByTimeAsync(20_000);
  await saying;
  expect(lines()).toEqual(["client: Can you hear me? (failed)"]);
  harness.server.on("POST /room/chat", () => null);
  await harness.room.chat.resend(harness.room.chat.entries[0]!);
  expect(lines()).toEqual(["client: Can you hear me? (sent)"]);
  const keys = new Set(harness.server.to("POST /room/chat").map(({ body }) => (body as { key: string }).key));
  expect(keys.size).toBe(1);
});

test("nothing is not said", async () => {
  await harness.openInCall();
  await harness.room.chat.send("   ");
  expect(harness.server.to("POST /room/chat")).toEqual([]);
});
