import { beforeEach, describe, expect, it, vi } from "vitest";
import { proveWork } from "./prove-work";
import * as solving from "./solve";

const CHALLENGE = { parameters: { nonce: "00" }, signature: "s" };
const UNSOLVED = { counter: 0, derivedKey: "" };
const SOLVED = { counter: 7, derivedKey: "ab" };

let sent: (HTMLElement | null)[];
let found: (solution: solving.Solution) => void;
let failed: (error: Error) => void;

beforeEach(() => {
  sent = [];
  vi.spyOn(solving, "solve").mockImplementation(
    () =>
      new Promise((resolve, reject) => {
        found = resolve;
        failed = reject;
      }),
  );
});

function draw(solution: solving.Solution): void {
  const value = btoa(JSON.stringify({ challenge: CHALLENGE, solution }));
  document.body.innerHTML = `<form method="post">
    <div data-proof-of-work data-proof-busy="One moment">
      <input type="hidden" name="proof" value="${value}">
      <p data-proof-wait hidden>Wait</p><p data-proof-status role="status"></p>
    </div>
    <button>Book</button>
  </form>`;
}

/** The form with its guard, and then whatever else listens, as the widgets of every page listen at the document. */
function begin(solution = UNSOLVED): void {
  draw(solution);
  proveWork(document, crypto.subtle);
  listen();
}

function listen(): void {
  form().addEventListener("submit", (event) => {
    if (!event.defaultPrevented) sent.push(event.submitter);
    event.preventDefault();
  });
}

const one = <E extends HTMLElement>(selector: string): E => document.querySelector<E>(selector) as E;
const form = (): HTMLFormElement => one("form");
const press = (): void => form().requestSubmit(one("button"));
const status = (): string => one("[data-proof-status]").textContent ?? "";
const carried = (): unknown => JSON.parse(atob(one<HTMLInputElement>("input").value));
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

describe("a form whose challenge is solved while people type", () => {
  it("carries the solution and tells nobody", async () => {
    begin();
    found(SOLVED);
    await settled();
    expect(carried()).toEqual({ challenge: CHALLENGE, solution: SOLVED });
    expect(status()).toBe("");
    expect(one("[data-proof-wait]").hidden).toBe(true);
    press();
    expect(sent).toEqual([one("button")]);
  });

  it("waits for who is quicker, says so, and is sent once by itself with the button that was pressed", async () => {
    begin();
    press();
    press();
    expect(sent).toEqual([]);
    expect(status()).toBe("One moment");
    found(SOLVED);
    await settled();
    expect(sent).toEqual([one("button")]);
    expect(status()).toBe("");
  });

  it("is sent all the same where the browser cannot compute, and shows that the server waits then", async () => {
    begin();
    press();
    failed(new Error("no"));
    await settled();
    expect(carried()).toEqual({ challenge: CHALLENGE, solution: UNSOLVED });
    expect(one("[data-proof-wait]").hidden).toBe(false);
    expect(sent).toEqual([one("button")]);
  });
});

it("shows at once that the server waits where the page came in the clear", () => {
  draw(UNSOLVED);
  proveWork(document, undefined);
  listen();
  expect(one("[data-proof-wait]").hidden).toBe(false);
  expect(solving.solve).not.toHaveBeenCalled();
  press();
  expect(sent).toEqual([one("button")]);
});

it("computes nothing for a form that came back with its solution", () => {
  begin(SOLVED);
  expect(solving.solve).not.toHaveBeenCalled();
  press();
  expect(sent).toEqual([one("button")]);
});
