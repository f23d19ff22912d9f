import { render } from "preact";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { App } from "../App";
import { Around } from "../room-context";
import { CONFIG, ROOM_URL, Stage } from "../testing/room-harness";
import { roomTexts } from "../texts";

let stage: Stage;
let place: HTMLElement;
/** Whether this browser lets the page be heard. */
let allowed: boolean;

class Audio {
  currentTime = 0;
  destination = {};
  get state(): string {
    return allowed ? "running" : "suspended";
  }
  resume = (): Promise<void> => (allowed ? Promise.resolve() : new Promise(() => undefined));
  close = (): Promise<void> => Promise.resolve();
  createMediaStreamSource = (): object => ({ connect: () => undefined, disconnect: () => undefined });
  createAnalyser = (): object => ({ fftSize: 0, getFloatTimeDomainData: (into: Float32Array) => into.fill(0.1) });
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
  stage = new Stage();
  vi.stubGlobal("AudioContext", Audio);
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

const text = (): string => place.textContent?.replace(/\s+/g, " ") ?? "";
const button = (words: string): HTMLButtonElement | undefined =>
  [...place.querySelectorAll("button")].find((one) => one.textContent?.trim() === words);

async function press(words: string, ms = 400): Promise<void> {
  button(words)!.click();
  await vi.advanceTimersByTimeAsync(ms);
  await draw();
}

async function told(standing: object): Promise<void> {
  stage.state = { phase: "waiting", position: 1, ...standing };
  await stage.open();
  await vi.advanceTimersByTimeAsync(10_000);
  await draw();
}

/** 12:31 where the person of the page lives, wherever the browser thinks it is. */
const [AT, LATER] = ["2026-01-01T10:31:00Z", "2026-01-01T14:31:00Z"];
describe("what a client is told of being noticed", () => {
  test.each([
    [{ noticedBy: "Olena", alert: { channel: "sms", at: AT } }, "Olena sees that you are here and will let you in."],
    [{ alert: { channel: "sms", at: AT }, noticedAt: AT }, "We alerted Olena Koval by text message at 12:31."],
    [{ alert: { channel: "email", at: AT } }, "We alerted Olena Koval by e-mail at 12:31."],
    [{ noticedAt: AT }, "Olena Koval saw at 12:31 that you are here."],
    [{ alertAt: AT }, "If nobody answers, we alert Olena Koval at 12:31."],
  ])("%o", async (standing, words) => {
    await told(standing);
    expect(text()).toContain(words);
    if (!("noticedBy" in standing)) expect(text()).not.toContain("sees that you are here");
  });

  test("what was true is not said any more when it no longer is", async () => {
    await told({ noticedBy: "Olena" });
    stage.state = { phase: "waiting", noticedBy: null };
    await vi.advanceTimersByTimeAsync(10_000);
    await draw();
    expect(text()).not.toContain("sees that you are here");
  });

  test("the specialist's words, patience and lateness stand there, also after a reload", async () => {
    await told({ message: { text: "Finishing my notes", at: AT }, holdUntil: LATER, lateMinutes: 10 });
    expect(text()).toContain("Finishing my notes");
    expect(text()).toContain("asks for a little patience, until about 16:31");
    expect(text()).not.toContain("minutes late");
    stage.state = { phase: "waiting", lateMinutes: 10 };
    await stage.happen("late", { minutes: 10 });
    await draw();
    expect(text()).toContain("is running about 10 minutes late");
  });

  test("words are shown the moment they are said", async () => {
    await told({});
    await stage.happen("message", { text: "Two minutes", until: AT });
    await draw();
    expect(text()).toContain("Two minutes");
  });
});

describe("the checks", () => {
  test("a denied microphone has help for this browser, and the camera goes on", async () => {
    const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    const getUserMedia = (wanted: MediaStreamConstraints): Promise<MediaStream> =>
      wanted.audio ? Promise.reject(Object.assign(new Error(), { name: "NotAllowedError" })) : real(wanted);
    Object.defineProperty(navigator, "mediaDevices", { value: { getUserMedia }, configurable: true });
    await stage.open();
    await draw();
    expect(text()).toContain("Your camera is on.");
    expect(text()).toContain("How do I allow it?");
    expect(button("Try the microphone again")).toBeDefined();
    const help = place.querySelector("details")!;
    help.open = true;
    for (const _time of [1, 2]) await press("Try the microphone again");
    expect(text()).toContain("Still not allowed. This page may not use your microphone.");
    expect(place.querySelector("details") === help && help.open).toBe(true);
  });

  test("the bars follow the microphone, and nothing does before it is loud", async () => {
    await told({});
    await vi.advanceTimersByTimeAsync(300);
    await draw();
    expect(place.querySelector("[role=meter]")?.getAttribute("aria-valuenow")).toBe("4");
    expect(text()).toContain("We hear you.");
  });

  test("did you hear it? Yes ends it, no helps", async () => {
    await told({});
    await press("Play a sound");
    expect(text()).toContain("A sound is playing.");
    await press("No");
    expect(text()).toContain("Turn the volume up");
    await press("Play it again", 3_000);
    expect(text()).toContain("Did you hear it?");
    await press("Yes");
    expect(text()).toContain("You hear well.");
  });

  test("a browser that keeps the page silent is said to, and nothing rejects", async () => {
    await told({});
    allowed = false;
    await press("Play a sound");
    expect(text()).toContain("Your browser did not let this page play a sound.");
  });

  test("the relay is tested only when asked, and credentials are got only then", async () => {
    await stage.open({ urls: { ...CONFIG.urls, relay: ROOM_URL("relay") } });
    stage.server.on("POST /room/relay", () => ({ iceServers: [] }));
    await draw();
    expect(stage.server.to("POST /room/relay")).toEqual([]);
    await press("Check it");
    expect(stage.server.to("POST /room/relay").length).toBe(1);
    expect(text()).toContain("This could not be checked.");
  });
});

test("whoever goes away says so, and the page is the personal page again", async () => {
  const reload = vi.spyOn(location, "reload").mockImplementation(() => undefined);
  await stage.open({ urls: { ...CONFIG.urls, go: ROOM_URL("go") } });
  stage.server.on("POST /room/go", () => null);
  await draw();
  await press("I have to go");
  expect(stage.server.to("POST /room/go").length).toBe(1);
  expect(reload).toHaveBeenCalledTimes(1);
});

test("a specialist answers by one press or in words; what was not sent stays", async () => {
  stage.state = { phase: "waiting", peerHere: true };
  document.body.insertAdjacentHTML("beforeend", "<details data-when-waiting hidden></details>");
  await stage.open({ party: "specialist", peer: { name: "Ivan" }, urls: { ...CONFIG.urls, tell: ROOM_URL("tell") } });
  await draw();
  expect(document.querySelector<HTMLElement>("[data-when-waiting]")!.hidden).toBe(false);
  let fails = false;
  stage.server.on("POST /room/tell", () => (fails ? new Response(null, { status: 422 }) : null));
  await press("In 5 minutes");
  const field = place.querySelector<HTMLInputElement>(".tell input")!;
  const type = async (words: string): Promise<void> => {
    field.value = words;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    await vi.advanceTimersByTimeAsync(50);
    place.querySelector("form")!.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
    await vi.advanceTimersByTimeAsync(400);
  };
  await type("Nearly there");
  expect(field.value).toBe("");
  fails = true;
  await type("And now?");
  expect(field.value).toBe("And now?");
  expect(text()).toContain("This was not sent.");
  expect(
    stage.server
      .to("POST /room/tell")
      .map(({ body }) => body)
      .slice(0, 2),
  ).toEqual([
    { minutes: 5, text: "" },
    { minutes: 0, text: "Nearly there" },
  ]);
});
