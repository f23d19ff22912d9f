/** Clocks: until the call, since it began, and how much of it is left. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { RoomPageHarness } from "../testing/room-page-harness";

let page: RoomPageHarness;

beforeEach(() => {
  page = new RoomPageHarness();
});

afterEach(() => page.close());

test("the time is that since the client was let in, and what is left is said in the last ten minutes", async () => {
  await page.openInCall({ admittedAt: "2026-01-01T12:09:00Z" });
  const clock = async (at: string): Promise<string | null | undefined> => {
    vi.setSystemTime(`2026-01-01T${at}Z`);
    await vi.advanceTimersByTimeAsync(1_000);
    await page.draw();
    return page.root.querySelector(".time")?.textContent;
  };
  await page.draw();
  expect(await clock("12:10:00")).toBe("1 min");
  expect(await clock("12:31:00")).toBe("22 min");
  expect(await clock("12:42:30")).toBe("33 min, 8 min left");
  expect(await clock("12:52:30")).toBe("43 min, 2 min over the planned time");
});

test("a client who is let in late begins at nothing", async () => {
  await page.open();
  vi.setSystemTime("2026-01-01T12:20:00Z");
  await page.happen("admitted");
  await page.draw();
  expect(page.root.querySelector(".time")?.textContent).toBe("0 min");
});

test("the time running out is said at ten minutes, at five, and at the end", async () => {
  await page.openInCall();
  await page.draw();
  const said: (string | undefined)[] = [];
  for (const at of ["12:39", "12:41", "12:46", "12:51"]) {
    vi.setSystemTime(`2026-01-01T${at}:00Z`);
    await vi.advanceTimersByTimeAsync(1_000);
    await page.draw();
    said.push(page.root.querySelector(".warning")?.textContent ?? undefined);
  }
  expect(said).toEqual([undefined, "10 minutes left", "5 minutes left", "The planned time is over"]);
});

test("a room that was opened days ahead shows no clock", async () => {
  await page.open({ startsAt: "2026-01-02T13:00:00Z" });
  await page.draw();
  expect(page.root.querySelector("[role=timer]")).toBeNull();
});
