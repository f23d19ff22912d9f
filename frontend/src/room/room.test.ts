import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { NO_NETWORK } from "../shared/testing/fake-server";
import { linkTo } from "./links";
import { CONFIG, ROOM_URL, RoomHarness } from "./testing/room-harness";

let harness: RoomHarness;

beforeEach(() => (harness = new RoomHarness()));
afterEach(() => harness.close());

describe("before the call", () => {
  test("no seat is asked for until the person is let in", async () => {
    await harness.open();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(harness.server.to("POST /room/join")).toEqual([]);
    await harness.happen("admitted");
    expect(harness.server.to("POST /room/join").map(({ body }) => body)).toEqual([
      { tab: "this tab", takeOver: true, request: expect.any(String) },
    ]);
    expect(harness.room.state).toEqual({ phase: "inCall", peers: new Map() });
  });

  test("a missed 'admitted' is learnt from the state", async () => {
    await harness.open();
    harness.state = { phase: "admitted" };
    await vi.advanceTimersByTimeAsync(10_100);
    expect(harness.room.state.phase).toBe("inCall");
  });

  test("the specialist learns at once that the client entered", async () => {
    await harness.open();
    harness.state = { phase: "waiting", peerHere: true };
    await harness.happen("entered");
    expect(harness.room.state).toMatchObject({ phase: "waiting", peerHere: true });
  });

  test("events from before the page was drawn change nothing, only words are heard", async () => {
    sessionStorage.setItem(`live ${ROOM_URL("events")} ${location.pathname}`, "0");
    harness.events = [
      { id: 1, kind: "admitted" },
      { id: 2, kind: "message", text: "Three minutes" },
    ];
    await harness.open({ cursor: 2 });
    expect(harness.room.state).toMatchObject({ phase: "waiting", message: "Three minutes" });
  });

  test("the server hears every ten seconds, and at once when a device changes", async () => {
    await harness.open();
    await vi.advanceTimersByTimeAsync(400);
    const last = (): unknown => harness.server.to("POST /room/heartbeat").at(-1)?.body;
    expect(last()).toEqual({ tab: "this tab", visible: true, connected: false, camera: "on", microphone: "on" });
    const before = harness.server.to("POST /room/heartbeat").length;
    void harness.room.media.setEnabled("camera", false);
    await vi.advanceTimersByTimeAsync(400);
    expect(harness.server.to("POST /room/heartbeat").length).toBe(before + 1);
    expect(last()).toMatchObject({ camera: "off" });
    await vi.advanceTimersByTimeAsync(30_000);
    expect(harness.server.to("POST /room/heartbeat").length).toBe(before + 4);
  });

  test("a time that was moved loads the page anew", async () => {
    const reload = vi.spyOn(location, "reload").mockImplementation(() => undefined);
    await harness.open();
    await harness.happen("moved");
    expect(reload).toHaveBeenCalledTimes(1);
  });
});

