import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { FakeAudioContext } from "../testing/fake-audio-context";
import { CONFIG, ROOM_URL } from "../testing/room-harness";
import { RoomPageHarness } from "../testing/room-page-harness";

let page: RoomPageHarness;
/** Whether this browser lets the page be heard. */
let allowed: boolean;

class Audio extends FakeAudioContext {
  destination = {};
  override get state(): AudioContextState {
    return allowed ? "running" : "suspended";
  }
  override resume(): Promise<void> {
    return allowed ? Promise.resolve() : new Promise(() => undefined);
  }
  createOscillator = (): object => ({
    frequency: {},
    connect: (next: object) => next,
    start: () => undefined,
    stop: () => undefined,
  });
  createGain = (): object => {
    const gain = {
      setValueAtTime: () => undefined,
      linearRampToValueAtTime: () => undefined,
      exponentialRampToValueAtTime: () => undefined,
    };
    return { gain, connect: (next: object) => next };
  };
}

beforeEach(() => {
  allowed = true;
  FakeAudioContext.sound = () => 0.1;
  page = new RoomPageHarness();
  vi.stubGlobal("AudioContext", Audio);
});

afterEach(() => {
  FakeAudioContext.sound = () => 0;
  page.close();
});

async function openWith(status: object): Promise<void> {
  page.state = { phase: "waiting", position: 1, ...status };
  await page.open();
  await vi.advanceTimersByTimeAsync(10_000);
  await page.draw();
}

describe("the checks", () => {
  test("a denied microphone has help for this browser, and the camera goes on", async () => {
    const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    const getUserMedia = (wanted: MediaStreamConstraints): Promise<MediaStream> =>
      wanted.audio ? Promise.reject(Object.assign(new Error(), { name: "NotAllowedError" })) : real(wanted);
    Object.defineProperty(navigator, "mediaDevices", { value: { getUserMedia }, configurable: true });
    await page.open();
    await page.draw();
    expect(page.text).toContain("Your camera is on.");
    expect(page.text).toContain("How do I allow it?");
    expect(page.button("Try the microphone again")).toBeDefined();
    const help = page.root.querySelector("details")!;
    help.open = true;
    for (const _time of [1, 2]) await page.press("Try the microphone again");
    expect(page.text).toContain("Still not allowed. This page may not use your microphone.");
    expect(page.root.querySelector("details") === help && help.open).toBe(true);
  });

  test("the bars follow the microphone, and nothing does before it is loud", async () => {
    await openWith({});
    await vi.advanceTimersByTimeAsync(300);
    await page.draw();
    expect(page.root.querySelector("[role=meter]")?.getAttribute("aria-valuenow")).toBe("4");
    expect(page.text).toContain("We hear you.");
    FakeAudioContext.sound = () => 0;
    const shown: (string | null | undefined)[] = [];
    for (let reading = 0; reading < 5; reading += 1) {
      await vi.advanceTimersByTimeAsync(100);
      shown.push(page.root.querySelector("[role=meter]")?.getAttribute("aria-valuenow"));
    }
    expect(shown).toEqual(["3", "2", "1", "0", "0"]);
    expect(page.text).toContain("We hear you.");
  });

  test("did you hear it? Yes ends it, no helps", async () => {
    await openWith({});
    await page.press("Play a sound");
    expect(page.text).toContain("A sound is playing.");
    await page.press("No");
    expect(page.text).toContain("Turn the volume up");
    await page.press("Play it again", 3_000);
    expect(page.text).toContain("Did you hear it?");
    await page.press("Yes");
    expect(page.text).toContain("You hear well.");
  });

  test("a browser that keeps the page silent is said to, and nothing rejects", async () => {
    await openWith({});
    allowed = false;
    await page.press("Play a sound");
    expect(page.text).toContain("Your browser did not let this page play a sound.");
  });

  test("the relay is tested only when asked, and credentials are got only then", async () => {
    await page.open({ urls: { ...CONFIG.urls, connectionTest: ROOM_URL("connection-test") } });
    page.server.on("POST /room/connection-test", () => ({ iceServers: [] }));
    await page.draw();
    expect(page.server.to("POST /room/connection-test")).toEqual([]);
    await page.press("Check it");
    expect(page.server.to("POST /room/connection-test").length).toBe(1);
    expect(page.text).toContain("This could not be checked.");
  });
});
