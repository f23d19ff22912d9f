import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeServer, NO_NETWORK, type Reply } from "../shared/testing/fake-server";
import { followPersonal } from "./personal";

let server: FakeServer;
const enhanced: string[] = [];
const OPENS = "2026-01-01T11:45:00Z";

const personal = (
  what: string,
  inner: string,
  opens = ` data-personal-opens="${OPENS}" data-personal-failed="Not reached."`,
): string => `<div id="personal" data-personal="${what}"${opens}>${inner}</div>`;
const AHEAD = personal("ahead 0", "<h1>Opens at 11:45</h1>");
const DOOR = personal(
  "door 0",
  '<h1>The waiting room is open</h1><form method="post" action="/a/1/enter/" data-enter><button>Enter</button></form>',
);
const INSIDE = personal("inside 0", '<div id="room">One moment</div>', "");
const page = (main: string, head = ""): Response =>
  new Response(`<!doctype html><title>T</title>${head}<main id="content">${main}</main>`);

beforeEach(() => {
  // Nothing is behind the addresses of its script and styles.
  const { settings } = (
    window as unknown as { happyDOM: { settings: { handleDisabledFileLoadingAsSuccess: boolean } } }
  ).happyDOM;
  settings.handleDisabledFileLoadingAsSuccess = true;
  vi.useFakeTimers({ now: new Date("2026-01-01T11:40:00Z") });
  server = new FakeServer();
  enhanced.length = 0;
  document.head.innerHTML = "";
  document.body.innerHTML = `<main id="content" tabindex="-1">${AHEAD}<div id="device-check"></div><script type="application/json" id="room-texts">{}</script></main>`;
});

afterEach(() => {
  // Ends what is planned: a place without a time is not looked at again.
  document.querySelector<HTMLElement>("#personal")?.removeAttribute("data-personal-opens");
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function begin(answer: () => Reply): void {
  server.on(`GET ${location.pathname}`, answer);
  followPersonal((root) => enhanced.push((root as HTMLElement).dataset.personal ?? ""));
}

const after = (seconds: number): Promise<unknown> => vi.advanceTimersByTimeAsync(seconds * 1_000);
const shown = (): string | undefined => document.querySelector<HTMLElement>("#personal")?.dataset.personal;

test("it becomes the open door when its time comes, and says so", async () => {
  let open = false;
  begin(() => page(open ? DOOR : AHEAD));
  await after(299);
  expect([shown(), enhanced]).toEqual(["ahead 0", []]);
  open = true;
  await after(2);
  expect([shown(), enhanced]).toEqual(["door 0", ["door 0"]]);
  expect(document.querySelector("[aria-live]")?.textContent).toBe("The waiting room is open");
  expect(document.querySelector("#device-check")).toBeNull();
});

test("opened early, moved or cancelled it is another within half a minute", async () => {
  begin(() => page(DOOR));
  await after(31);
  expect(shown()).toBe("door 0");
});

test("a page that says the same is left alone", async () => {
  begin(() => page(AHEAD));
  const place = document.querySelector("#personal");
  await after(120);
  expect(document.querySelector("#personal")).toBe(place);
});

test("one that waits for an answer looks as often as it says, also right after the press", async () => {
  const asks = personal("elsewhere 0", "", ` data-personal-opens="${OPENS}" data-personal-every="5000"`);
  let answered = false;
  await enter(() => page(asks));
  expect(shown()).toBe("elsewhere 0");
  server.on(`GET ${location.pathname}`, () => page(answered ? INSIDE : asks));
  await after(6);
  answered = true;
  await after(5);
  expect(shown()).toBe("inside 0");
});

test("a server that is away is asked again", async () => {
  let away = true;
  begin(() => (away ? NO_NETWORK : page(DOOR)));
  await after(60);
  away = false;
  await after(40);
  expect(shown()).toBe("door 0");
});

async function enter(answer: () => Reply): Promise<void> {
  begin(() => page(DOOR));
  await after(31);
  server.on("POST /a/1/enter/", answer);
  document.querySelector<HTMLFormElement>("[data-enter]")!.requestSubmit();
  await after(1);
}

test("entering brings the room with its script and styles, without leaving the page", async () => {
  const head = '<link rel="stylesheet" href="/static/room.css"><script type="module" src="/static/room.js"></script>';
  await enter(() => page(INSIDE, head));
  expect(shown()).toBe("inside 0");
  expect(document.getElementById("room")?.textContent).toBe("One moment");
  expect(document.head.querySelector("script")?.getAttribute("src")).toBe("/static/room.js");
  expect(document.head.querySelector("link")?.getAttribute("href")).toBe("/static/room.css");
  const asked = server.asked.length;
  await after(300);
  expect(server.asked.length).toBe(asked);
});

test("an entrance that did not reach the server says so beside the button, which works again", async () => {
  let away = true;
  await enter(() => (away ? NO_NETWORK : page(INSIDE)));
  expect(document.querySelector("[data-enter] [role=alert]")?.textContent).toBe("Not reached.");
  away = false;
  document.querySelector<HTMLFormElement>("[data-enter]")!.requestSubmit();
  await after(1);
  expect(shown()).toBe("inside 0");
});

test("an answer that is another page loads the page anew", async () => {
  const reload = vi.spyOn(location, "reload").mockImplementation(() => undefined);
  await enter(() => new Response("Not open yet", { status: 409 }));
  expect(reload).toHaveBeenCalledTimes(1);
});
