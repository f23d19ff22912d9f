import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { detectZone } from "./zone-detect";

let replaced: string[];

beforeEach(() => {
  sessionStorage.clear();
  replaced = [];
  vi.spyOn(Intl.DateTimeFormat.prototype, "resolvedOptions").mockReturnValue({ timeZone: "Europe/Kiev" } as never);
  vi.spyOn(location, "replace").mockImplementation((url) => void replaced.push(String(url)));
});

afterEach(() => vi.restoreAllMocks());

function page(address: string, zone: string, kind = ""): HTMLFormElement {
  history.replaceState(null, "", address);
  document.body.innerHTML = `<form data-zone-form="${kind}"><select name="zone"><option selected>${zone}</option><option>Asia/Tokyo</option></select>
    <button data-js-hide>Change</button></form>`;
  detectZone(document);
  return document.querySelector("form")!;
}

test("a page without a zone is asked for once more in the browser's own", () => {
  page("/olena/?month=2026-01", "Europe/Berlin");
  expect(replaced).toEqual([new URL("/olena/?month=2026-01&zone=Europe%2FKiev", location.href).href]);
});

test("a zone in the address is a choice and stays", () => {
  page("/olena/?zone=Asia/Tokyo", "Asia/Tokyo");
  expect(replaced).toEqual([]);
});

test("the same zone needs no second page", () => {
  page("/olena/", "Europe/Kiev");
  expect(replaced).toEqual([]);
});

test("a server that drops the zone is not asked for ever", () => {
  page("/olena/", "Europe/Berlin");
  page("/olena/", "Europe/Berlin");
  expect(replaced.length).toBe(1);
});

test("a later visit without a zone is helped again", () => {
  page("/olena/", "Europe/Berlin");
  page("/olena/?zone=Europe/Kiev", "Europe/Kyiv");
  page("/olena/", "Europe/Berlin");
  expect(replaced.length).toBe(2);
});

test("where the zone is settled the browser's own does not count", () => {
  page("/a/1/move/", "America/New_York", "settled");
  expect(replaced).toEqual([]);
});

test("choosing a zone sends the form, whose button is not needed", () => {
  const form = page("/olena/?zone=Europe/Berlin", "Europe/Berlin");
  const sent = vi.fn((event: Event) => event.preventDefault());
  form.addEventListener("submit", sent);
  form.querySelector("select")!.dispatchEvent(new Event("change"));
  expect(sent).toHaveBeenCalledTimes(1);
  expect(form.querySelector("button")!.hidden).toBe(true);
});

test("a page without the form is left alone", () => {
  document.body.innerHTML = "<p>Nothing</p>";
  detectZone(document);
  expect(replaced).toEqual([]);
});
