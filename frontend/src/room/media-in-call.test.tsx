/** What the two see and read of their media during the call. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type CallHealth, NO_HEALTH, type SourceStats } from "./drivers/port";
import { linkTo } from "./links";
import { RoomPageHarness } from "./testing/room-page-harness";

let harness: RoomPageHarness;

beforeEach(() => (harness = new RoomPageHarness()));
afterEach(() => harness.close());

const seconds = (n: number): Promise<unknown> => vi.advanceTimersByTimeAsync(n * 1_000);

/** Of Olena, these figures. */
function health(figures: Partial<SourceStats>): CallHealth {
  const none = { peer: "olena", source: "microphone" as const, bytes: 0, packets: 0, lost: 0, frames: 0, energy: 0 };
  return { ...NO_HEALTH, sources: [{ ...none, ...figures }] };
}

/** Nothing comes in any more. */
function nothingArrives(): void {
  vi.spyOn(harness.room.seat!.driver, "health").mockResolvedValue(health({ bytes: 1, packets: 1 }));
}

test.each(["own", "peer"])("saving data without a microphone does not tear the call down (%s)", async (whose) => {
  await harness.openInCall();
  await harness.meet(3, { off: ["microphone"], lowData: whose === "peer" });
  if (whose === "own") harness.room.localParticipant.setLowData(true);
  nothingArrives();
  await seconds(40);
  expect(linkTo(harness.room.state, "olena")).toBe("good");
  expect(harness.server.to("POST /room/heartbeat").at(-1)?.body).toMatchObject({ connected: true });
});

test("the element that plays the other stays the same over a reconnect", async () => {
  await harness.openInCall();
  await harness.meet(3);
  await harness.draw();
  const video = harness.root.querySelector("video.remote");
  await harness.sitDown(4);
  await harness.draw();
  expect(harness.root.querySelector("video.remote")?.classList.contains("off")).toBe(true);
  harness.drivers.at(-1)?.on({ kind: "failed", why: "path" });
  await seconds(1);
  await harness.draw();
  await harness.meet(5);
  await harness.draw();
  expect(harness.root.querySelector("video.remote")).toBe(video);
  expect(video?.classList.contains("off")).toBe(false);
});

test("sound that does not arrive while the picture does is told in one sentence", async () => {
  await harness.openInCall();
  await harness.meet(3);
  let frames = 0;
  vi.spyOn(harness.room.seat!.driver, "health").mockImplementation(async () => {
    frames += 30;
    return health({ source: "camera", frames, bytes: frames, packets: frames });
  });
  await seconds(12);
  await harness.draw();
  expect(harness.text).toContain("No sound arrives from Olena Koval at the moment.");
  expect(linkTo(harness.room.state, "olena")).toBe("good");
});
