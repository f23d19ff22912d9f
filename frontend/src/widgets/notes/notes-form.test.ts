import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { loadDraft } from "./notes-draft";
import { saveNotes } from "./notes-form";

const URL = "/desk/appointments/1/notes/note/";
type Reply = { status: number; body: unknown } | "lost" | "login";
let replies: Reply[];
let sent: { text: string; version: number; keepalive: boolean }[];

beforeEach(() => {
  vi.useFakeTimers();
  sessionStorage.clear();
  [replies, sent] = [[], []];
  vi.spyOn(globalThis, "fetch").mockImplementation(async (_url, init) => {
    sent.push({ ...JSON.parse(String(init?.body)), keepalive: init?.keepalive ?? false });
    const reply = replies.shift() ?? saved(sent.length);
    if (reply === "lost") throw new TypeError("network");
    if (reply === "login") return Object.defineProperty(new Response("<html>"), "redirected", { value: true });
    return new Response(JSON.stringify(reply.body), { status: reply.status });
  });
});

afterEach(() => vi.useRealTimers());

const saved = (version: number): Reply => ({ status: 200, body: { version, saved: "15:17" } });
const changed = (version: number, text: string): Reply => ({
  status: 409,
  body: { code: "changed_elsewhere", version, saved: "15:16", text },
});

function show(text = "", version = 0): void {
  document.body.innerHTML = `<form method="post" data-notes="${URL}" data-notes-saved="Saved at {time}"
    data-notes-typing="Not saved yet" data-notes-saving="Saving…" data-notes-trying="Trying again"
    data-notes-away="Signed out" data-notes-changed="Changed in another tab">
    <input type="hidden" name="version" value="${version}"><textarea name="text"></textarea><p data-notes-state></p>
    <div data-notes-other hidden><blockquote data-notes-theirs></blockquote><p data-notes-choice hidden>
    <button type="button" data-notes-both>b</button><button type="button" data-notes-mine>m</button>
    <button type="button" data-notes-use>t</button></p></div><button id="save">Save</button></form>`;
  area().value = text;
  saveNotes(document);
}

const area = (): HTMLTextAreaElement => document.querySelector("textarea")!;
const state = (): string | null => document.querySelector("[data-notes-state]")!.textContent;
const version = (): string => document.querySelector<HTMLInputElement>("[name=version]")!.value;
const other = (): HTMLElement => document.querySelector("[data-notes-other]")!;
const press = (name: string): void => document.querySelector<HTMLElement>(`[data-notes-${name}]`)!.click();

function type(text: string): 0 {
  area().value = text;
  area().dispatchEvent(new Event("input", { bubbles: true }));
  return 0;
}

const wait = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

test("two seconds after the last letter the text is saved, and the page says when", async () => {
  show();
  type("She slept");
  await wait(1_500);
  type("She slept better");
  await wait(1_900);
  expect(sent).toEqual([]);
  expect(state()).toBe("Not saved yet");
  await wait(200);
  expect(sent).toEqual([{ text: "She slept better", version: 0, keepalive: false }]);
  expect([state(), version()]).toEqual(["Saved at 15:17", "1"]);
  expect(loadDraft(URL)).toBeNull();
});

test("who never pauses is saved all the same", async () => {
  show();
  for (let second = 1; second <= 12; second += 1) await wait(1_000 + type("x".repeat(second)));
  expect(sent.length).toBe(1);
});

test.each([
  ["a network", "lost"],
  ["a server behind its proxy", { status: 502, body: "Bad gateway" }],
] as [string, Reply][])("without %s it says so, keeps the text in the tab, and tries again", async (_name, reply) => {
  replies = [reply, reply];
  show("", 0);
  type("She slept");
  await wait(2_000);
  expect(state()).toBe("Trying again");
  expect(loadDraft(URL)).toEqual({ text: "She slept", version: 0 });
  await wait(2_000);
  dispatchEvent(new Event("online"));
  await wait(10);
  expect(state()).toBe("Saved at 15:17");
  expect(loadDraft(URL)).toBeNull();
});

test("signed out meanwhile, it says what to do and loses nothing", async () => {
  replies = ["login"];
  show();
  type("a");
  await wait(2_000);
  expect(state()).toBe("Signed out");
  expect(loadDraft(URL)?.text).toBe("a");
});

test("after a reload the unsaved text is there again and is saved", async () => {
  replies = ["lost"];
  show("old", 3);
  type("old and new");
  await wait(2_000);
  show("old", 3);
  expect(area().value).toBe("old and new");
  await wait(10);
  expect(sent.at(-1)).toEqual({ text: "old and new", version: 3, keepalive: false });
  expect(loadDraft(URL)).toBeNull();
});

test("what was saved while the page closed is not offered again", async () => {
  show("old", 3);
  type("old and new");
  dispatchEvent(new Event("pagehide"));
  expect(sent).toEqual([{ text: "old and new", version: 3, keepalive: true }]);
  show("old and new", 4);
  expect(loadDraft(URL)).toBeNull();
  expect(other().hidden).toBe(true);
});

test("a text changed in another tab is shown, and nothing is saved before there is a choice", async () => {
  replies = [changed(2, "theirs")];
  show("", 0);
  type("mine");
  await wait(2_000);
  expect(state()).toBe("Changed in another tab");
  expect(other().hidden).toBe(false);
  expect(other().textContent).toContain("theirs");
  type("mine and more");
  await wait(60_000);
  expect(sent.length).toBe(1);
  expect(loadDraft(URL)?.text).toBe("mine and more");
});

test.each([
  ["both", "theirs\n\nmine"],
  ["mine", "mine"],
])("the choice “%s” is saved over the version it was shown with", async (choice, text) => {
  replies = [changed(2, "theirs")];
  show("", 0);
  type("mine");
  await wait(2_000);
  press(choice);
  await wait(2_000);
  expect(sent.at(-1)).toEqual({ text, version: 2, keepalive: false });
  expect(other().hidden).toBe(true);
});

test("who takes the other text has nothing left to save", async () => {
  replies = [changed(2, "theirs")];
  show("", 0);
  type("mine");
  await wait(2_000);
  press("use");
  await wait(10_000);
  expect(area().value).toBe("theirs");
  expect(sent.length).toBe(1);
  expect(loadDraft(URL)).toBeNull();
});

test("an unsaved text from before a change elsewhere is shown beside it after a reload", async () => {
  sessionStorage.setItem(`unsaved ${URL}`, JSON.stringify({ text: "mine", version: 1 }));
  show("theirs", 2);
  expect(area().value).toBe("mine");
  expect(other().textContent).toContain("theirs");
  await wait(10_000);
  expect(sent).toEqual([]);
});

test("a text that the server will not have is not sent again until it is another one", async () => {
  replies = [{ status: 422, body: { code: "invalid", detail: "Shorten it a little." } }];
  show();
  type("long");
  await wait(60_000);
  expect(state()).toBe("Shorten it a little.");
  expect(sent.length).toBe(1);
  type("short");
  await wait(2_000);
  expect(sent.length).toBe(2);
});
