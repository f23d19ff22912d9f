import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { problem } from "../../shared/testing/fake-server";
import { SPECIALIST } from "../testing/room-harness";
import { RoomPageHarness } from "../testing/room-page-harness";

let page: RoomPageHarness;

beforeEach(() => {
  page = new RoomPageHarness();
});

afterEach(() => page.close());

describe("waiting", () => {
  test("a client is told that they are in the right place, and nothing that is not known", async () => {
    await page.open();
    await page.draw();
    expect(page.text).toContain("You are in the right place");
    expect(page.text).toContain("This page tells you as soon as Olena Koval has seen it.");
    expect(page.text).not.toContain("sees that you are here");
    page.state = { phase: "waiting", position: 3, acknowledgedBy: "Olena" };
    await vi.advanceTimersByTimeAsync(10_000);
    await page.draw();
    expect(page.text).toContain("Olena sees that you are here and will let you in.");
    expect(page.text).toContain("People before you: 2.");
  });

  test("before the start the time until then is shown, afterwards that it is due", async () => {
    await page.open({ startsAt: "2026-01-01T12:14:12Z" });
    vi.setSystemTime("2026-01-01T12:10:00Z");
    await page.draw();
    expect(page.root.querySelector("[role=timer]")?.textContent).toBe("04:12");
    expect(page.text).toContain("Until the planned start");
    vi.setSystemTime("2026-01-01T12:15:00Z");
    await page.draw();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(page.text).toContain("The planned time has come.");
  });

  test("a specialist lets in whoever is there", async () => {
    page.state = { phase: "waiting", peerHere: false };
    await page.open(SPECIALIST);
    await page.draw();
    expect(page.text).toContain("Ivan Petrenko is not here yet");
    expect(page.button("Let Ivan Petrenko in")).toBeUndefined();
    page.state = { phase: "waiting", peerHere: true };
    await vi.advanceTimersByTimeAsync(10_000);
    await page.draw();
    await page.press("Let Ivan Petrenko in");
    expect(page.server.to("POST /room/admit").map(({ body }) => body)).toEqual([{ tab: "this tab" }]);
    expect(page.room.state.phase).toBe("inCall");
    // The seat came with the answer.
    expect(page.server.to("POST /room/join")).toEqual([]);
  });

  test("a consultation that has begun is ended from here too: the client may not be there any more", async () => {
    page.state = { phase: "waiting", peerHere: false };
    await page.open(SPECIALIST);
    await page.draw();
    expect(page.button("End the consultation")).toBeUndefined();
    page.close();
    page = new RoomPageHarness();
    page.state = { phase: "waiting", peerHere: false };
    await page.open({ ...SPECIALIST, hasBegun: true });
    await page.draw();
    page.server.on("POST /room/end", () => problem(503, "unavailable"));
    await page.press("End the consultation", 10_000);
    expect(page.text).toContain("This did not reach the server, so the consultation goes on.");
    page.server.on("POST /room/end", () => ({}));
    await page.press("End the consultation");
    expect(page.room.state).toMatchObject({ phase: "over", reason: "ended" });
  });

  test("letting in that fails is said, and if it was done all the same the seat is asked for", async () => {
    page.state = { phase: "waiting", peerHere: true };
    await page.open(SPECIALIST);
    await vi.advanceTimersByTimeAsync(10_000);
    await page.draw();
    page.server.on("POST /room/admit", () => problem(503, "busy"));
    await page.press("Let Ivan Petrenko in");
    await vi.advanceTimersByTimeAsync(20_000);
    await page.draw();
    expect(page.room.requests.failed).toBe("admit");
    await page.happen("admitted");
    expect(page.room.state.phase).toBe("inCall");
    expect(page.server.to("POST /room/join").length).toBe(1);
  });

  test("a device that fails has words and a way to try again", async () => {
    const refusal = Object.assign(new Error(), { name: "NotAllowedError" });
    Object.defineProperty(navigator, "mediaDevices", {
      value: { getUserMedia: () => Promise.reject(refusal) },
      configurable: true,
    });
    await page.open();
    await page.draw();
    expect(page.text).toContain("This page may not use your camera.");
    expect(page.button("Try the microphone again")).toBeDefined();
  });
});
