import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { problem } from "../../shared/testing/fake-server";
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

const sent = (): string[] => harness.server.to("POST /room/chat").map(({ body }) => (body as { text: string }).text);
const seconds = (n: number): Promise<unknown> => vi.advanceTimersByTimeAsync(n * 1_000);

test("a line is shown at once, and one that the server refuses says so; sent again it keeps its name", async () => {
  await harness.openInCall();
  harness.server.on("POST /room/chat", () => problem(422, "too_long"));
  harness.room.chat.send("  Can you hear me?  ");
  expect(lines()).toEqual(["client: Can you hear me? (sending)"]);
  await seconds(1);
  expect(lines()).toEqual(["client: Can you hear me? (failed)"]);
  expect(harness.room.chat.unsent).toBe("failed");
  harness.server.on("POST /room/chat", () => null);
  harness.room.chat.resend(harness.room.chat.entries[0]!);
  await seconds(1);
  expect(lines()).toEqual(["client: Can you hear me? (sent)"]);
  const keys = new Set(harness.server.to("POST /room/chat").map(({ body }) => (body as { key: string }).key));
  expect(keys.size).toBe(1);
});

describe("while the server is away", () => {
  beforeEach(async () => {
    await harness.openInCall();
    await seconds(3);
    harness.server.isAway = true;
    harness.room.chat.send("One");
    harness.room.chat.send("Two");
    await seconds(100);
  });

  test("lines wait and say so, and their sender is told with the panel closed", async () => {
    expect(lines()).toEqual(["client: One (waiting)", "client: Two (waiting)"]);
    expect(harness.room.chat.unsent).toBe("waiting");
    harness.room.chat.setOpen(true);
    expect(harness.room.chat.unsent).toBeNull();
  });

  test("they are sent by themselves once it is back, in order, each once", async () => {
    const before = sent().length;
    harness.server.isAway = false;
    await seconds(11);
    expect(sent().slice(before)).toEqual(["One", "Two"]);
    expect(lines()).toEqual(["client: One (sent)", "client: Two (sent)"]);
    await seconds(60);
    expect(sent().length).toBe(before + 2);
  });

  test("they survive a reload", async () => {
    harness.room.leave();
    harness.server.isAway = false;
    const before = sent().length;
    harness.server.on("POST /room/chat", () => null);
    await harness.openInCall();
    expect(lines()).toEqual(["client: One (waiting)", "client: Two (waiting)"]);
    await seconds(3);
    expect(sent().slice(before)).toEqual(expect.arrayContaining(["One", "Two"]));
    expect(lines()).toEqual(["client: One (sent)", "client: Two (sent)"]);
  });

  test("one that arrived although no answer came is not sent again", async () => {
    const key = harness.room.chat.entries[0]?.key;
    const before = sent().length;
    harness.events.push({ id: 1, kind: "chat", ...theirs, key, by: "client", text: "One" });
    harness.room.chat.receive({ id: 1, kind: "chat", ...theirs, key, by: "client", text: "One" });
    harness.server.isAway = false;
    await seconds(11);
    expect(sent().slice(before)).toEqual(["Two"]);
  });

  test("once the consultation is over nothing of it is kept", async () => {
    harness.room.dispatch({ kind: "ended" });
    expect(JSON.stringify(sessionStorage)).not.toContain("Two");
  });
});

test("what was typed and not sent is there after a reload, and not after the end", async () => {
  await harness.openInCall();
  harness.room.chat.draft = "Half a sente";
  harness.room.leave();
  await harness.openInCall();
  expect(harness.room.chat.draft).toBe("Half a sente");
  harness.room.dispatch({ kind: "ended" });
  expect(harness.room.chat.draft).toBe("");
});

test("nothing is not said", async () => {
  await harness.openInCall();
  harness.room.chat.send("   ");
  expect(harness.server.to("POST /room/chat")).toEqual([]);
});
