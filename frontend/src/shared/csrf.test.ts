import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { csrfToken } from "./csrf";
import { postJson } from "./http";
import { onSessionChange } from "./session";
import { type FakeRequest, FakeServer, NO_NETWORK, problem } from "./testing/fake-server";

let server: FakeServer;
let secret: string;

beforeEach(() => {
  server = new FakeServer();
  secret = "after a sign-in";
  document.head.innerHTML = '<meta name="csrf-token" content="of the page" data-fresh="/csrf-token/">';
  document.body.innerHTML = '<form><input type="hidden" name="csrfmiddlewaretoken" value="of the page"></form>';
  server.on("GET /csrf-token/", () => ({ token: secret })).on("POST /a", guarded);
});

afterEach(() => vi.unstubAllGlobals());

function guarded({ headers }: FakeRequest): unknown {
  return headers.get("X-CSRFToken") === secret ? { done: true } : problem(403, "csrf");
}

const fetched = (): number => server.to("GET /csrf-token/").length;

describe("after a sign-in in the same browser", () => {
  test("a refused request fetches a fresh token and is repeated once", async () => {
    expect(await postJson("/a", { b: 1 })).toEqual({ done: true });
    expect(server.to("POST /a").map(({ body }) => body)).toEqual([{ b: 1 }, { b: 1 }]);
    expect(csrfToken()).toBe(secret);
    // The plain forms of the page work too.
    expect(document.querySelector("input")?.value).toBe(secret);
    await postJson("/a", {});
    expect(fetched()).toBe(1);
  });

  test("many refused at once fetch it once", async () => {
    await Promise.all([1, 2, 3].map((n) => postJson("/a", { n })));
    expect(fetched()).toBe(1);
  });

  test("a token that is refused again is not asked for for ever", async () => {
    server.on("POST /a", () => problem(403, "csrf"));
    await expect(postJson("/a", {}, { idempotent: true })).rejects.toMatchObject({ code: "csrf" });
    expect(server.to("POST /a").length).toBe(2);
  });

  test("another refusal fetches nothing, and a lost network gives the refusal back", async () => {
    server.on("POST /a", () => problem(403, "not_allowed"));
    await expect(postJson("/a", {})).rejects.toMatchObject({ code: "not_allowed" });
    expect(fetched()).toBe(0);
    server.on("POST /a", () => problem(403, "csrf")).on("GET /csrf-token/", () => NO_NETWORK);
    await expect(postJson("/a", {})).rejects.toMatchObject({ code: "csrf" });
  });
});

test("an ended session is told once, and so is its return", async () => {
  const told: boolean[] = [];
  const stop = onSessionChange((ended) => told.push(ended));
  server.on("POST /a", () => problem(401, "signed_out"));
  for (const _time of [1, 2]) await expect(postJson("/a", {})).rejects.toMatchObject({ code: "signed_out" });
  server.on("POST /a", () => Object.defineProperty(new Response("<html>"), "redirected", { value: true }));
  await expect(postJson("/a", {})).rejects.toMatchObject({ code: "signed_out" });
  server.on("POST /a", () => null);
  await postJson("/a", {});
  stop();
  expect(told).toEqual([true, false]);
});

test("a page whose client goes on with another device is loaded anew, and says so itself", async () => {
  const reload = vi.spyOn(location, "reload").mockImplementation(() => undefined);
  server.on("POST /a", () => problem(409, "on_another_device"));
  await expect(postJson("/a", {})).rejects.toMatchObject({ code: "on_another_device" });
  expect(reload).toHaveBeenCalledTimes(1);
});
