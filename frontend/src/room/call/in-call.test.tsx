/** What the call shows beside the pictures: troubles and offers, panels, words, and keys. */
import { render } from "preact";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { App } from "../App";
import { Around } from "../room-context";
import { Stage } from "../testing/room-harness";
import { roomTexts } from "../texts";

let stage: Stage;
let place: HTMLElement;

beforeEach(() => {
  stage = new Stage();
  vi.stubGlobal("matchMedia", () => ({ matches: true }));
  document.body.innerHTML = '<main><div id="room"></div></main>';
  place = document.getElementById("room")!;
});

afterEach(() => {
  render(null, place);
  stage.close();
});

async function draw(): Promise<void> {
  render(<Around.Provider value={{ room: stage.room, t: roomTexts(), skew: 0 }} children={<App />} />, place);
  await vi.advanceTimersByTimeAsync(100);
}

async function call(): Promise<void> {
  await stage.openInCall();
  await stage.meet(1);
  await draw();
}

const text = (): string => place.textContent?.replace(/\s+/g, " ") ?? "";
const find = (words: string): HTMLButtonElement | undefined =>
  [...place.querySelectorAll("button")].find((one) => one.textContent?.trim() === words);

async function press(words: string): Promise<void> {
  find(words)!.click();
  await draw();
}

async function key(code: string): Promise<void> {
  dispatchEvent(new KeyboardEvent("keydown", { code, altKey: true, cancelable: true }));
  await vi.advanceTimersByTimeAsync(100);
  await draw();
}

test("a camera that is gone is one sentence and one button", async () => {
  await call();
  const { camera } = stage.room.media.tracks;
  camera!.onended?.(new Event("ended"));
  await draw();
  expect(text()).toContain("Your camera was disconnected. The call goes on without it.");
  place.querySelector<HTMLButtonElement>(".troubles button")!.focus();
  (document.activeElement as HTMLButtonElement).click();
  await draw();
  await draw();
  expect(document.activeElement).toBe(find("Turn camera off"));
  expect(text()).not.toContain("Your camera was disconnected");
});

test("a camera that was plugged in is offered, and the offer replaces the trouble", async () => {
  await call();
  stage.room.media.tracks.camera!.onended?.(new Event("ended"));
  stage.room.own.devices.offer = { kind: "camera", id: "b", label: "Desk camera" };
  await draw();
  expect(text()).toContain("Another camera is connected now: Desk camera");
  expect(text()).not.toContain("Your camera was disconnected");
  await press("Use it");
  expect(stage.room.own.devices.choice("camera")).toBe("b");
  expect(find("Use it")).toBeUndefined();
});

test("words are written, read, and counted while the panel is shut", async () => {
  await call();
  await stage.happen("chat", { key: "1", by: "specialist", text: "Good morning", at: "2026-01-01T12:10:00Z" });
  await draw();
  expect(place.querySelector(".badge")?.textContent).toBe("1");
  expect([...place.querySelectorAll("[role=status]")].some((one) => one.textContent === "New messages: 1")).toBe(true);
  // The button keeps its name and its width; the number stands upon it.
  place.querySelector<HTMLButtonElement>("button:has(.badge)")!.click();
  await draw();
  await draw();
  expect(place.querySelector(".badge")).toBeNull();
  expect(place.querySelector("[role=log]")?.textContent).toContain("Good morning");
  const field = place.querySelector("textarea")!;
  expect(document.activeElement).toBe(field);
  field.value = "Good morning to you";
  field.dispatchEvent(new Event("input", { bubbles: true }));
  await draw();
  field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
  await draw();
  expect(stage.server.to("POST /room/chat").map(({ body }) => (body as { text: string }).text)).toEqual([
    "Good morning to you",
  ]);
  expect(text()).toContain("Good morning to you");
  await press("Close");
  expect(place.querySelector("aside")).toBeNull();
});

test("the notes of the page stand beside the call and go back where they were", async () => {
  document.body.insertAdjacentHTML(
    "beforeend",
    '<section id="home"><aside data-beside-call aria-label="Private note"><textarea>Sleeps better</textarea></aside><p></p></section>',
  );
  await call();
  const note = document.querySelector("[data-beside-call]")!;
  expect(place.contains(note)).toBe(true);
  expect(find("Private note")?.getAttribute("aria-expanded")).toBe("true");
  await press("Private note");
  expect(place.contains(note)).toBe(false);
  expect(document.getElementById("home")!.firstElementChild).toBe(note);
  expect(note.querySelector("textarea")!.value).toBe("Sleeps better");
});

test("saving data is said on both sides", async () => {
  await call();
  await press("More");
  const box = place.querySelector<HTMLInputElement>("input[type=checkbox]")!;
  box.click();
  await draw();
  expect(stage.room.own.outgoing.lowData).toBe(true);
  expect(text()).toContain("Pictures are off to save data.");
  expect(place.querySelector(".mini")?.textContent).toBe("Your picture is not sent");
  expect(find("Camera not sent")?.getAttribute("aria-disabled")).toBe("true");
  await key("KeyV");
  expect(stage.room.media.now.camera.state).toBe("on");
  box.click();
  await stage.happen("signal", {
    from_epoch: 1,
    epoch: 1,
    seq: 2,
    data: { to: 1, description: { type: "pranswer", sdp: '{"microphone":true,"lowData":true}' } },
  });
  await draw();
  expect(text()).toContain("Olena Koval saves data, so pictures are off.");
  expect(place.querySelector(".mini")?.textContent).toBe("Your picture is not sent");
  expect(find("Turn camera off")).toBeDefined();
});

test("keys do what the buttons do, and are written down", async () => {
  await call();
  await key("KeyM");
  expect(stage.room.media.now.microphone.state).toBe("off");
  await key("KeyV");
  expect(stage.room.media.now.camera.state).toBe("off");
  await key("KeyC");
  expect(place.querySelector("#chat-words")).not.toBeNull();
  await press("More");
  expect(text()).toContain("Mute or unmute");
  dispatchEvent(new KeyboardEvent("keydown", { code: "KeyM" }));
  expect(stage.room.media.now.microphone.state).toBe("off");
});

test("what the other side shows is shown large, and one's own screen can be taken back", async () => {
  const track = { kind: "video", stop: () => undefined };
  Object.assign(navigator.mediaDevices, { getDisplayMedia: () => Promise.resolve({ getVideoTracks: () => [track] }) });
  await call();
  await press("Share screen");
  await draw();
  expect(text()).toContain("Olena Koval sees your screen.");
  await stage.happen("signal", {
    from_epoch: 1,
    epoch: 1,
    seq: 2,
    data: { to: 1, description: { type: "pranswer", sdp: '{"microphone":true,"camera":true,"screen":true}' } },
  });
  await draw();
  expect(place.querySelector("video.screen")?.getAttribute("aria-label")).toBe("Screen of Olena Koval");
  expect(place.querySelector(".name[role=status]")?.textContent).toContain("Olena Koval shows you their screen.");
  const stop = place.querySelector<HTMLButtonElement>(".troubles button")!;
  stop.focus();
  stop.click();
  await draw();
  expect(stage.room.own.sharing.track).toBeNull();
  expect(document.activeElement).toBe(find("Share screen"));
});
