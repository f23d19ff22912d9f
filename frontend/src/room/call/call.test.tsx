import { render } from "preact";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { problem } from "../../shared/testing/fake-server";
import { App } from "../App";
import type { RoomConfig } from "../config";
import { Around, initials } from "../room-context";
import { CONFIG, ROOM_URL, Stage } from "../testing/room-harness";
import { roomTexts } from "../texts";

const SPECIALIST: Partial<RoomConfig> = {
  party: "specialist",
  peer: { name: "Ivan Petrenko" },
  urls: { ...CONFIG.urls, end: ROOM_URL("end"), admit: ROOM_URL("admit"), after: "/desk/today/" },
};

let stage: Stage;
let place: HTMLElement;

beforeEach(() => {
  stage = new Stage();
  document.body.innerHTML =
    '<header id="top"></header><aside id="who-waits" data-over-call></aside><main><div id="room"></div></main>';
  place = document.getElementById("room")!;
});

afterEach(() => {
  render(null, place);
  stage.close();
});

async function draw(): Promise<void> {
  render(<Around.Provider value={{ room: stage.room, t: roomTexts(), skew: 0 }} children={<App />} />, place);
  // Effects run after the next frame.
  await vi.advanceTimersByTimeAsync(100);
}

const text = (): string => place.textContent?.replace(/\s+/g, " ") ?? "";
const button = (words: string): HTMLButtonElement | undefined =>
  [...place.querySelectorAll("button")].find((one) => one.textContent?.trim() === words);

async function press(words: string): Promise<void> {
  button(words)!.click();
  await vi.advanceTimersByTimeAsync(100);
  await draw();
}

describe("waiting", () => {
  test("a client is told that they are in the right place, and nothing that is not known", async () => {
    await stage.open();
    await draw();
    expect(text()).toContain("You are in the right place");
    expect(text()).toContain("This page tells you as soon as Olena Koval has seen it.");
    expect(text()).not.toContain("sees that you are here");
    stage.state = { phase: "waiting", position: 3, noticedBy: "Olena" };
    await vi.advanceTimersByTimeAsync(10_000);
    await draw();
    expect(text()).toContain("Olena sees that you are here and will let you in.");
    expect(text()).toContain("People before you: 2.");
  });

  test("before the start the time until then is shown, afterwards that it is due", async () => {
    await stage.open({ startsAt: "2026-01-01T12:14:12Z" });
    vi.setSystemTime("2026-01-01T12:10:00Z");
    await draw();
    expect(place.querySelector("[role=timer]")?.textContent).toBe("04:12");
    expect(text()).toContain("Until the planned start");
    vi.setSystemTime("2026-01-01T12:15:00Z");
    await draw();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(text()).toContain("The planned time has come.");
  });

  test("a specialist lets in whoever is there", async () => {
    stage.state = { phase: "waiting", peerHere: false };
    await stage.open(SPECIALIST);
    await draw();
    expect(text()).toContain("Ivan Petrenko is not here yet");
    expect(button("Let Ivan Petrenko in")).toBeUndefined();
    stage.state = { phase: "waiting", peerHere: true };
    await vi.advanceTimersByTimeAsync(10_000);
    await draw();
    await press("Let Ivan Petrenko in");
    expect(stage.server.to("POST /room/admit").map(({ body }) => body)).toEqual([{ tab: "this tab" }]);
    expect(stage.room.state.phase).toBe("inCall");
    // The seat came with the answer.
    expect(stage.server.to("POST /room/join")).toEqual([]);
  });

  test("letting in that fails is said, and if it was done all the same the seat is asked for", async () => {
    stage.state = { phase: "waiting", peerHere: true };
    await stage.open(SPECIALIST);
    await vi.advanceTimersByTimeAsync(10_000);
    await draw();
    stage.server.on("POST /room/admit", () => problem(503, "busy"));
    await press("Let Ivan Petrenko in");
    await vi.advanceTimersByTimeAsync(20_000);
    await draw();
    expect(stage.room.trouble).toBe("admit");
    await stage.happen("admitted");
    expect(stage.room.state.phase).toBe("inCall");
    expect(stage.server.to("POST /room/join").length).toBe(1);
  });

  test("a device that fails has words and a way to try again", async () => {
    const refusal = Object.assign(new Error(), { name: "NotAllowedError" });
    Object.defineProperty(navigator, "mediaDevices", {
      value: { getUserMedia: () => Promise.reject(refusal) },
      configurable: true,
    });
    await stage.open();
    await draw();
    expect(text()).toContain("This page may not use your camera.");
    expect(button("Try the microphone again")).toBeDefined();
  });
});

