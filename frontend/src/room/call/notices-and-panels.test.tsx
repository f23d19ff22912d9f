/** What the call shows beside the pictures: troubles and offers, panels, words, and keys. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { RoomPageHarness } from "../testing/room-page-harness";

let page: RoomPageHarness;

beforeEach(() => {
  page = new RoomPageHarness();
  vi.stubGlobal("matchMedia", () => ({ matches: true }));
});

afterEach(() => page.close());

async function call(): Promise<void> {
  await page.openInCall();
  await page.meet(1);
  await page.draw();
}

async function key(code: string): Promise<void> {
  dispatchEvent(new KeyboardEvent("keydown", { code, altKey: true, cancelable: true }));
  await vi.advanceTimersByTimeAsync(100);
  await page.draw();
}

test("a camera that is gone is one sentence and one button", async () => {
  await call();
  const { camera } = page.room.media.tracks;
  camera!.onended?.(new Event("ended"));
  await page.draw();
  expect(page.text).toContain("Your camera was disconnected. The call goes on without it.");
  page.root.querySelector<HTMLButtonElement>(".troubles button")!.focus();
  (document.activeElement as HTMLButtonElement).click();
  await page.draw();
  await page.draw();
  expect(document.activeElement).toBe(page.button("Turn camera off"));
  expect(page.text).not.toContain("Your camera was disconnected");
});

test("a camera that was plugged in is offered, and the offer replaces the trouble", async () => {
  await call();
  page.room.media.tracks.camera!.onended?.(new Event("ended"));
  page.room.localParticipant.devices.detected = { kind: "camera", id: "b", label: "Desk camera" };
  await page.draw();
  expect(page.text).toContain("Another camera is connected now: Desk camera");
  expect(page.text).not.toContain("Your camera was disconnected");
  await page.press("Use it");
  expect(page.room.localParticipant.devices.chosen("camera")).toBe("b");
  expect(page.button("Use it")).toBeUndefined();
});

test("words are written, read, and counted while the panel is shut", async () => {
  await call();
  await page.happen("chat", { key: "1", by: "specialist", text: "Good morning", at: "2026-01-01T12:10:00Z" });
  await page.draw();
  expect(page.root.querySelector(".badge")?.textContent).toBe("1");
  expect([...page.root.querySelectorAll("[role=status]")].some((one) => one.textContent === "New messages: 1")).toBe(
    true,
  );
  // The button keeps its name and its width; the number stands upon it.
  page.root.querySelector<HTMLButtonElement>("button:has(.badge)")!.click();
  await page.draw();
  await page.draw();
  expect(page.root.querySelector(".badge")).toBeNull();
  expect(page.root.querySelector("[role=log]")?.textContent).toContain("Good morning");
  const field = page.root.querySelector("textarea")!;
  expect(document.activeElement).toBe(field);
  field.value = "Good morning to you";
  field.dispatchEvent(new Event("input", { bubbles: true }));
  await page.draw();
  field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
  await page.draw();
  expect(page.server.to("POST /room/chat").map(({ body }) => (body as { text: string }).text)).toEqual([
    "Good morning to you",
  ]);
  expect(page.text).toContain("Good morning to you");
  await page.press("Close");
  expect(page.root.querySelector("aside")).toBeNull();
});

test("the notes of the page stand beside the call and go back where they were", async () => {
  document.body.insertAdjacentHTML(
    "beforeend",
    '<section id="home"><aside data-beside-call aria-label="Private note"><textarea>Sleeps better</textarea></aside><p></p></section>',
  );
  await call();
  const note = document.querySelector("[data-beside-call]")!;
  expect(page.root.contains(note)).toBe(true);
  expect(page.button("Private note")?.getAttribute("aria-expanded")).toBe("true");
  await page.press("Private note");
  expect(page.root.contains(note)).toBe(false);
  expect(document.getElementById("home")!.firstElementChild).toBe(note);
  expect(note.querySelector("textarea")!.value).toBe("Sleeps better");
});

test("saving data is said on both sides", async () => {
  await call();
  await page.press("More");
  const box = page.root.querySelector<HTMLInputElement>("input[type=checkbox]")!;
  box.click();
  await page.draw();
  expect(page.room.localParticipant.outgoing.lowData).toBe(true);
  expect(page.text).toContain("Pictures are off to save data.");
  expect(page.root.querySelector(".mini")?.textContent).toBe("Your picture is not sent");
  expect(page.button("Camera not sent")?.getAttribute("aria-disabled")).toBe("true");
  await key("KeyV");
  expect(page.room.media.devices.camera.state).toBe("on");
  box.click();
  await page.says({ camera: "savingData" }, true);
  await page.draw();
  expect(page.text).toContain("Olena Koval saves data, so pictures are off.");
  expect(page.root.querySelector(".mini")?.textContent).toBe("Your picture is not sent");
  expect(page.button("Turn camera off")).toBeDefined();
});

test("keys do what the buttons do, and are written down", async () => {
  await call();
  await key("KeyM");
  expect(page.room.media.devices.microphone.state).toBe("off");
  await key("KeyV");
  expect(page.room.media.devices.camera.state).toBe("off");
  await key("KeyC");
  expect(page.root.querySelector("#chat-words")).not.toBeNull();
  await page.press("More");
  expect(page.text).toContain("Mute or unmute");
  dispatchEvent(new KeyboardEvent("keydown", { code: "KeyM" }));
  expect(page.room.media.devices.microphone.state).toBe("off");
});

test("what the other side shows is shown large, and one's own screen can be taken back", async () => {
  const track = { kind: "video", stop: () => undefined };
  Object.assign(navigator.mediaDevices, { getDisplayMedia: () => Promise.resolve({ getVideoTracks: () => [track] }) });
  await call();
  await page.press("Share screen");
  await page.draw();
  expect(page.text).toContain("Olena Koval sees your screen.");
  await page.says({ screen: "live" });
  await page.draw();
  expect(page.root.querySelector("video.screen")?.getAttribute("aria-label")).toBe("Screen of Olena Koval");
  expect(page.root.querySelector(".name[role=status]")?.textContent).toContain("Olena Koval shows you their screen.");
  const stop = page.root.querySelector<HTMLButtonElement>(".troubles button")!;
  stop.focus();
  stop.click();
  await page.draw();
  expect(page.room.localParticipant.screenShare.track).toBeNull();
  expect(document.activeElement).toBe(page.button("Share screen"));
});
