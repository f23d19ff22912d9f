import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { textsElement } from "../testing/english";

const DOOR = '<form id="enter" method="post" action="/a/1/enter/"><button>Enter the waiting room</button></form>';
const said = (): string => document.querySelector("#device-check")?.textContent ?? "";
const press = async (words: string): Promise<void> => {
  [...document.querySelectorAll("button")].find((one) => one.textContent === words)!.click();
  await vi.advanceTimersByTimeAsync(50);
};

beforeEach(async () => {
  vi.useFakeTimers();
  vi.resetModules();
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("No network")));
  document.body.innerHTML = `<main><div id="personal"></div><div id="device-check" data-ping="/ping" data-name="Olena"></div>${textsElement()}</main>`;
  await import("./main");
  await vi.advanceTimersByTimeAsync(50);
});

afterEach(() => {
  document.body.innerHTML = "";
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test("whoever tests at the door reads that they have not entered, and finds the way in beside it", async () => {
  const personal = document.getElementById("personal")!;
  await press("Test camera and microphone");
  expect(said()).not.toContain("You have not entered yet");
  // The room opens while they test.
  personal.innerHTML = DOOR;
  await vi.advanceTimersByTimeAsync(50);
  expect(said()).toContain("You have not entered yet: Olena does not know that you are here.");
  const entered = vi.fn((event: Event) => event.preventDefault());
  document.querySelector("form")!.addEventListener("submit", entered);
  document.querySelector<HTMLButtonElement>("#device-check button[form=enter]")!.click();
  expect(entered).toHaveBeenCalledTimes(1);
  await press("End the test");
  expect(said()).not.toContain("You have not entered yet");
});