describe("the call", () => {
  test("the page under the call is out of the keyboard's reach, and back after it", async () => {
    await stage.openInCall();
    await draw();
    expect(document.getElementById("top")!.inert).toBe(true);
    expect(document.getElementById("who-waits")!.inert).toBe(false);
    expect(document.activeElement?.tagName).toBe("H1");
    stage.room.leave();
    await draw();
    expect(document.getElementById("top")!.inert).toBe(false);
  });

  test("mute and camera say what pressing them does", async () => {
    await stage.openInCall();
    await draw();
    await press("Mute");
    await press("Turn camera off");
    expect([button("Unmute"), button("Turn camera on")].every(Boolean)).toBe(true);
    expect(stage.room.media.tracks).toMatchObject({ microphone: { enabled: false }, camera: null });
  });

  test("what the other side sends is said", async () => {
    await stage.openInCall();
    await stage.meet(1, { camera: false, microphone: false });
    await draw();
    expect(text()).toContain("The camera of Olena Koval is off");
    expect(text()).toContain("Olena Koval is muted");
    expect(text()).toContain("Good connection");
  });

  test("a browser that wants a tap before sound gets a button for it", async () => {
    let refuses = true;
    vi.spyOn(HTMLMediaElement.prototype, "play").mockImplementation(() =>
      refuses ? Promise.reject(Object.assign(new Error(), { name: "NotAllowedError" })) : Promise.resolve(),
    );
    await stage.openInCall();
    await stage.meet(1);
    await draw();
    refuses = false;
    await press("Tap to hear Olena Koval");
    expect(button("Tap to hear Olena Koval")).toBeUndefined();
  });

  test("a client can only leave", async () => {
    await stage.openInCall();
    await draw();
    expect(button("End for both")).toBeUndefined();
    await press("Leave");
    expect(text()).toContain("You have left the call");
    await press("Come back");
    expect(stage.room.state.phase).toBe("inCall");
  });

  test("ending for both is asked once more, and a wrong press costs nothing", async () => {
    await stage.openInCall(SPECIALIST);
    await draw();
    await press("End for both");
    expect(document.activeElement).toBe(button("Keep talking"));
    await press("Keep talking");
    expect(stage.server.to("POST /room/end")).toEqual([]);
    expect(document.activeElement).toBe(button("End for both"));
    await press("End for both");
    await press("Mute");
    expect(stage.room.media.now.microphone.state).toBe("off");
    button("Keep talking")!.focus();
    button("Keep talking")!.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
    await draw();
    expect(button("Keep talking")).toBeUndefined();
    expect(document.activeElement).toBe(button("End for both"));
    await press("End for both");
    await press("End it now");
    expect(stage.server.to("POST /room/end").length).toBe(1);
    expect(text()).toContain("The consultation is over");
    expect(place.querySelector("a")?.getAttribute("href")).toBe("/desk/today/");
  });
});

test("a declined client reads the reason and whom to call", async () => {
  await stage.open();
  await stage.happen("declined", { reason: "Olena is ill today." });
  await draw();
  expect(text()).toContain("Olena is ill today.");
  expect(place.querySelector("a")?.href).toBe("tel:+380441234567");
});

test("letters for a face", () => {
  expect(["Olena Koval", "  Ivan  de la Cruz ", "олена", ""].map(initials)).toEqual(["OK", "IC", "О", ""]);
});
