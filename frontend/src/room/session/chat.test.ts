import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { NO_NETWORK } from "../../shared/testing/fake-server";
import { Stage } from "../testing/room-harness";

let stage: Stage;

beforeEach(() => (stage = new Stage()));
afterEach(() => stage.close());

const lines = (): string[] => stage.room.chat.lines.map(({ by, text, sent }) => `${by}: ${text} (${sent})`);
const theirs = { key: "k1", by: "specialist", text: "Hello", at: "2026-01-01T12:09:00Z" };

test("what was read before a reload is there again, and is not news; what was said meanwhile is", async () => {
  await stage.openInCall();
  stage.room.chat.read(true);
  await stage.happen("chat", theirs);
  stage.room.leave();
  stage.said = [
    { ...theirs, by: "specialist" },
    { key: "k2", by: "specialist", text: "Are you there?", at: "2026-01-01T12:11:00Z" },
  ];
  await stage.openInCall();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(lines()).toEqual(["specialist: Hello (yes)", "specialist: Are you there? (yes)"]);
  expect(stage.room.chat.unread).toBe(1);
});

test("a line that was loaded a moment before its event came is shown once, and is news once", async () => {
  stage.said = [{ ...theirs, by: "specialist" }];
  await stage.openInCall();
  await vi.advanceTimersByTimeAsync(2_000);
  for (const _time of [1, 2]) {
    await stage.happen("chat", theirs);
    expect(lines()).toEqual(["specialist: Hello (yes)"]);
    expect(stage.room.chat.unread).toBe(1);
  }
});

test("a line from the other is unread until the panel is opened, one's own never", async () => {
  await stage.openInCall();
  await stage.happen("chat", theirs);
  await stage.happen("chat", { ...theirs, key: "k2", by: "client", text: "From my other tab" });
  expect(stage.room.chat.unread).toBe(1);
  stage.room.chat.read(true);
  await stage.happen("chat", { ...theirs, key: "k3", at: "2026-01-01T12:10:00Z" });
  expect(stage.room.chat.unread).toBe(0);
});

test("a line is shown at once, and says when it did not go out; sent again it keeps its name", async () => {
  await stage.openInCall();
  stage.server.on("POST /room/chat", () => NO_NETWORK);
  const saying = stage.room.chat.say("  Can you hear me?  ");
  expect(lines()).toEqual(["client: Can you hear me? (under way)"]);
  await vi.advanceTimersByTimeAsync(20_000);
  await saying;
  expect(lines()).toEqual(["client: Can you hear me? (no)"]);
  stage.server.on("POST /room/chat", () => null);
  await stage.room.chat.again(stage.room.chat.lines[0]!);
  expect(lines()).toEqual(["client: Can you hear me? (yes)"]);
  const keys = new Set(stage.server.to("POST /room/chat").map(({ body }) => (body as { key: string }).key));
  expect(keys.size).toBe(1);
});

test("nothing is not said", async () => {
  await stage.openInCall();
  await stage.room.chat.say("   ");
  expect(stage.server.to("POST /room/chat")).toEqual([]);
});
