import { beforeEach, describe, expect, test, vi } from "vitest";
import { FakeDevices, mediaError } from "../testing/fake-devices";
import { LocalMedia } from "./local-media";

let devices: FakeDevices;
let media: LocalMedia;
const states = (): string[] => [media.devices.microphone.state, media.devices.camera.state];

beforeEach(() => {
  devices = new FakeDevices();
  media = new LocalMedia(devices.source, () => undefined);
});

describe("what the system does to devices", () => {
  const own = (kind: "microphone" | "camera"): MediaStreamTrack => media.tracks[kind]!;
  const happen = (track: MediaStreamTrack, what: "mute" | "unmute" | "ended"): void => {
    Object.assign(track, { muted: what === "mute" });
    track[`on${what}`]?.(new Event(what));
  };

  test("one that is taken by a phone call is said, and is on again when it is given back", async () => {
    await media.start();
    happen(own("microphone"), "mute");
    expect(states()).toEqual(["paused", "on"]);
    happen(own("microphone"), "unmute");
    expect(states()).toEqual(["on", "on"]);
  });

  test("one that was muted by the person stays so when the system gives it back", async () => {
    await media.start();
    await media.setEnabled("microphone", false);
    happen(own("microphone"), "mute");
    happen(own("microphone"), "unmute");
    expect(states()).toEqual(["off", "on"]);
  });

  test("one that is not given back is taken anew when the page is looked at", async () => {
    vi.useFakeTimers();
    await media.start();
    const taken = own("camera");
    happen(taken, "mute");
    media.reacquire();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(states()).toEqual(["on", "on"]);
    expect([taken.readyState, own("camera") === taken]).toEqual(["ended", false]);
    vi.useRealTimers();
  });

  test("one that is not given back yet is kept, and is on again when the phone call is over", async () => {
    vi.useFakeTimers();
    await media.start();
    const taken = own("microphone");
    happen(taken, "mute");
    devices.refuse = { microphone: mediaError("NotReadableError") };
    media.reacquire();
    await vi.advanceTimersByTimeAsync(2_000);
    expect([taken.readyState, ...states()]).toEqual(["live", "paused", "on"]);
    happen(taken, "unmute");
    expect(states()).toEqual(["on", "on"]);
    vi.useRealTimers();
  });

  test("one that was in use elsewhere is tried again when the page is looked at", async () => {
    vi.useFakeTimers();
    devices.refuse = { camera: mediaError("NotReadableError") };
    await media.start();
    devices.refuse = {};
    media.reacquire();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(states()).toEqual(["on", "on"]);
    vi.useRealTimers();
  });

  for (const what of ["mute", "ended"] as const) {
    test(`nobody who muted themselves is put on air by a device's "${what}"`, async () => {
      vi.useFakeTimers();
      await media.start();
      await media.setEnabled("microphone", false);
      const taken = own("microphone");
      happen(taken, what);
      media.reacquire();
      await vi.advanceTimersByTimeAsync(2_000);
      expect(states()).toEqual(["off", "on"]);
      expect(
        devices.handed.some((track) => track.kind === "audio" && track.readyState === "live" && track.enabled),
      ).toBe(false);
      Object.assign(taken, { muted: false });
      await media.setEnabled("microphone", true);
      expect([...states(), own("microphone").enabled]).toEqual(["on", "on", true]);
      vi.useRealTimers();
    });
  }

  test("a microphone that is pulled out is replaced without asking, a camera is not", async () => {
    await media.start();
    for (const kind of ["microphone", "camera"] as const) happen(own(kind), "ended");
    await Promise.resolve();
    await vi.waitFor(() => expect(states()).toEqual(["on", "gone"]));
  });
});
