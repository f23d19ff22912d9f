import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { NO_NETWORK, problem, type Reply } from "../../shared/testing/fake-server";
import { linkTo } from "../links";
import { CONFIG, RoomHarness } from "../testing/room-harness";

let harness: RoomHarness;

beforeEach(() => (harness = new RoomHarness()));
afterEach(() => harness.close());

test("a dead network while joining is waited out", async () => {
  harness.server.on("POST /room/join", () => NO_NETWORK);
  await harness.open({ phase: "admitted" });
  await vi.advanceTimersByTimeAsync(20_000);
  expect(harness.room.state.phase).toBe("joining");
  harness.server.on("POST /room/join", () => harness.grant());
  await vi.advanceTimersByTimeAsync(6_000);
  expect(harness.room.state.phase).toBe("inCall");
});

test("what is asked again because no answer came has the same name, and another wish another", async () => {
  harness.server.on("POST /room/join", () => problem(503, "video_unavailable"));
  await harness.open({ phase: "admitted" });
  await vi.advanceTimersByTimeAsync(10_000);
  harness.server.on("POST /room/join", () => harness.grant());
  await vi.advanceTimersByTimeAsync(6_000);
  await harness.happen("seat_lost", { seat: "seat 1" });
  harness.room.useHere();
  await vi.advanceTimersByTimeAsync(50);
  const names = harness.server.to("POST /room/join").map(({ body }) => (body as { request: string }).request);
  expect(names.length).toBeGreaterThan(2);
  expect(new Set(names.slice(0, -1)).size).toBe(1);
  expect(names.at(-1)).not.toBe(names[0]);
});

const held = ({ body }: { body: unknown }): unknown =>
  (body as { takeOver: boolean }).takeOver ? harness.grant() : problem(409, "seat_taken");

test("the newest tab wins, the older one says so and can take it back", async () => {
  harness.server.on("POST /room/join", held);
  await harness.openInCall();
  await harness.happen("seat_lost", { seat: "seat 1" });
  expect(harness.room.state.phase).toBe("elsewhere");
  await vi.advanceTimersByTimeAsync(30_000);
  expect(harness.server.to("POST /room/join").map(({ body }) => body)).toEqual([
    { tab: "this tab", takeOver: true, request: expect.any(String) },
  ]);
  expect(harness.room.media.devices.camera.track).toBeNull();
  const beats = harness.server.to("POST /room/heartbeat").length;
  await vi.advanceTimersByTimeAsync(30_000);
  expect(harness.server.to("POST /room/heartbeat").length).toBe(beats);
  harness.room.useHere();
  await vi.advanceTimersByTimeAsync(50);
  expect(harness.room.state.phase).toBe("inCall");
  expect(harness.room.media.devices.camera.state).toBe("on");
});

test("a tab that nobody looks at takes nothing from another", async () => {
  vi.spyOn(document, "hidden", "get").mockReturnValue(true);
  harness.server.on("POST /room/join", held);
  await harness.open({ phase: "in_call" });
  expect(harness.room.state.phase).toBe("elsewhere");
});

test("a new seat for the same page does not take one from another tab", async () => {
  await harness.openInCall();
  harness.server.on("POST /room/join", held);
  harness.drivers[0]!.on({ kind: "failed", why: "path" });
  await vi.advanceTimersByTimeAsync(50);
  expect(harness.room.state.phase).toBe("elsewhere");
});

test("who was not let in after all waits on", async () => {
  harness.server.on("POST /room/join", () => problem(403, "not_admitted"));
  await harness.open({ phase: "admitted" });
  expect(harness.room.state.phase).toBe("waiting");
});

test("a consultation that is over says how it ended", async () => {
  harness.server.on("POST /room/join", () => problem(410, "over"));
  harness.state = { phase: "over", overReason: "declined" };
  await harness.open({ phase: "admitted" });
  expect(harness.room.state).toMatchObject({ phase: "over", reason: "declined" });
});

test("only the loss of this very seat is a loss", async () => {
  await harness.openInCall();
  await harness.happen("seat_lost", { seat: "another" });
  expect(harness.room.state.phase).toBe("inCall");
  await harness.happen("seat_lost", { seat: "seat 1" });
  expect(harness.room.state.phase).toBe("elsewhere");
});

test("when the event doesn't name the seat, the server is asked whose it is", async () => {
  await harness.openInCall();
  await harness.happen("seat_lost");
  expect(harness.room.state.phase).toBe("inCall");
  harness.server.on("POST /room/renew", () => problem(409, "stale_seat"));
  await harness.happen("seat_lost");
  expect(harness.room.state.phase).toBe("elsewhere");
});

test("a driver whose means are used up gets a new seat", async () => {
  await harness.openInCall();
  harness.server.on("POST /room/join", () => harness.grant(7));
  harness.drivers[0]!.on({ kind: "failed", why: "path" });
  await vi.advanceTimersByTimeAsync(50);
  expect(harness.drivers.map(({ grant: { epoch: mine }, present }) => [mine, present[0]?.epoch])).toEqual([
    [1, undefined],
    [2, 7],
  ]);
  expect(harness.room.state).toEqual({ phase: "inCall", peers: new Map([["olena", { link: "connecting" }]]) });
});

test("who sits down while our own seat is on its way is met when it comes, with what they said", async () => {
  let arrive: (reply: Reply) => void = () => undefined;
  harness.server.on("POST /room/join", () => new Promise((resolve) => (arrive = resolve)));
  await harness.open();
  await harness.happen("admitted");
  // The seat was given before theirs was, and so its answer knows of nobody.
  const answer = harness.grant();
  await harness.meet(4);
  arrive(answer);
  await vi.advanceTimersByTimeAsync(50);
  expect(linkTo(harness.room.state, "olena")).toBe("good");
});

test("a client who sits down before the answer to letting them in has come is met when it comes", async () => {
  let arrive: (reply: Reply) => void = () => undefined;
  harness.server.on("POST /room/admit", () => new Promise((resolve) => (arrive = resolve)));
  await harness.open({ party: "specialist", me: "olena", urls: { ...CONFIG.urls, admit: "/room/admit" } });
  const letting = harness.room.requests.admit();
  await harness.happen("admitted");
  const answer = harness.grant();
  await harness.meet(4);
  arrive(answer);
  await letting;
  await vi.advanceTimersByTimeAsync(50);
  expect(harness.server.to("POST /room/join")).toEqual([]);
  expect(linkTo(harness.room.state, "ivan")).toBe("good");
});
