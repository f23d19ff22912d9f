import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { NO_NETWORK } from "../shared/testing/fake-server";
import { linkTo } from "./state";
import { CONFIG, ROOM_URL, Stage } from "./testing/room-harness";

let stage: Stage;

beforeEach(() => (stage = new Stage()));
afterEach(() => stage.close());

describe("before the call", () => {
  test("no seat is asked for until the person is let in", async () => {
    await stage.open();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(stage.server.to("POST /room/join")).toEqual([]);
    await stage.happen("admitted");
    expect(stage.server.to("POST /room/join").map(({ body }) => body)).toEqual([{ tab: "this tab", takeOver: true }]);
    expect(stage.room.state).toEqual({ phase: "inCall", peers: new Map() });
  });

  test("a missed 'admitted' is learnt from the state", async () => {
    await stage.open();
    stage.state = { phase: "admitted" };
    await vi.advanceTimersByTimeAsync(10_100);
    expect(stage.room.state.phase).toBe("inCall");
  });

  test("the specialist learns at once that the client entered", async () => {
    await stage.open();
    stage.state = { phase: "waiting", peerHere: true };
    await stage.happen("entered");
    expect(stage.room.state).toMatchObject({ phase: "waiting", peerHere: true });
  });

  test("events from before the page was drawn change nothing, only words are heard", async () => {
    sessionStorage.setItem(`live ${ROOM_URL("events")} ${location.pathname}`, "0");
    stage.events = [
      { id: 1, kind: "admitted" },
      { id: 2, kind: "message", text: "Three minutes" },
    ];
    await stage.open({ cursor: 2 });
    expect(stage.room.state).toMatchObject({ phase: "waiting", message: "Three minutes" });
  });

  test("the server hears every ten seconds, and at once when a device changes", async () => {
    await stage.open();
    await vi.advanceTimersByTimeAsync(400);
    const last = (): unknown => stage.server.to("POST /room/beat").at(-1)?.body;
    expect(last()).toEqual({ tab: "this tab", visible: true, connected: false, camera: "on", microphone: "on" });
    const before = stage.server.to("POST /room/beat").length;
    void stage.room.media.turn("camera", false);
    await vi.advanceTimersByTimeAsync(400);
    expect(stage.server.to("POST /room/beat").length).toBe(before + 1);
    expect(last()).toMatchObject({ camera: "off" });
    await vi.advanceTimersByTimeAsync(30_000);
    expect(stage.server.to("POST /room/beat").length).toBe(before + 4);
  });

  test("a time that was moved loads the page anew", async () => {
    const reload = vi.spyOn(location, "reload").mockImplementation(() => undefined);
    await stage.open();
    await stage.happen("moved");
    expect(reload).toHaveBeenCalledTimes(1);
  });
});

describe("in the call", () => {
  test("the other person comes, goes, and an old 'left' is no news", async () => {
    await stage.openInCall();
    await stage.meet(3);
    expect(stage.room.state).toEqual({ phase: "inCall", peers: new Map([["specialist", { link: "good" }]]) });
    expect(stage.room.peerMedia?.camera).toBe(true);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(stage.server.to("POST /room/beat").at(-1)?.body).toMatchObject({ connected: true });
    await stage.happen("peer_left", { epoch: 2 });
    expect(linkTo(stage.room.state, "specialist")).toBe("good");
    await stage.happen("peer_left", { epoch: 3 });
    expect(stage.room.state).toEqual({ phase: "inCall", peers: new Map() });
    expect(stage.room.remote).toBeNull();
  });

  test("leaving gives the seat back, lets the camera go, and one can come back", async () => {
    await stage.openInCall();
    stage.room.leave();
    await vi.advanceTimersByTimeAsync(50);
    expect(stage.server.to("POST /room/leave").map(({ body, keepalive }) => [body, keepalive])).toEqual([
      [{ tab: "this tab", seat: "seat 1", pressed: true }, true],
    ]);
    expect(stage.room.media.now.camera.track).toBeNull();
    stage.room.dispatch({ kind: "cameBack" });
    await vi.advanceTimersByTimeAsync(50);
    expect(stage.room.seat?.grant.seat).toBe("seat 2");
  });

  test("who muted themselves and turned the camera off stays so over a reload, and in another tab", async () => {
    await stage.openInCall();
    await stage.room.media.turn("microphone", false);
    await stage.room.media.turn("camera", false);
    stage.room.leave();
    await stage.openInCall();
    expect([stage.room.media.now.microphone.state, stage.room.media.now.camera.state]).toEqual(["off", "off"]);
    expect(stage.room.own.outgoing).toMatchObject({ microphone: null, camera: null });
    await stage.room.media.turn("microphone", true);
    expect(stage.room.own.outgoing.microphone?.enabled).toBe(true);
  });

  test("who takes the call back is on air as they last were in the other tab", async () => {
    await stage.openInCall();
    const older = stage.room;
    older.dispatch({ kind: "seatLost" });
    await stage.openInCall();
    await stage.room.media.turn("microphone", false);
    stage.room.leave();
    older.useHere();
    await vi.advanceTimersByTimeAsync(50);
    expect(older.media.now.microphone.state).toBe("off");
    older.dispatch({ kind: "ended" });
  });

  test("another consultation, and the other of the two, begin on air", async () => {
    await stage.openInCall();
    await stage.room.media.turn("microphone", false);
    stage.room.leave();
    await stage.openInCall({ urls: { ...CONFIG.urls, state: "/another/state" } });
    expect(stage.room.media.now.microphone.state).toBe("on");
  });

  test("once the consultation is over nothing of it is kept", async () => {
    await stage.openInCall();
    await stage.room.media.turn("camera", false);
    expect(localStorage.length).toBe(1);
    await stage.happen("ended");
    expect(localStorage.length).toBe(0);
  });

  test("closing the tab gives the seat back", async () => {
    await stage.openInCall();
    dispatchEvent(new Event("pagehide"));
    await vi.advanceTimersByTimeAsync(50);
    expect(stage.server.to("POST /room/leave").length).toBe(1);
  });

  test("an end that did not reach the server is said, and the call goes on", async () => {
    await stage.openInCall({ urls: { ...CONFIG.urls, end: ROOM_URL("end") } });
    stage.server.on("POST /room/end", () => NO_NETWORK);
    const ending = stage.room.end();
    await vi.advanceTimersByTimeAsync(20_000);
    await ending;
    expect([stage.room.state.phase, stage.room.trouble]).toEqual(["inCall", "end"]);
    stage.server.on("POST /room/end", () => null);
    await stage.room.end();
    expect(stage.room.state).toMatchObject({ phase: "over", reason: "ended" });
  });

  test("after the end nothing is asked any more", async () => {
    await stage.openInCall();
    await stage.happen("ended");
    expect(stage.room.state.phase).toBe("over");
    const before = stage.server.asked.length;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(stage.server.asked.length).toBe(before);
  });
});
