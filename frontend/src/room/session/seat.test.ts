import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { NO_NETWORK, problem, type Reply } from "../../shared/testing/fake-server";
import { linkTo } from "../state";
import { CONFIG, Stage } from "../testing/room-harness";

let stage: Stage;

beforeEach(() => (stage = new Stage()));
afterEach(() => stage.close());

test("a dead network while joining is waited out", async () => {
  stage.server.on("POST /room/join", () => NO_NETWORK);
  await stage.open({ phase: "admitted" });
  await vi.advanceTimersByTimeAsync(20_000);
  expect(stage.room.state.phase).toBe("joining");
  stage.server.on("POST /room/join", () => stage.grant());
  await vi.advanceTimersByTimeAsync(6_000);
  expect(stage.room.state.phase).toBe("inCall");
});

const held = ({ body }: { body: unknown }): unknown =>
  (body as { takeOver: boolean }).takeOver ? stage.grant() : problem(409, "seat_taken");

test("the newest tab wins, the older one says so and can take it back", async () => {
  stage.server.on("POST /room/join", held);
  await stage.openInCall();
  await stage.happen("seat_lost", { seat: "seat 1" });
  expect(stage.room.state.phase).toBe("elsewhere");
  await vi.advanceTimersByTimeAsync(30_000);
  expect(stage.server.to("POST /room/join").map(({ body }) => body)).toEqual([{ tab: "this tab", takeOver: true }]);
  expect(stage.room.media.now.camera.track).toBeNull();
  const beats = stage.server.to("POST /room/beat").length;
  await vi.advanceTimersByTimeAsync(30_000);
  expect(stage.server.to("POST /room/beat").length).toBe(beats);
  stage.room.useHere();
  await vi.advanceTimersByTimeAsync(50);
  expect(stage.room.state.phase).toBe("inCall");
  expect(stage.room.media.now.camera.state).toBe("on");
});

test("a tab that nobody looks at takes nothing from another", async () => {
  vi.spyOn(document, "hidden", "get").mockReturnValue(true);
  stage.server.on("POST /room/join", held);
  await stage.open({ phase: "in_call" });
  expect(stage.room.state.phase).toBe("elsewhere");
});

test("a new seat for the same page does not take one from another tab", async () => {
  await stage.openInCall();
  stage.server.on("POST /room/join", held);
  stage.drivers[0]!.onFailed();
  await vi.advanceTimersByTimeAsync(50);
  expect(stage.room.state.phase).toBe("elsewhere");
});

test("who was not let in after all waits on", async () => {
  stage.server.on("POST /room/join", () => problem(403, "not_admitted"));
  await stage.open({ phase: "admitted" });
  expect(stage.room.state.phase).toBe("waiting");
});

test("a consultation that is over says how it ended", async () => {
  stage.server.on("POST /room/join", () => problem(410, "over"));
  stage.state = { phase: "over", overReason: "declined" };
  await stage.open({ phase: "admitted" });
  expect(stage.room.state).toMatchObject({ phase: "over", reason: "declined" });
});

test("only the loss of this very seat is a loss", async () => {
  await stage.openInCall();
  await stage.happen("seat_lost", { seat: "another" });
  expect(stage.room.state.phase).toBe("inCall");
  await stage.happen("seat_lost", { seat: "seat 1" });
  expect(stage.room.state.phase).toBe("elsewhere");
});

test("when the event doesn't name the seat, the server is asked whose it is", async () => {
  await stage.openInCall();
  await stage.happen("seat_lost");
  expect(stage.room.state.phase).toBe("inCall");
  stage.server.on("POST /room/signal", () => problem(409, "stale_seat"));
  await stage.happen("seat_lost");
  expect(stage.room.state.phase).toBe("elsewhere");
});

test("a driver whose means are used up gets a new seat", async () => {
  await stage.openInCall();
  stage.server.on("POST /room/join", () => stage.grant(7));
  stage.drivers[0]!.onFailed();
  await vi.advanceTimersByTimeAsync(50);
  expect(stage.drivers.map(({ grant: { epoch: mine }, peer }) => [mine, peer?.epoch])).toEqual([
    [1, undefined],
    [2, 7],
  ]);
  expect(stage.room.state).toEqual({ phase: "inCall", peers: new Map([["specialist", { link: "connecting" }]]) });
});

test("who sits down while our own seat is on its way is met when it comes, with what they said", async () => {
  let arrive: (reply: Reply) => void = () => undefined;
  stage.server.on("POST /room/join", () => new Promise((resolve) => (arrive = resolve)));
  await stage.open();
  await stage.happen("admitted");
  // The seat was given before theirs was, and so its answer knows of nobody.
  const answer = stage.grant();
  await stage.meet(4);
  arrive(answer);
  await vi.advanceTimersByTimeAsync(50);
  expect(linkTo(stage.room.state, "specialist")).toBe("good");
});

test("a client who sits down before the answer to letting them in has come is met when it comes", async () => {
  let arrive: (reply: Reply) => void = () => undefined;
  stage.server.on("POST /room/admit", () => new Promise((resolve) => (arrive = resolve)));
  await stage.open({ party: "specialist", urls: { ...CONFIG.urls, admit: "/room/admit" } });
  const letting = stage.room.admit();
  await stage.happen("admitted");
  const answer = stage.grant();
  await stage.meet(4);
  arrive(answer);
  await letting;
  await vi.advanceTimersByTimeAsync(50);
  expect(stage.server.to("POST /room/join")).toEqual([]);
  expect(linkTo(stage.room.state, "client")).toBe("good");
});
