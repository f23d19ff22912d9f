import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { alertQueue, REPEAT_MS } from "./queue-alert";

/** Whether this browser lets the page be heard, and how often it was. */
const sound = { allowed: true, rings: 0 };
vi.mock("../../shared/sounds", () => ({
  ARRIVAL_SOUND: [],
  soundIsOn: () => sound.allowed,
  unlockSound: () => Promise.resolve(sound.allowed),
  play: () => {
    if (sound.allowed) sound.rings += 1;
    return Promise.resolve(sound.allowed);
  },
}));

const shown: { title: string; body: string | undefined }[] = [];
class Notice {
  static permission: NotificationPermission = "granted";
  static requestPermission = vi.fn(() => Promise.resolve("granted"));
  onclick: (() => void) | null = null;
  constructor(title: string, options: NotificationOptions) {
    shown.push({ title, body: options.body });
  }
  close(): void {}
}

/** One after the other, as browsers do it among tabs. */
let queueOfLocks: Promise<unknown> = Promise.resolve();
const locks = { request: (_name: string, work: () => Promise<void>) => (queueOfLocks = queueOfLocks.then(work)) };

beforeEach(() => {
  vi.useFakeTimers();
  Object.defineProperty(navigator, "locks", { value: locks, configurable: true });
  vi.stubGlobal("Notification", Notice);
  localStorage.clear();
  shown.length = 0;
  Object.assign(sound, { allowed: true, rings: 0 });
  Notice.permission = "granted";
  document.body.innerHTML = `<aside></aside><div data-queue-alert data-alert-title="Somebody is waiting" hidden>
    <button data-alert-sound hidden></button><button data-alert-notify hidden></button><button data-alert-later hidden></button></div>`;
});

afterEach(async () => {
  await queue(0);
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const settle = (ms = 10): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
const bar = (): HTMLElement => document.querySelector<HTMLElement>("[data-queue-alert]")!;
const part = (name: string): HTMLElement => bar().querySelector<HTMLElement>(`[data-alert-${name}]`)!;

async function queue(ringing: number): Promise<void> {
  document.querySelector("aside")!.innerHTML =
    `<div data-queue-ring="${ringing}" data-queue-say="1 person is waiting"></div>`;
  document.dispatchEvent(new CustomEvent("visavis:queue", { detail: { count: ringing } }));
  await settle();
}

test("it rings when somebody comes, again and again until they are answered", async () => {
  alertQueue(document);
  await queue(1);
  expect(sound.rings).toBe(1);
  await queue(1);
  expect(sound.rings).toBe(1);
  await settle(REPEAT_MS);
  await settle(REPEAT_MS);
  expect(sound.rings).toBe(3);
  await queue(0);
  await settle(5 * REPEAT_MS);
  expect(sound.rings).toBe(3);
});

test("a second one who comes rings at once", async () => {
  alertQueue(document);
  await queue(1);
  await queue(2);
  expect(sound.rings).toBe(2);
});

test("of several tabs one rings", async () => {
  for (let tab = 0; tab < 5; tab += 1) alertQueue(document);
  await queue(1);
  expect(sound.rings).toBe(1);
  await settle(REPEAT_MS);
  expect(sound.rings).toBe(2);
});

test("a silent page says that sound is off, urgently while somebody waits, and a tap rings as a test", async () => {
  sound.allowed = false;
  alertQueue(document);
  await settle();
  expect([bar().hidden, part("sound").hidden, bar().classList.contains("urgent")]).toEqual([false, false, false]);
  await queue(1);
  expect(bar().classList.contains("urgent")).toBe(true);
  expect(sound.rings).toBe(0);
  sound.allowed = true;
  part("sound").click();
  await settle();
  expect([sound.rings, bar().hidden]).toEqual([1, true]);
});

test("a silent tab leaves the ringing to the others", async () => {
  sound.allowed = false;
  alertQueue(document);
  await queue(1);
  expect(localStorage.length).toBe(0);
});

test("where nobody looks, a notification says that somebody waits, and not who", async () => {
  vi.spyOn(document, "hidden", "get").mockReturnValue(true);
  alertQueue(document);
  await queue(1);
  expect(shown).toEqual([{ title: "Somebody is waiting", body: "1 person is waiting" }]);
});

test("notifications are asked for by a button only, and peace is remembered", async () => {
  Notice.permission = "default";
  alertQueue(document);
  await settle();
  expect(Notice.requestPermission).not.toHaveBeenCalled();
  part("notify").click();
  expect(Notice.requestPermission).toHaveBeenCalledTimes(1);
  part("later").click();
  await settle();
  expect([part("notify").hidden, bar().hidden]).toEqual([true, true]);
});

test("in a call with somebody else it rings once", async () => {
  document.body.insertAdjacentHTML("beforeend", '<div class="call"></div>');
  alertQueue(document);
  await queue(1);
  await settle(5 * REPEAT_MS);
  expect(sound.rings).toBe(1);
});
