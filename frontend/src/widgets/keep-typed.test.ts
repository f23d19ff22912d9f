import { beforeEach, expect, test } from "vitest";
import { keepTyped } from "./keep-typed";

const PAGE = `<details class="language"><form method="post"><button name="language" value="uk">Українська</button></form></details>
  <form data-keep-typed><input id="name" name="name"><input id="sms" type="checkbox" checked>
  <input id="password" type="password"><input id="token" type="hidden" value="old"><textarea id="message"></textarea>
  <select id="language"><option value="en">English</option><option value="uk">Ukrainian</option></select></form>`;

let page: Document;
const field = <T extends HTMLElement>(id: string): T => page.querySelector<T>(`#${id}`)!;
const typed = (id: string): string => field<HTMLInputElement>(id).value;

/** The page as the server draws it, at `address`. */
function load(address: string, html = PAGE): void {
  history.replaceState(null, "", address);
  page = document.implementation.createHTMLDocument();
  page.body.innerHTML = html;
  keepTyped(page);
}

function type(): void {
  field<HTMLInputElement>("name").value = "Anna";
  field<HTMLInputElement>("sms").checked = false;
  field<HTMLInputElement>("password").value = "secret";
  field<HTMLTextAreaElement>("message").value = "I have a stammer.";
}

const chooseLanguage = (): unknown =>
  page.querySelector(".language form")!.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));

beforeEach(() => {
  sessionStorage.clear();
  load("/a/1/book/");
  type();
});

test("what was typed is there in the other language", () => {
  chooseLanguage();
  load("/a/1/book/");
  expect([typed("name"), typed("message")]).toEqual(["Anna", "I have a stammer."]);
  expect(field<HTMLInputElement>("sms").checked).toBe(false);
});

test("a fold in which something was typed is open again, another stays closed", () => {
  const folds = `<form data-keep-typed><details id="why"><textarea id="reason"></textarea></details>
    <details id="other"><input id="day"></details></form>`;
  load("/desk/hours/", PAGE + folds);
  field<HTMLTextAreaElement>("reason").value = "Ill";
  chooseLanguage();
  load("/desk/hours/", PAGE + folds);
  expect(typed("reason")).toBe("Ill");
  expect([field<HTMLDetailsElement>("why").open, field<HTMLDetailsElement>("other").open]).toEqual([true, false]);
});

test("secrets and hidden fields are not kept", () => {
  chooseLanguage();
  const kept = sessionStorage.getItem(sessionStorage.key(0)!)!;
  expect(kept).toContain("Anna");
  expect(kept).not.toMatch(/secret|token/);
});

test("a list that was left alone is what the new language makes it", () => {
  chooseLanguage();
  load("/a/1/book/", PAGE.replace('value="uk">Ukrainian', 'value="uk" selected>Ukrainian'));
  expect(typed("language")).toBe("uk");
});

test("in a form that came back with a mistake the choice is one, although the server drew it", () => {
  const refused = PAGE.replace('value="uk">Ukrainian', 'value="uk" selected>Ukrainian');
  load("/a/1/book/", refused.replace("<form data-keep-typed>", '$&<div class="problems"></div>'));
  chooseLanguage();
  load("/a/1/book/");
  expect(typed("language")).toBe("uk");
});

test("it is kept for one page and for no other", () => {
  chooseLanguage();
  load("/a/2/book/");
  expect(typed("name")).toBe("");
  load("/a/1/book/");
  expect(typed("name")).toBe("");
  expect(sessionStorage.length).toBe(0);
});

test("without another language nothing is kept", () => {
  page.querySelector("form[data-keep-typed]")!.dispatchEvent(new Event("submit", { bubbles: true }));
  expect(sessionStorage.length).toBe(0);
});
