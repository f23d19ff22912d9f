import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { formatClock } from "../shared/clock";
import { runCountdowns } from "./countdown";

beforeEach(() => {
  vi.useFakeTimers({ now: new Date("2026-01-01T12:00:00Z") });
  sessionStorage.clear();
});

afterEach(() => vi.useRealTimers());

function show(end: string, attributes = ""): HTMLElement {
  document.body.innerHTML = `<span data-countdown="${end}" ${attributes}>as drawn</span>`;
  runCountdowns(document);
  return document.querySelector("span")!;
}

const voice = (element: HTMLElement): string | null | undefined => element.nextElementSibling?.textContent;

test("a clock face has minutes and seconds, and hours only from one on", () => {
  expect([0, 59, 60, 3599, 3600, 3661].map(formatClock)).toEqual([
    "00:00",
    "00:59",
    "01:00",
    "59:59",
    "1:00:00",
    "1:01:01",
  ]);
});

test("it counts down and says the text at the end", () => {
  const element = show("2026-01-01T12:01:05Z", 'data-countdown-over="The time is over"');
  expect(element.textContent).toBe("01:05");
  vi.advanceTimersByTime(5_000);
  expect(element.textContent).toBe("01:00");
  vi.advanceTimersByTime(60_000);
  expect(element.textContent).toBe("The time is over");
  expect(voice(element)).toBe("The time is over");
});

test("a screen reader hears each minute, not each second", () => {
  const element = show("2026-01-01T12:02:30Z", 'data-countdown-said="{minutes} min left"');
  const heard: (string | null | undefined)[] = [];
  for (let second = 0; second < 95; second += 1) {
    vi.advanceTimersByTime(1_000);
    if (voice(element) !== heard.at(-1)) heard.push(voice(element));
  }
  expect(heard).toEqual(["", "2 min left", "1 min left"]);
  expect(element.getAttribute("role")).toBe("timer");
});

test("days ahead the server's words stay", () => {
  expect(show("2026-01-09T12:00:00Z").textContent).toBe("as drawn");
});

test("a device whose clock is wrong counts by the server's", () => {
  expect(show("2026-01-01T13:10:00Z", 'data-countdown-now="2026-01-01T13:00:00Z"').textContent).toBe("10:00");
});

test("at the end the page is loaded anew, once", () => {
  const reload = vi.spyOn(location, "reload").mockImplementation(() => undefined);
  show("2026-01-01T12:00:02Z", "data-countdown-reload");
  vi.advanceTimersByTime(10_000);
  show("2026-01-01T12:00:02Z", "data-countdown-reload");
  vi.advanceTimersByTime(10_000);
  expect(reload).toHaveBeenCalledTimes(1);
});

test("what is no instant is left as it is", () => {
  expect(show("soon").textContent).toBe("as drawn");
});
