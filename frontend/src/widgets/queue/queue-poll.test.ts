import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeServer, NO_NETWORK, type Reply } from "../../shared/testing/fake-server";
import { FakeWebSockets } from "../../shared/testing/fake-socket";
import { pollQueues } from "./queue-poll";

let server: FakeServer;
let place: HTMLElement;

const EMPTY = '<div data-queue-count="0"></div>';
const queue = (tag: string): string =>
  `<div data-queue-count="1" data-queue-say="Ivan is waiting" data-queue-order="${tag}">
  <div data-queue-line="${tag}"><button id="let-in">Let in</button></div></div>`;
const html = (text: string): Response => new Response(text);

beforeEach(() => {
  vi.useFakeTimers();
  server = new FakeServer();
  document.title = "Today";
  document.body.innerHTML = `<div data-queue-poll="/desk/queue/" data-queue-lost="The server does not answer.">${EMPTY}</div>`;
  place = document.querySelector("[data-queue-poll]")!;
});

afterEach(() => {
  place.remove();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function begin(reply: () => Reply): void {
  server.on("POST /desk/queue/", reply);
  pollQueues(document);
}

const after = (seconds: number): Promise<unknown> => vi.advanceTimersByTimeAsync(seconds * 1_000);
const regions = (): (string | null)[] => [...document.querySelectorAll("[aria-live]")].map((one) => one.textContent);

test("a client who comes is shown, counted in the title and said", async () => {
  begin(() => html(queue("a")));
  await after(3.1);
  expect(place.textContent).toContain("Let in");
  expect(document.title).toBe("(1) Today");
  expect(regions()).toContain("Ivan is waiting");
  server.on("POST /desk/queue/", () => html(EMPTY));
  await after(3.1);
  expect(document.title).toBe("Today");
});

test("who waits when the page is drawn is counted at once", () => {
  place.innerHTML = queue("a");
  begin(() => html(queue("a")));
  expect(document.title).toBe("(1) Today");
});

test("the server is told what the page shows, and nothing new changes nothing", async () => {
  begin(() => html(queue("a")));
  await after(3.1);
  const button = place.querySelector("button");
  server.on("POST /desk/queue/", () => null);
  await after(9);
  expect(server.to("POST /desk/queue/").map(({ body }) => body)).toEqual([
    { shown: "" },
    { shown: "a" },
    { shown: "a" },
    { shown: "a" },
  ]);
  expect(place.querySelector("button")).toBe(button);
});

test("an answer that does not fit what is shown is asked for once more, whole", async () => {
  begin(() => html('<div data-queue-count="1" data-queue-order="a lost"></div>'));
  place.innerHTML = queue("a");
  await after(3.1);
  expect(place.textContent).toContain("Let in");
  server.on("POST /desk/queue/", () => html(queue("b")));
  await after(6.1);
  expect(server.asked.map(({ body }) => body).slice(0, 3)).toEqual([{ shown: "a" }, {}, { shown: "b" }]);
});

test("the focus stays on the same button", async () => {
  place.innerHTML = queue("a");
  begin(() => html(queue("b").replace("Let in", "Let Ivan in")));
  place.querySelector("button")!.focus();
  await after(3.1);
  expect(document.activeElement?.textContent).toBe("Let Ivan in");
});

test("what a specialist is typing is not taken away", async () => {
  place.innerHTML = '<textarea id="message"></textarea>';
  begin(() => html(EMPTY));
  place.querySelector("textarea")!.focus();
  await after(3.1);
  expect(place.querySelector("textarea")).not.toBeNull();
});

test("it goes on in a hidden tab", async () => {
  vi.spyOn(document, "hidden", "get").mockReturnValue(true);
  begin(() => html(queue("a")));
  await after(3.1);
  expect(document.title).toBe("(1) Today");
});

test("a server that stays silent is asked more seldom, and the page says so until it is back", async () => {
  begin(() => NO_NETWORK);
  await after(60);
  expect(server.asked.length).toBeLessThan(10);
  expect(regions()).toContain("The server does not answer.");
  server.on("POST /desk/queue/", () => html(queue("a")));
  await after(21);
  expect(regions()).not.toContain("The server does not answer.");
  expect(document.title).toBe("(1) Today");
});

test("signed out meanwhile, the page is loaded anew", async () => {
  const reload = vi.spyOn(location, "reload").mockImplementation(() => undefined);
  const signIn = html("Sign in");
  Object.defineProperty(signIn, "redirected", { value: true });
  begin(() => signIn);
  await after(3.1);
  expect(reload).toHaveBeenCalledTimes(1);
  expect(place.textContent).not.toContain("Sign in");
});

test("with live events an entering client is asked for at once, and otherwise the server is mostly left alone", async () => {
  const sockets = new FakeWebSockets();
  server.on("POST /desk/live/", () => ({ url: "ws://here/live/", ticket: "t", cursors: { "desk:everyone": 0 } }));
  place.dataset.queueLive = "/desk/live/";
  begin(() => html(EMPTY));
  await after(0.1);
  const atFirst = server.to("POST /desk/queue/").length;
  for (let beat = 0; beat < 9; beat += 1) {
    sockets.last.say([]);
    await after(6);
  }
  expect(server.to("POST /desk/queue/").length - atFirst).toBeLessThan(4);
  server.on("POST /desk/queue/", () => html(queue("a")));
  sockets.last.tell("desk:everyone", 1, "queue");
  await after(0.01);
  expect(document.title).toBe("(1) Today");
});

test("while somebody waits it is asked more often than a notice lasts", async () => {
  const sockets = new FakeWebSockets();
  server.on("POST /desk/live/", () => ({ url: "ws://here/live/", ticket: "t", cursors: {} }));
  place.dataset.queueLive = "/desk/live/";
  place.innerHTML = queue("a");
  begin(() => html(queue("a")));
  await after(1);
  for (let second = 0; second < 60; second += 5) {
    const before = server.to("POST /desk/queue/").length;
    sockets.last.say([]);
    await after(8);
    expect(server.to("POST /desk/queue/").length).toBeGreaterThan(before);
  }
});

test("an event during a question asks once more", async () => {
  const sockets = new FakeWebSockets();
  server.on("POST /desk/live/", () => ({ url: "ws://here/live/", ticket: "t", cursors: {} }));
  place.dataset.queueLive = "/desk/live/";
  const slow = (text: string) => new Promise<Response>((resolve) => setTimeout(() => resolve(html(text)), 500));
  begin(() => slow(EMPTY));
  await after(0.1);
  server.on("POST /desk/queue/", () => slow(queue("a")));
  sockets.last.tell("desk:everyone", 1, "queue").tell("desk:everyone", 2, "queue");
  await after(1.2);
  expect(server.to("POST /desk/queue/").length).toBe(2);
  expect(document.title).toBe("(1) Today");
});

test("whoever wants to ring is told who waits, as the page is drawn and on each change", async () => {
  const told: unknown[] = [];
  const listen = (event: Event): void => void told.push((event as CustomEvent).detail);
  document.addEventListener("visavis:queue", listen);
  place.innerHTML = '<div data-queue-count="1" data-queue-name="Ivan" data-queue-minutes="4"></div>';
  const replies: Reply[] = [html(EMPTY)];
  begin(() => replies.shift() ?? null);
  await after(9.5);
  document.removeEventListener("visavis:queue", listen);
  expect(told).toEqual([{ count: 1, firstName: "Ivan", sinceMinutes: 4 }, { count: 0 }]);
});
