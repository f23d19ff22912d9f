/** No path for media between the two: what both are told, and when it is tried anew. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { SPECIALIST } from "./testing/room-harness";
import { RoomPageHarness } from "./testing/room-page-harness";

let harness: RoomPageHarness;

beforeEach(() => (harness = new RoomPageHarness()));
afterEach(() => harness.close());

const seconds = (n: number): Promise<unknown> => vi.advanceTimersByTimeAsync(n * 1_000);
const joins = (): number => harness.server.to("POST /room/join").length;

async function openWithPeer(part: object = {}): Promise<void> {
  await harness.openInCall(part);
  await harness.sitDown(3);
}

function fail(problem: "noRelay" | "relayRefused" | "relayBlocked" | "unknown", times = 2): void {
  for (let time = 0; time < times; time += 1)
    harness.drivers.at(-1)?.on({ kind: "noPath", peer: harness.counterpart.id, problem });
}

test("one failure is not told; after the second the client reads why, what to try, and the telephone", async () => {
  await openWithPeer();
  fail("relayBlocked", 1);
  await harness.draw();
  expect(harness.text).toContain("Connecting you with Olena Koval");
  expect(harness.text).not.toContain("No way");
  fail("relayBlocked", 1);
  await harness.draw();
  expect(harness.text).not.toContain("Connecting");
  expect(harness.text).toContain("No way for sound and picture has been found between you and Olena Koval");
  expect(harness.text).toContain("Your network does not let this page reach the practice's relay");
  expect(harness.text).toContain("Try another network");
  expect(harness.root.querySelector("a")?.getAttribute("href")).toBe("tel:+380441234567");
  expect(harness.button("End: we could not connect")).toBeUndefined();
});

test("without a relay staff read that no TURN is set up, clients do not", async () => {
  await openWithPeer(SPECIALIST);
  fail("noRelay");
  await harness.draw();
  expect(harness.text).toContain("no direct connection through. No TURN is set up");
  harness.room.dispatch({ kind: "ended" });
  harness.close();
  harness = new RoomPageHarness();
  await openWithPeer();
  fail("noRelay");
  await harness.draw();
  expect(harness.text).toContain("no direct connection through.");
  expect(harness.text).not.toContain("TURN");
});

test("the specialist ends it by one press", async () => {
  await openWithPeer(SPECIALIST);
  fail("unknown");
  await harness.draw();
  await harness.press("End: we could not connect");
  expect(harness.server.to("POST /room/end").length).toBe(1);
  expect(harness.room.state.phase).toBe("over");
});

test("once there is a path nothing of it is said any more", async () => {
  await openWithPeer();
  fail("unknown");
  await harness.meet(3);
  await harness.draw();
  expect(harness.text).not.toContain("No way");
  harness.drivers.at(-1)?.on({ kind: "link", peer: harness.counterpart.id, link: "lost" });
  fail("unknown", 1);
  await harness.draw();
  expect(harness.text).not.toContain("No way");
});

test("where there was a path before no network is blamed for forbidding it", async () => {
  await openWithPeer(SPECIALIST);
  await harness.meet(3);
  harness.drivers.at(-1)?.on({ kind: "link", peer: harness.counterpart.id, link: "lost" });
  fail("noRelay");
  await harness.draw();
  expect(harness.text).toContain("It broke off: your network may have failed, or that of Ivan Petrenko.");
  expect(harness.text).not.toContain("TURN");
});

test("when the network is back nobody waits for the next try", async () => {
  await openWithPeer();
  for (let round = 0; round < 5; round += 1) {
    harness.drivers.at(-1)?.on({ kind: "failed", why: "path" });
    await seconds(60);
  }
  const before = joins();
  harness.drivers.at(-1)?.on({ kind: "failed", why: "path" });
  await seconds(1);
  expect(joins()).toBe(before);
  dispatchEvent(new Event("online"));
  await seconds(1);
  expect(joins()).toBe(before + 1);
});

test("new seats are asked for later and later, and what was told stays", async () => {
  await openWithPeer();
  const asked: number[] = [];
  for (let round = 0; round < 6; round += 1) {
    fail("unknown");
    const before = joins();
    const start = Date.now();
    harness.drivers.at(-1)?.on({ kind: "failed", why: "path" });
    while (joins() === before) await vi.advanceTimersByTimeAsync(200);
    asked.push(Math.round((Date.now() - start) / 1_000));
    await harness.sitDown(4 + round);
    await harness.draw();
    expect(harness.text).toContain("No way for sound and picture");
  }
  expect(asked[0]).toBe(0);
  expect(asked[1]).toBeGreaterThanOrEqual(3);
  expect(asked[5]).toBeGreaterThanOrEqual(45);
});

describe("an error while a seat is taken", () => {
  test("is said, and it is tried again", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    harness.breaks = 2;
    harness.state = { phase: "in_call" };
    await harness.open({ phase: "in_call" });
    await harness.draw();
    expect(harness.text).toContain("This page could not enter the call. It is trying again.");
    await seconds(30);
    await harness.draw();
    expect(harness.room.seat).not.toBeNull();
    expect(harness.text).not.toContain("could not enter");
  });
});
