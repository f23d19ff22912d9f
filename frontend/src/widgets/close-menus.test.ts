import { beforeEach, expect, test } from "vitest";
import { closeMenus } from "./close-menus";

let page: Document;
const menu = (): HTMLDetailsElement => page.querySelector<HTMLDetailsElement>("[data-menu]")!;
const fold = (): HTMLDetailsElement => page.querySelector<HTMLDetailsElement>("#fold")!;
const press = (at: string): unknown => page.querySelector(at)!.dispatchEvent(new Event("click", { bubbles: true }));
const type = (key: string): unknown => page.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));

beforeEach(() => {
  document.body.innerHTML = `<details data-menu open><summary>English</summary><button>Українська</button></details>
    <details id="fold" open><summary>Decline</summary><textarea></textarea></details><p>Elsewhere</p>`;
  page = document;
});
closeMenus(document);

test("Escape closes the menu and gives the focus back to its name", () => {
  menu().querySelector("button")!.focus();
  type("Escape");
  expect(menu().open).toBe(false);
  expect(page.activeElement).toBe(menu().querySelector("summary"));
});

test("another key leaves it open", () => {
  type("a");
  expect(menu().open).toBe(true);
});

test("a press elsewhere closes it, one inside does not", () => {
  press("[data-menu] button");
  expect(menu().open).toBe(true);
  press("p");
  expect(menu().open).toBe(false);
});

test("a fold with something to fill in stays as it is", () => {
  type("Escape");
  press("p");
  expect(fold().open).toBe(true);
});
