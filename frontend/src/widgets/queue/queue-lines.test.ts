import { beforeEach, expect, test } from "vitest";
import { showLines, shownLines } from "./queue-lines";

let place: HTMLElement;

/** A line is named by its client and their state: "ivan:1". */
const line = (name: string): string =>
  `<div data-queue-line="${name}"><input value=""><button id="let-in-${name.split(":")[0]}">${name}</button></div>`;

/** What the server answers to a page that shows `known`. */
function fragment(order: string[], known: string[] = []): string {
  const missing = order.filter((name) => !known.includes(name));
  const lines = missing.map(line).join("");
  return order.length === 0
    ? "\n"
    : `\n<div data-queue-count="${order.length}" data-queue-order="${order.join(" ")}">${lines}</div>`;
}

const show = (...order: string[]): boolean => showLines(place, fragment(order, shownLines(place)));
const lineOf = (name: string): Element | null => place.querySelector(`[data-queue-line="${name}"]`);
const focused = (): string | null | undefined => document.activeElement?.textContent;

beforeEach(() => {
  document.body.innerHTML = "<aside></aside>";
  place = document.querySelector("aside")!;
});

test.each([
  ["somebody comes last", ["a:1", "b:1"], ["a:1", "b:1", "c:1"]],
  ["somebody comes before others", ["a:1", "b:1"], ["c:1", "a:1", "b:1"]],
  ["somebody leaves", ["a:1", "b:1", "c:1"], ["a:1", "c:1"]],
  ["a line changes", ["a:1", "b:1", "c:1"], ["a:1", "b:2", "c:1"]],
  ["their order changes", ["a:1", "b:1", "c:1"], ["c:1", "a:1", "b:1"]],
  ["all at once", ["a:1", "b:1", "c:1"], ["d:1", "c:2", "a:1"]],
  ["nobody is left", ["a:1", "b:1"], []],
  ["the first one comes", [], ["a:1"]],
])("%s: the page shows just that", (_what, before, then) => {
  expect(show(...before)).toBe(true);
  expect(show(...then)).toBe(true);
  expect(shownLines(place)).toEqual(then);
  expect(place.querySelector<HTMLElement>("[data-queue-count]")?.dataset.queueCount ?? "0").toBe(String(then.length));
});

test("what stays is not touched: what is typed in it stays, too", () => {
  show("a:1", "b:1");
  const kept = lineOf("b:1")!;
  kept.querySelector("input")!.value = "typed";
  show("a:2", "b:1", "c:1");
  expect(lineOf("b:1")).toBe(kept);
  expect(kept.querySelector("input")!.value).toBe("typed");
});

test.each([
  ["in a line that stays while others change around it", ["a:2", "b:1", "d:1"], "b:1"],
  ["in a line that is drawn anew", ["a:1", "b:2"], "b:2"],
  ["in a line that is moved", ["c:1", "b:1", "a:1"], "b:1"],
])("the focus stays on its button %s", (_where, then, on) => {
  show("a:1", "b:1", "c:1");
  place.querySelector<HTMLElement>("#let-in-b")!.focus();
  show(...then);
  expect(focused()).toBe(on);
});

test("an answer that takes a line for shown that is not is refused, and the page stays as it is", () => {
  show("a:1");
  expect(showLines(place, fragment(["a:1", "b:1"], ["a:1", "b:1"]))).toBe(false);
  expect(shownLines(place)).toEqual(["a:1"]);
});
