import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { WakeLock } from "./wake-lock";

let held: { released: boolean; release(): Promise<void> }[];
let hidden: boolean;
const look = async (now: "away" | "back"): Promise<void> => {
  hidden = now === "away";
  // As the system does.
  if (hidden) for (const lock of held) lock.released = true;
  document.dispatchEvent(new Event("visibilitychange"));
  await vi.waitFor(() => undefined);
  await Promise.resolve();
};
const awake = (): number => held.filter((lock) => !lock.released).length;

beforeEach(() => {
  held = [];
  hidden = false;
  vi.spyOn(document, "hidden", "get").mockImplementation(() => hidden);
  const request = (): Promise<unknown> => {
    const lock = {
      released: false,
      release: () => {
        lock.released = true;
        return Promise.resolve();
      },
    };
    held.push(lock);
    return Promise.resolve(lock);
  };
  vi.stubGlobal("navigator", { wakeLock: { request } });
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test("the screen stays on during a call, and only then", async () => {
  const screen = new WakeLock();
  expect(awake()).toBe(0);
  screen.hold(true);
  await vi.waitFor(() => expect(awake()).toBe(1));
  screen.hold(true);
  expect(held.length).toBe(1);
  screen.hold(false);
  await vi.waitFor(() => expect(awake()).toBe(0));
});

test("what the system took while the page was out of sight is asked for again", async () => {
  new WakeLock().hold(true);
  await vi.waitFor(() => expect(awake()).toBe(1));
  await look("away");
  expect(awake()).toBe(0);
  await look("back");
  await vi.waitFor(() => expect(awake()).toBe(1));
});

test("a browser that cannot, or will not on an empty battery, costs nothing", async () => {
  vi.stubGlobal("navigator", {});
  new WakeLock().hold(true);
  vi.stubGlobal("navigator", { wakeLock: { request: () => Promise.reject(new Error("battery")) } });
  new WakeLock().hold(true);
  await Promise.resolve();
  expect(awake()).toBe(0);
});