describe("in the call", () => {
  test("the other person comes, goes, and an old 'left' is no news", async () => {
    await harness.openInCall();
    await harness.meet(3);
    expect(harness.room.state).toEqual({ phase: "inCall", peers: new Map([["olena", { link: "good" }]]) });
    expect(harness.room.callSession.remotes.get("olena")?.sends?.camera).toBe("live");
    await vi.advanceTimersByTimeAsync(10_000);
    expect(harness.server.to("POST /room/heartbeat").at(-1)?.body).toMatchObject({ connected: true });
    await harness.goAway(2);
    expect(linkTo(harness.room.state, "olena")).toBe("good");
    await harness.goAway(3);
    expect(harness.room.state).toEqual({ phase: "inCall", peers: new Map() });
    expect(harness.room.callSession.remotes.size).toBe(0);
  });

  test("leaving gives the seat back, lets the camera go, and one can come back", async () => {
    await harness.openInCall();
    harness.room.leave();
    await vi.advanceTimersByTimeAsync(50);
    expect(harness.server.to("POST /room/leave").map(({ body, keepalive }) => [body, keepalive])).toEqual([
      [{ tab: "this tab", seat: "seat 1", pressed: true }, true],
    ]);
    expect(harness.room.media.devices.camera.track).toBeNull();
    harness.room.dispatch({ kind: "cameBack" });
    await vi.advanceTimersByTimeAsync(50);
    expect(harness.room.seat?.grant.seat).toBe("seat 2");
  });

  test("who muted themselves and turned the camera off stays so over a reload, and in another tab", async () => {
    await harness.openInCall();
    await harness.room.media.setEnabled("microphone", false);
    await harness.room.media.setEnabled("camera", false);
    harness.room.leave();
    await harness.openInCall();
    expect([harness.room.media.devices.microphone.state, harness.room.media.devices.camera.state]).toEqual([
      "off",
      "off",
    ]);
    expect(harness.room.localParticipant.outgoing).toMatchObject({ tracks: { microphone: null, camera: null } });
    await harness.room.media.setEnabled("microphone", true);
    expect(harness.room.localParticipant.outgoing.tracks.microphone?.enabled).toBe(true);
  });

  test("who takes the call back is on air as they last were in the other tab", async () => {
    await harness.openInCall();
    const older = harness.room;
    older.dispatch({ kind: "seatLost" });
    await harness.openInCall();
    await harness.room.media.setEnabled("microphone", false);
    harness.room.leave();
    older.useHere();
    await vi.advanceTimersByTimeAsync(50);
    expect(older.media.devices.microphone.state).toBe("off");
    older.dispatch({ kind: "ended" });
  });

  test("another consultation, and the other of the two, begin on air", async () => {
    await harness.openInCall();
    await harness.room.media.setEnabled("microphone", false);
    harness.room.leave();
    await harness.openInCall({ urls: { ...CONFIG.urls, state: "/another/state" } });
    expect(harness.room.media.devices.microphone.state).toBe("on");
  });

  test("once the consultation is over nothing of it is kept", async () => {
    await harness.openInCall();
    await harness.room.media.setEnabled("camera", false);
    expect(localStorage.length).toBe(1);
    await harness.happen("ended");
    expect(localStorage.length).toBe(0);
  });

  test("closing the tab gives the seat back", async () => {
    await harness.openInCall();
    dispatchEvent(new Event("pagehide"));
    await vi.advanceTimersByTimeAsync(50);
    expect(harness.server.to("POST /room/leave").length).toBe(1);
  });

  test("an end that did not reach the server is said, and the call goes on", async () => {
    await harness.openInCall({ urls: { ...CONFIG.urls, end: ROOM_URL("end") } });
    harness.server.on("POST /room/end", () => NO_NETWORK);
    const ending = harness.room.requests.end();
    await vi.advanceTimersByTimeAsync(20_000);
    await ending;
    expect([harness.room.state.phase, harness.room.requests.failed]).toEqual(["inCall", "end"]);
    harness.server.on("POST /room/end", () => null);
    await harness.room.requests.end();
    expect(harness.room.state).toMatchObject({ phase: "over", reason: "ended" });
  });

  test("what came in while the server was away is told although the call is over by then", async () => {
    await harness.openInCall();
    await harness.meet(3);
    await vi.advanceTimersByTimeAsync(10_000);
    harness.server.on("POST /room/heartbeat", ({ keepalive }) => (keepalive ? { phase: "over" } : NO_NETWORK));
    await vi.advanceTimersByTimeAsync(40_000);
    await harness.happen("ended");
    await vi.advanceTimersByTimeAsync(100);
    const told = harness.server.to("POST /room/heartbeat").filter(({ keepalive }) => keepalive);
    expect(told.map(({ body }) => body)).toEqual([
      expect.objectContaining({ missed: [[expect.any(Number), expect.any(Number)]] }),
    ]);
  });

  test("after the end nothing is asked any more", async () => {
    await harness.openInCall();
    await harness.happen("ended");
    expect(harness.room.state.phase).toBe("over");
    const before = harness.server.asked.length;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(harness.server.asked.length).toBe(before);
  });
});

describe("a call that is held another way", () => {
  test("is joined there", async () => {
    await harness.openInCall();
    const joins = (): number => harness.server.to("POST /room/join").length;
    const before = joins();
    await harness.happen("carrier_changed", { provider: "p2p" });
    await vi.advanceTimersByTimeAsync(100);
    expect(joins()).toBe(before);
    await harness.happen("carrier_changed", { provider: "another" });
    await vi.advanceTimersByTimeAsync(100);
    expect(joins()).toBe(before + 1);
    expect(harness.room.state.phase).toBe("inCall");
  });
});
