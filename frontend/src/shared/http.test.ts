import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { backOff, getJson, ProblemError, postJson } from "./http";
import { FakeServer, json, NO_NETWORK, problem, SILENCE } from "./testing/fake-server";

let server: FakeServer;

beforeEach(() => {
  vi.useFakeTimers();
  server = new FakeServer();
  document.head.innerHTML = '<meta name="csrf-token" content="secret of the page">';
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** The promise's outcome, once all waiting between tries is over. */
async function outcome<T>(work: Promise<T>): Promise<T | Error> {
  const settled = work.catch((error: Error) => error);
  await vi.advanceTimersByTimeAsync(120_000);
  return settled;
}

describe("postJson", () => {
  test("sends JSON with the page's CSRF token and gives back JSON", async () => {
    server.on("POST /a", () => ({ fine: true }));
    expect(await outcome(postJson("/a", { b: 1 }, { keepalive: true }))).toEqual({ fine: true });
    const [asked] = server.to("POST /a");
    expect(asked?.headers.get("X-CSRFToken")).toBe("secret of the page");
    expect(asked?.body).toEqual({ b: 1 });
    expect(asked?.keepalive).toBe(true);
  });

  test("an answer without content is null", async () => {
    server.on("POST /a", () => null);
    expect(await outcome(postJson("/a", {}))).toBeNull();
  });

  test("a problem says its status, code and sentence", async () => {
    server.on("POST /a", () => problem(409, "seat_taken"));
    const error = await outcome(postJson("/a", {}, { idempotent: true }));
    expect(error).toBeInstanceOf(ProblemError);
    expect(error).toMatchObject({ status: 409, code: "seat_taken", detail: "A sentence about seat_taken." });
    // A refusal is an answer: asking again would not change it.
    expect(server.asked.length).toBe(1);
  });

  test("a proxy's page is a problem without a code", async () => {
    server.on("POST /a", () => new Response("<h1>Bad gateway</h1>", { status: 502 }));
    expect(await outcome(postJson("/a", {}))).toMatchObject({ status: 502, code: "" });
  });

  test("what is harmless twice is tried again, over a dead network and a broken server", async () => {
    const replies = [NO_NETWORK, json(503, {}), { done: true }];
    server.on("POST /a", () => replies.shift());
    expect(await outcome(postJson("/a", {}, { idempotent: true }))).toEqual({ done: true });
    expect(server.asked.length).toBe(3);
  });

  test("it gives up in the end", async () => {
    server.on("POST /a", () => NO_NETWORK);
    expect(await outcome(postJson("/a", {}, { idempotent: true }))).toBe(NO_NETWORK);
    expect(server.asked.length).toBe(4);
  });

  test("what is not harmless twice is sent once", async () => {
    server.on("POST /a", () => NO_NETWORK);
    expect(await outcome(postJson("/a", {}))).toBe(NO_NETWORK);
    expect(server.asked.length).toBe(1);
  });

  test("a server that does not answer is not waited for without end", async () => {
    server.on("POST /a", () => SILENCE);
    expect(await outcome(postJson("/a", {}))).toBeInstanceOf(Error);
  });

  test("the caller can stop it, also between two tries", async () => {
    const stop = new AbortController();
    server.on("POST /a", () => NO_NETWORK);
    const work = postJson("/a", {}, { idempotent: true, signal: stop.signal });
    const settled = work.catch((error: Error) => error);
    await vi.advanceTimersByTimeAsync(10);
    stop.abort(new Error("no more"));
    expect(((await settled) as Error).message).toBe("no more");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(server.asked.length).toBe(1);
  });
});

test("getJson asks without a token and reads JSON", async () => {
  server.on("GET /a", () => [1]);
  expect(await outcome(getJson("/a?x=1"))).toEqual([1]);
  expect(server.asked[0]?.headers.has("X-CSRFToken")).toBe(false);
});

test("the wait doubles and stays below its limit", () => {
  for (let attempt = 1; attempt < 12; attempt += 1) {
    const wait = backOff(attempt, { first: 100, most: 1_000 });
    expect(wait).toBeLessThanOrEqual(Math.min(100 * 2 ** (attempt - 1), 1_000));
    expect(wait).toBeGreaterThanOrEqual(Math.min(100 * 2 ** (attempt - 1), 1_000) * 0.8);
  }
});
