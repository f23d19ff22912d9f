import { ConnectionQuality, DisconnectReason, RoomEvent, Track } from "livekit-client";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { CallRoom } from "../../testing/call-room";
import { bothDevices, type Caller, restoreBrowser, sending, settle, stubBrowser } from "../../testing/caller";
import { FakeLiveKit, livekitCarrier } from "../../testing/fake-livekit";
import type { FakeLiveKitRoom } from "../../testing/fake-livekit-room";
import { fakeTrack } from "../../testing/fake-media";
import { TOPIC } from "./announcements";

let server: FakeLiveKit;
let room: CallRoom;
let olena: Caller;
let ivan: Caller;

beforeEach(async () => {
  stubBrowser();
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  server = new FakeLiveKit();
  room = new CallRoom(livekitCarrier(server));
  olena = room.join("olena");
  ivan = room.join("ivan");
  await settle();
});

afterEach(async () => {
  for (const { driver } of room.seats.values()) await driver.close();
  restoreBrowser();
});

/** The client's room of a person's newest page load. */
function clientOf(id: string): FakeLiveKitRoom {
  const found = server.rooms.findLast(({ identity }) => identity === id);
  if (!found) throw new Error(`${id} never entered`);
  return found;
}

const failures = ({ events }: Caller): string[] =>
  events.flatMap((event) => (event.kind === "failed" ? [event.why] : []));

describe("what is published", () => {
  test("VP8, the camera in several sizes, the screen sharp and in one", async () => {
    ivan.driver.send(sending({ ...bothDevices().tracks, screen: fakeTrack("video") }));
    await settle();
    const { published } = clientOf("ivan");
    expect(published.get(Track.Source.Camera)?.options).toMatchObject({ videoCodec: "vp8", simulcast: true });
    expect(published.get(Track.Source.ScreenShare)?.options).toMatchObject({ videoCodec: "vp8", simulcast: false });
    expect([...published.keys()].sort()).toEqual(["camera", "microphone", "screen_share"]);
  });

  test("another camera takes the place of the one before, and a camera turned off is left to the page", async () => {
    const [first, second] = [clientOf("ivan").published.get(Track.Source.Camera), fakeTrack("video")];
    ivan.driver.send(sending({ camera: second }));
    await settle();
    expect(clientOf("ivan").published.get(Track.Source.Camera)).toBe(first);
    expect([first?.mediaStreamTrack, first?.replaced]).toEqual([second, 1]);
    ivan.driver.send(sending({}, { camera: "muted" }));
    await settle();
    expect([...clientOf("ivan").published.keys()]).toEqual([]);
    expect(second.readyState).toBe("live");
    expect(olena.remote("ivan")?.tracks.camera).toBeNull();
  });

  test("of several changes at once the last one counts", async () => {
    const last = fakeTrack("video");
    for (const camera of [fakeTrack("video"), null, fakeTrack("video"), last]) ivan.driver.send(sending({ camera }));
    await settle();
    expect(clientOf("ivan").published.get(Track.Source.Camera)?.mediaStreamTrack).toBe(last);
  });
});

describe("what is wanted", () => {
  test("a tile's size is asked for, also of what is published later", async () => {
    ivan.driver.want("olena", "camera", 360);
    ivan.driver.want("olena", "screen", null);
    olena.driver.send(sending({ ...bothDevices().tracks, screen: fakeTrack("video") }));
    await settle();
    const participant = clientOf("ivan").remoteParticipants.get("olena");
    expect(participant?.getTrackPublication(Track.Source.Camera)?.dimensions).toEqual({ width: 640, height: 360 });
    expect(participant?.getTrackPublication(Track.Source.ScreenShare)?.isEnabled).toBe(false);
    expect(participant?.getTrackPublication(Track.Source.Microphone)?.isEnabled).toBe(true);
  });
});

