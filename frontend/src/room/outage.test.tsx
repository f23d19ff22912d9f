/** The page while the server is away and media goes on, and after it. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { problem } from "../shared/testing/fake-server";
import { isConnecting, linkTo } from "./links";
import { CONFIG, SPECIALIST } from "./testing/room-harness";
import { RoomPageHarness } from "./testing/room-page-harness";

let harness: RoomPageHarness;

beforeEach(() => (harness = new RoomPageHarness()));
afterEach(() => harness.close());

const seconds = (n: number): Promise<unknown> => vi.advanceTimersByTimeAsync(n * 1_000);
const polls = (): number => harness.server.to("GET /room/events").length;

describe.each([20, 100, 200])("%i seconds without the server in a healthy call", (length) => {
  beforeEach(async () => {
    await harness.openInCall();
    await harness.meet(3);
    await seconds(60);
  });

  test("the words are true during it, and it is asked less often", async () => {
    harness.server.isAway = true;
    const before = polls();
    await seconds(length);
    await harness.draw();
    expect(harness.text).toContain("We cannot reach the practice's server. Your call goes on.");
    expect(harness.text).not.toContain("Connecting");
    expect(polls() - before).toBeLessThanOrEqual(length / 2);
  });

  test("all is as before after it, also when the server names again who is there", async () => {
    harness.server.isAway = true;
    await seconds(length);
    harness.server.isAway = false;
    await seconds(5);
    if (length > 90) await harness.sitDown(3);
    await harness.draw();
    expect(linkTo(harness.room.state, "olena")).toBe("good");
    expect(isConnecting(harness.room.state)).toBe(false);
    expect(harness.text).not.toContain("cannot reach");
    const before = polls();
    await seconds(20);
    expect(polls() - before).toBeLessThanOrEqual(21);
  });
});

test("what cannot be connected is asked for in haste for a minute at most", async () => {
  await harness.openInCall();
  await harness.sitDown(3);
  await seconds(70);
  const before = polls();
  await seconds(20);
  expect(polls() - before).toBeLessThanOrEqual(21);
});

describe("an ended session", () => {
  const refuse = (): Response => problem(401, "signed_out");

  test("is said in one sentence with a way to sign in, and all goes on after it", async () => {
    const urls = { ...CONFIG.urls, signIn: "/account/login/?next=/desk/" };
    await harness.openInCall({ ...SPECIALIST, urls });
    for (const what of ["POST /room/heartbeat", "POST /room/chat", "GET /room/events", "GET /room/state"])
      harness.server.on(what, refuse);
    await seconds(12);
    await harness.draw();
    expect(harness.text).toContain("You have been signed out. Sign in again in another tab");
    expect(harness.text).not.toContain("cannot reach");
    const link = harness.root.querySelector("a");
    expect([link?.getAttribute("href"), link?.target]).toEqual([urls.signIn, "_blank"]);
    harness.server
      .on("POST /room/heartbeat", () => null)
      .on("GET /room/events", () => ({ events: [], cursor: 0 }))
      .on("GET /room/state", () => ({ phase: "in_call" }));
    await seconds(12);
    await harness.draw();
    expect(harness.text).not.toContain("signed out");
  });

  test("before the call it is said too", async () => {
    await harness.open();
    harness.server.on("GET /room/state", () => problem(403, "no_grant"));
    harness.server.on("GET /room/events", () => problem(403, "no_grant"));
    harness.server.on("POST /room/heartbeat", () => problem(403, "no_grant"));
    await seconds(12);
    await harness.draw();
    expect(harness.text).toContain("This browser no longer holds your personal link.");
  });
});
