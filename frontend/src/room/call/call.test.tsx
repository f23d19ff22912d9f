import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { SPECIALIST } from "../testing/room-harness";
import { RoomPageHarness } from "../testing/room-page-harness";

let page: RoomPageHarness;

beforeEach(() => {
  page = new RoomPageHarness(
    '<header id="top"></header><aside id="who-waits" data-over-call></aside><main><div id="room"></div></main>',
  );
});

afterEach(() => page.close());

describe("the call", () => {
  test("the page under the call is out of the keyboard's reach, and back after it", async () => {
    await page.openInCall();
    await page.draw();
    expect(document.getElementById("top")!.inert).toBe(true);
    expect(document.getElementById("who-waits")!.inert).toBe(false);
    expect(document.activeElement?.tagName).toBe("H1");
    page.room.leave();
    await page.draw();
    expect(document.getElementById("top")!.inert).toBe(false);
  });

  test("mute and camera say what pressing them does", async () => {
    await page.openInCall();
    await page.draw();
    await page.press("Mute");
    await page.press("Turn camera off");
    expect([page.button("Unmute"), page.button("Turn camera on")].every(Boolean)).toBe(true);
    expect(page.room.media.tracks).toMatchObject({ microphone: { enabled: false }, camera: null });
  });

  test("what the other side sends is said", async () => {
    await page.openInCall();
    await page.meet(1, { off: ["camera", "microphone"] });
    await page.draw();
    expect(page.text).toContain("The camera of Olena Koval is off");
    expect(page.text).toContain("Olena Koval is muted");
    expect(page.text).toContain("Good connection");
  });

  test("a browser that wants a tap before sound gets a button for it", async () => {
    let refuses = true;
    vi.spyOn(HTMLMediaElement.prototype, "play").mockImplementation(() =>
      refuses ? Promise.reject(Object.assign(new Error(), { name: "NotAllowedError" })) : Promise.resolve(),
    );
    await page.openInCall();
    await page.meet(1);
    await page.draw();
    refuses = false;
    await page.press("Tap to hear Olena Koval");
    expect(page.button("Tap to hear Olena Koval")).toBeUndefined();
  });

  test("a client can only leave", async () => {
    await page.openInCall();
    await page.draw();
    expect(page.button("End for both")).toBeUndefined();
    await page.press("Leave");
    expect(page.text).toContain("You have left the call");
    await page.press("Come back");
    expect(page.room.state.phase).toBe("inCall");
  });

  test("ending for both is asked once more, and a wrong press costs nothing", async () => {
    await page.openInCall(SPECIALIST);
    await page.draw();
    await page.press("End for both");
    expect(document.activeElement).toBe(page.button("Keep talking"));
    await page.press("Keep talking");
    expect(page.server.to("POST /room/end")).toEqual([]);
    expect(document.activeElement).toBe(page.button("End for both"));
    await page.press("End for both");
    await page.press("Mute");
    expect(page.room.media.devices.microphone.state).toBe("off");
    page.button("Keep talking")!.focus();
    page.button("Keep talking")!.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
    await page.draw();
    expect(page.button("Keep talking")).toBeUndefined();
    expect(document.activeElement).toBe(page.button("End for both"));
    await page.press("End for both");
    await page.press("End it now");
    expect(page.server.to("POST /room/end").length).toBe(1);
    expect(page.text).toContain("The consultation is over");
    expect(page.root.querySelector("a")?.getAttribute("href")).toBe("/desk/today/");
  });
});

test("a declined client reads the reason and whom to call", async () => {
  await page.open();
  await page.happen("declined", { reason: "Olena is ill today." });
  await page.draw();
  expect(page.text).toContain("Olena is ill today.");
  expect(page.root.querySelector("a")?.href).toBe("tel:+380441234567");
});