describe("the way into the room", () => {
  test("a token that ran out is asked for anew once", async () => {
    server.refused.add("maria#1");
    const access = { url: server.url, token: "maria#fresh" };
    const maria = room.join("maria", { renewed: { access } });
    await settle();
    expect([maria.renewals, maria.link("olena"), failures(maria)]).toEqual([1, "good", []]);
  });

  test("who is refused with a fresh token too is told so", async () => {
    server.refused.add("maria#1").add("maria#2");
    const maria = room.join("maria", { renewed: { access: { url: server.url, token: "maria#2" } } });
    await settle();
    expect([maria.renewals, failures(maria), maria.problems]).toEqual([1, ["refused"], []]);
  });

  test("a server that is not reached is a path that was not found", async () => {
    server.isCut = true;
    const maria = room.join("maria");
    await settle();
    expect([failures(maria), maria.problems]).toEqual([["provider"], ["relayBlocked"]]);
    expect(maria.links(null)).toEqual(["connecting"]);
  });

  test("a grant for something else is refused, and so is one that asks for encryption of which this page knows nothing", async () => {
    for (const access of [{ iceServers: [] }, { url: server.url, token: "maria#1", key: "secret" }]) {
      const strange = new CallRoom({ ...livekitCarrier(server), access: () => access });
      const maria = strange.join("maria");
      await settle();
      expect(failures(maria)).toEqual(["provider"]);
      expect(server.rooms.at(-1)?.isInside).toBe(false);
    }
  });

  test("one who leaves while the room is being entered is not in it afterwards", async () => {
    const maria = room.join("maria");
    await maria.driver.close();
    await settle();
    expect(olena.remotes.has("maria")).toBe(false);
    expect(maria.events.filter(({ kind }) => kind !== "link")).toEqual([]);
  });
});

describe("how the room is left", () => {
  test.each([
    [DisconnectReason.PARTICIPANT_REMOVED, "removed"],
    [DisconnectReason.ROOM_DELETED, "removed"],
    [DisconnectReason.DUPLICATE_IDENTITY, "removed"],
    [DisconnectReason.JOIN_FAILURE, "refused"],
    [DisconnectReason.SERVER_SHUTDOWN, "provider"],
    [DisconnectReason.STATE_MISMATCH, "provider"],
  ])("reason %i is %s", (reason, why) => {
    server.remove(clientOf("ivan"), reason);
    expect(failures(ivan)).toEqual([why]);
  });

  test("one's own wish is no failure, and the page's devices go on", async () => {
    const camera = clientOf("ivan").published.get(Track.Source.Camera)?.mediaStreamTrack;
    await ivan.driver.close();
    expect([failures(ivan), camera?.readyState]).toEqual([[], "live"]);
  });
});

describe("the others", () => {
  test("how well they are connected is told in our words", () => {
    const say = (quality: ConnectionQuality): void => {
      const client = clientOf("ivan");
      client.emit(RoomEvent.ConnectionQualityChanged, quality, client.remoteParticipants.get("olena"));
    };
    for (const quality of [
      ConnectionQuality.Poor,
      ConnectionQuality.Unknown,
      ConnectionQuality.Lost,
      ConnectionQuality.Excellent,
    ])
      say(quality);
    expect(ivan.links("olena")).toEqual(["connecting", "good", "poor", "lost", "good"]);
  });

  test("who left their seat is gone at once, though the media server knows them for a while yet", () => {
    olena.driver.peer({ id: "ivan", epoch: 1 }, false);
    expect(olena.remotes.has("ivan")).toBe(false);
    olena.driver.peer({ id: "ivan", epoch: 1 }, true);
    expect(olena.remote("ivan")?.tracks.camera).not.toBeNull();
    expect(olena.link("ivan")).toBe("good");
  });

  test("'left' of an earlier page load is no news", () => {
    olena.driver.peer({ id: "ivan", epoch: 0 }, false);
    expect(olena.remotes.has("ivan")).toBe(true);
  });

  test("what a stranger sends under our topic says nothing", async () => {
    const before = ivan.remote("olena");
    const client = clientOf("olena");
    const options = { topic: TOPIC, destinationIdentities: ["ivan"] };
    for (const text of ["no JSON", "null", '{"sends":7}'])
      await client.localParticipant.publishData(new TextEncoder().encode(text), options);
    await settle();
    expect(ivan.remote("olena")?.tracks).toEqual(before?.tracks);
    expect(ivan.remote("olena")?.sends).toMatchObject({ camera: "none" });
    expect(ivan.data).toEqual([]);
  });
});

test("a restart has the client look for a path at once, and it is counted", async () => {
  ivan.driver.restart();
  await settle();
  expect(clientOf("ivan").scenarios).toEqual(["signal-reconnect"]);
  expect([(await ivan.driver.health()).restarts, ivan.link("olena")]).toEqual([1, "good"]);
});
