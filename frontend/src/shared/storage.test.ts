import { afterEach, expect, test, vi } from "vitest";
import { runCountdowns } from "../widgets/countdown";
import { keepTyped } from "../widgets/keep-typed";
import { clearDraft, loadDraft, storeDraft } from "../widgets/notes/notes-draft";
import { detectZone } from "../widgets/zone-detect";
import { Inbox } from "./live-inbox";
import { browserStorage, tabStorage } from "./storage";

/** A browser in which even the look at a storage throws. */
function refuseStorage(): void {
  for (const name of ["sessionStorage", "localStorage"])
    vi.spyOn(window, name as "sessionStorage", "get").mockImplementation(() => {
      throw new DOMException("The operation is insecure.", "SecurityError");
    });
}

afterEach(() => vi.restoreAllMocks());

test("what is kept is there for as long as the page, where the browser keeps nothing", () => {
  refuseStorage();
  for (const storage of [tabStorage, browserStorage]) {
    expect(storage.set("a", "1")).toBe(false);
    expect(storage.get("a")).toBe("1");
    storage.remove("a");
    expect(storage.get("a")).toBeNull();
  }
});

test("no widget and no stream dies of it, and no page reloads for ever", () => {
  refuseStorage();
  const reload = vi.spyOn(location, "reload").mockImplementation(() => undefined);
  const replace = vi.spyOn(location, "replace").mockImplementation(() => undefined);
  document.body.innerHTML = `
    <span data-countdown="2020-01-01T12:00:00Z" data-countdown-reload></span>
    <form data-zone-form><select name="zone"><option value="Pacific/Chatham" selected></option></select></form>`;
  runCountdowns(document);
  detectZone(document);
  keepTyped(document);
  storeDraft("/note/", { text: "Words", version: 1 });
  expect(loadDraft("/note/")).toEqual({ text: "Words", version: 1 });
  clearDraft("/note/");
  const inbox = new Inbox({ url: "/events", cursor: 3, onEvent: () => undefined });
  inbox.advance(5);
  expect(inbox.cursor).toBe(5);
  expect([reload.mock.calls.length, replace.mock.calls.length]).toEqual([0, 0]);
});
