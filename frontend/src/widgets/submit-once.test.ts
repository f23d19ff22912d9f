import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { submitOnce } from "./submit-once";

let form: HTMLFormElement;
let button: HTMLButtonElement;

beforeAll(() => submitOnce());

beforeEach(() => {
  vi.useFakeTimers();
  document.body.innerHTML = '<form method="post"><button data-sending="Sending…">Book</button></form>';
  form = document.querySelector("form")!;
  button = document.querySelector("button")!;
});

afterEach(() => vi.useRealTimers());

function press(): SubmitEvent {
  const event = new SubmitEvent("submit", { bubbles: true, cancelable: true, submitter: button });
  form.dispatchEvent(event);
  return event;
}

test("the second press is not sent", () => {
  expect(press().defaultPrevented).toBe(false);
  expect(press().defaultPrevented).toBe(true);
});

test("the button says so, but only after the browser has read the form", () => {
  press();
  expect(button.disabled).toBe(false);
  vi.advanceTimersByTime(0);
  expect([button.disabled, button.textContent, form.getAttribute("aria-busy")]).toEqual([true, "Sending…", "true"]);
});

test("a page that came back from the cache can be sent again", () => {
  press();
  vi.advanceTimersByTime(0);
  dispatchEvent(Object.assign(new Event("pageshow"), { persisted: true }));
  expect([button.disabled, button.textContent, form.hasAttribute("aria-busy")]).toEqual([false, "Book", false]);
  expect(press().defaultPrevented).toBe(false);
});

test("an answer that leaves the page in place leaves it alive", () => {
  press();
  vi.advanceTimersByTime(20_000);
  expect(button.disabled).toBe(false);
});

test("a form that asks by GET is not held up, nor one that another script stopped", () => {
  form.method = "get";
  press();
  expect(press().defaultPrevented).toBe(false);
  form.method = "post";
  form.addEventListener("submit", (event) => event.preventDefault(), { once: true });
  press();
  vi.advanceTimersByTime(0);
  expect(button.disabled).toBe(false);
});
