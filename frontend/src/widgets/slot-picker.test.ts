import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { FakeServer } from "../shared/testing/fake-server";
import { pickSlotsInPlace } from "./slot-picker";

const enhanced = vi.fn();
let server: FakeServer;
let assigned: string[];

const page = (day: number, title = `Day ${day}`): string => `<title>${title}</title><main><div data-slot-picker>
  <a id="prev" href="/olena/?day=${day - 1}">before</a> <b>Day ${day}</b> <a href="/olena/?day=${day + 1}">after</a>
  <a class="time" href="/hold/?at=9">09:00</a></div></main>`;
const html = (text: string): Response => new Response(text, { headers: { "Content-Type": "text/html" } });

beforeAll(() => pickSlotsInPlace(enhanced));

beforeEach(() => {
  server = new FakeServer();
  server.on("GET /olena/", ({ search }) => html(page(Number(new URLSearchParams(search).get("day")))));
  assigned = [];
  vi.spyOn(location, "assign").mockImplementation((url) => void assigned.push(String(url)));
  history.replaceState(null, "", "/olena/?day=1");
  document.documentElement.innerHTML = `<head></head><body>${page(1)}</body>`;
  enhanced.mockClear();
});

afterEach(() => vi.unstubAllGlobals());

const link = (text: string): HTMLAnchorElement =>
  [...document.querySelectorAll("a")].find((one) => one.textContent === text)!;
const shown = (): string | null | undefined => document.querySelector("[data-slot-picker] b")?.textContent;

function click(text: string, how: MouseEventInit = {}): MouseEvent {
  const event = new MouseEvent("click", { bubbles: true, cancelable: true, ...how });
  link(text).focus();
  link(text).dispatchEvent(event);
  return event;
}

test("another day takes the place of this one, at its own address", async () => {
  expect(click("after").defaultPrevented).toBe(true);
  await vi.waitFor(() => expect(shown()).toBe("Day 2"));
  expect(location.search).toBe("?day=2");
  expect(document.title).toBe("Day 2");
  expect(enhanced).toHaveBeenCalledTimes(1);
});

test("the focus stays on what was pressed", async () => {
  click("before");
  await vi.waitFor(() => expect(shown()).toBe("Day 0"));
  expect(document.activeElement).toBe(document.getElementById("prev"));
});

test("back shows the day before without leaving the page", async () => {
  click("after");
  await vi.waitFor(() => expect(shown()).toBe("Day 2"));
  history.replaceState({ swap: true }, "", "/olena/?day=1");
  dispatchEvent(new PopStateEvent("popstate", { state: { swap: true } }));
  await vi.waitFor(() => expect(shown()).toBe("Day 1"));
});

test("whatever goes wrong, the ordinary way is taken", async () => {
  for (const reply of [new Response("", { status: 500 }), html("<p>No times here</p>"), new TypeError("no network")]) {
    server.on("GET /olena/", () => reply);
    assigned = [];
    click("after");
    await vi.waitFor(() => expect(assigned).toEqual([new URL("/olena/?day=2", location.href).href]));
  }
});

test("of two quick presses the last one counts", async () => {
  let answerFirst: (reply: Response) => void = () => undefined;
  server.on("GET /olena/", ({ search }) =>
    search === "?day=2" ? new Promise((resolve) => (answerFirst = resolve)) : html(page(0)),
  );
  click("after");
  click("before");
  await vi.waitFor(() => expect(shown()).toBe("Day 0"));
  answerFirst(html(page(2)));
  await new Promise((resolve) => setTimeout(resolve));
  expect([shown(), location.search, document.title]).toEqual(["Day 0", "?day=0", "Day 0"]);
  expect(assigned).toEqual([]);
});

test("a time to book, a new tab and a middle press are left to the browser", () => {
  for (const event of [click("09:00"), click("after", { ctrlKey: true }), click("after", { button: 1 })]) {
    expect(event.defaultPrevented).toBe(false);
  }
  expect(server.asked).toEqual([]);
});
