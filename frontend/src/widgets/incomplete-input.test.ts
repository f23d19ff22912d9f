import { beforeAll, expect, test, vi } from "vitest";
import { blockIncompleteInput } from "./incomplete-input";

beforeAll(() => blockIncompleteInput());

function submitted(isBad: boolean): { event: SubmitEvent; said: ReturnType<typeof vi.fn> } {
  document.body.innerHTML = '<form method="post" novalidate><details><input type="time" required></details></form>';
  const input = document.querySelector("input")!;
  const said = vi.fn();
  Object.defineProperty(input, "validity", { value: { badInput: isBad, valueMissing: true } });
  input.reportValidity = said;
  const event = new SubmitEvent("submit", { bubbles: true, cancelable: true });
  document.querySelector("form")!.dispatchEvent(event);
  return { event, said };
}

test("what is typed by half is not sent as nothing", () => {
  const { event, said } = submitted(true);
  expect([event.defaultPrevented, said.mock.calls.length]).toEqual([true, 1]);
  expect(document.querySelector("details")!.open).toBe(true);
});

test("every other mistake is the server's to name", () => {
  const { event, said } = submitted(false);
  expect([event.defaultPrevented, said.mock.calls.length]).toEqual([false, 0]);
});
