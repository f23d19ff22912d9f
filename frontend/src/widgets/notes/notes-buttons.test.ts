/** The buttons of a text that saves itself. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { saveNotes } from "./notes-form";

const sent: { text: string; version: number }[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  sessionStorage.clear();
  sent.length = 0;
  vi.spyOn(globalThis, "fetch").mockImplementation(async (_url, init) => {
    sent.push(JSON.parse(String(init?.body)));
    return new Response(JSON.stringify({ version: 4, saved: "15:17" }));
  });
});

afterEach(() => vi.useRealTimers());

function show(text: string, version: number): void {
  document.body.innerHTML = `<form method="post" data-notes="/note/" data-notes-saved="Saved at {time}">
    <input type="hidden" name="version" value="${version}"><textarea name="text"></textarea><p data-notes-state></p>
    <button>Save</button></form>`;
  document.querySelector("textarea")!.value = text;
  saveNotes(document);
}

function press(): SubmitEvent {
  const pressed = new SubmitEvent("submit", { cancelable: true, bubbles: true });
  document.querySelector("form")!.dispatchEvent(pressed);
  return pressed;
}

const wait = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

test("a button waits for the save that is under way", async () => {
  let answer: (response: Response) => void = () => undefined;
  vi.mocked(fetch).mockImplementationOnce(() => new Promise((resolve) => (answer = resolve)));
  show("", 0);
  const submit = vi.spyOn(HTMLFormElement.prototype, "requestSubmit").mockImplementation(() => undefined);
  const area = document.querySelector("textarea")!;
  area.value = "a";
  area.dispatchEvent(new Event("input", { bubbles: true }));
  await wait(2_000);
  expect(press().defaultPrevented).toBe(true);
  answer(new Response(JSON.stringify({ version: 1, saved: "15:17" })));
  await wait(10);
  expect(submit).toHaveBeenCalledTimes(1);
  expect(document.querySelector<HTMLInputElement>("[name=version]")!.value).toBe("1");
});

test("beside a call the button saves without leaving the page, and says so", async () => {
  show("Slept well", 3);
  const beside = document.createElement("aside");
  beside.dataset.besideCall = "";
  beside.append(...document.body.childNodes);
  document.body.append(beside);
  expect(press().defaultPrevented).toBe(true);
  await wait(0);
  expect(sent).toEqual([{ text: "Slept well", version: 3 }]);
  expect(document.querySelector("[data-notes-state]")!.textContent).toBe("Saved at 15:17");
});
