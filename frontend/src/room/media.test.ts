import { beforeEach, describe, expect, test, vi } from "vitest";
import { fakeTrack } from "./drivers/standin-media";
import { type DeviceKind, type DeviceSource, LocalMedia } from "./media";
import { deviceProblem } from "./trouble";

const problem = (name: string): Error => Object.assign(new Error(name), { name });

/** A browser's cameras and microphones: each kind answers with tracks or refuses. */
class Devices {
  readonly handed: MediaStreamTrack[] = [];
  refuse: Partial<Record<DeviceKind, Error>> = {};
  /** Kinds whose answer is kept back, as by a prompt nobody has answered. */
  readonly prompts: (() => void)[] = [];
  asks = false;
  readonly wanted: MediaStreamConstraints[] = [];
  /** A device of this name is not there. */
  missing: string | null = null;

  readonly source = {
    getUserMedia: async (wanted: MediaStreamConstraints) => {
      const kind = wanted.video ? "camera" : "microphone";
      this.wanted.push(wanted);
      if (this.missing !== null && JSON.stringify(wanted).includes(`"exact":"${this.missing}"`)) throw problem("OverconstrainedError");
      if (this.asks) await new Promise<void>((answer) => this.prompts.push(answer));
      const refusal = this.refuse[kind];
      if (refusal) throw refusal;
      const track = fakeTrack(wanted.video ? "video" : "audio");
      this.handed.push(track);
      return { getTracks: () => [track] };
    },
  } as unknown as DeviceSource;
}

let devices: Devices;
let media: LocalMedia;
const states = (): string[] => [media.now.microphone.state, media.now.camera.state];

beforeEach(() => {
  devices = new Devices();
  media = new LocalMedia(devices.source, () => undefined);
});

test("both are started, each by itself", async () => {
  const changes: string[] = [];
  media = new LocalMedia(devices.source, (kind) => changes.push(`${kind} ${media.now[kind].state}`));
  await media.wake();
  expect(states()).toEqual(["on", "on"]);
  expect(changes).toEqual(["microphone starting", "camera starting", "microphone on", "camera on"]);
  expect(media.tracks.camera?.kind).toBe("video");
});

test("a camera that fails does not cost the microphone", async () => {
  devices.refuse = { camera: problem("NotReadableError") };
  await media.wake();
  expect(states()).toEqual(["on", "busy"]);
});

test("a browser without devices, as on plain http, is a problem in words, not a crash", async () => {
  media = new LocalMedia(undefined, () => undefined);
  await media.wake();
  expect(states()).toEqual(["failed", "failed"]);
});

describe("a browser's refusals have our words", () => {
  const words = { NotAllowedError: "denied", SecurityError: "denied", NotFoundError: "none", OverconstrainedError: "none", NotReadableError: "busy", AbortError: "busy", TypeError: "failed" };
  for (const [name, state] of Object.entries(words)) {
    test(`${name} → ${state}`, () => expect(deviceProblem(problem(name))).toBe(state));
  }
});

test("mute keeps the microphone open, a camera turned off is let go", async () => {
  await media.wake();
  const [microphone, camera] = devices.handed;
  await media.turn("microphone", false);
  await media.turn("camera", false);
  expect(states()).toEqual(["off", "off"]);
  expect([microphone!.readyState, microphone!.enabled]).toEqual(["live", false]);
  expect(camera!.readyState).toBe("ended");
  await media.turn("microphone", true);
  await media.turn("camera", true);
  expect(states()).toEqual(["on", "on"]);
  expect([media.tracks.microphone === microphone, media.tracks.camera === camera]).toEqual([true, false]);
});

test("a device that stops by itself is said, and can be started again", async () => {
  await media.wake();
  const camera = media.tracks.camera!;
  camera.onended?.(new Event("ended"));
  expect(states()).toEqual(["on", "gone"]);
  await media.turn("camera", true);
  expect(states()).toEqual(["on", "on"]);
});

test("a camera that arrives after it was no longer wanted is turned off at once", async () => {
  devices.asks = true;
  const waking = media.wake();
  media.stop();
  devices.prompts.forEach((answer) => answer());
  await waking;
  expect(states()).toEqual(["off", "off"]);
  expect(devices.handed.map((track) => track.readyState)).toEqual(["ended", "ended"]);
});

test("who comes back finds camera and microphone as they chose", async () => {
  await media.wake();
  await media.turn("microphone", false);
  media.stop();
  expect(devices.handed.every((track) => track.readyState === "ended")).toBe(true);
  await media.wake();
  expect(states()).toEqual(["off", "on"]);
});

test("waking twice asks once", async () => {
  await Promise.all([media.wake(), media.wake()]);
  expect(devices.handed.length).toBe(2);
});

describe("what the system does to devices", () => {
  const own = (kind: "microphone" | "camera"): MediaStreamTrack => media.tracks[kind]!;
  const happen = (track: MediaStreamTrack, what: "mute" | "unmute" | "ended"): void => {
    Object.assign(track, { muted: what === "mute" });
    track[`on${what}`]?.(new Event(what));
  };

  test("one that is taken by a phone call is said, and is on again when it is given back", async () => {
    await media.wake();
    happen(own("microphone"), "mute");
    expect(states()).toEqual(["paused", "on"]);
    happen(own("microphone"), "unmute");
    expect(states()).toEqual(["on", "on"]);
  });

  test("one that was muted by the person stays so when the system gives it back", async () => {
    await media.wake();
    await media.turn("microphone", false);
    happen(own("microphone"), "mute");
    happen(own("microphone"), "unmute");
    expect(states()).toEqual(["off", "on"]);
  });

  test("one that is not given back is taken anew when the page is looked at", async () => {
    vi.useFakeTimers();
    await media.wake();
    const taken = own("camera");
    happen(taken, "mute");
    media.revive();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(states()).toEqual(["on", "on"]);
    expect([taken.readyState, own("camera") === taken]).toEqual(["ended", false]);
    vi.useRealTimers();
  });

  test("one that is not given back yet is kept, and is on again when the phone call is over", async () => {
    vi.useFakeTimers();
    await media.wake();
    const taken = own("microphone");
    happen(taken, "mute");
    devices.refuse = { microphone: problem("NotReadableError") };
    media.revive();
    await vi.advanceTimersByTimeAsync(2_000);
    expect([taken.readyState, ...states()]).toEqual(["live", "paused", "on"]);
    happen(taken, "unmute");
    expect(states()).toEqual(["on", "on"]);
    vi.useRealTimers();
  });

  test("one that was in use elsewhere is tried again when the page is looked at", async () => {
    vi.useFakeTimers();
    devices.refuse = { camera: problem("NotReadableError") };
    await media.wake();
    devices.refuse = {};
    media.revive();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(states()).toEqual(["on", "on"]);
    vi.useRealTimers();
  });

  for (const what of ["mute", "ended"] as const) {
    test(`nobody who muted themselves is put on air by a device's "${what}"`, async () => {
      vi.useFakeTimers();
      await media.wake();
      await media.turn("microphone", false);
      const taken = own("microphone");
      happen(taken, what);
      media.revive();
      await vi.advanceTimersByTimeAsync(2_000);
      expect(states()).toEqual(["off", "on"]);
      expect(devices.handed.some((track) => track.kind === "audio" && track.readyState === "live" && track.enabled)).toBe(false);
      Object.assign(taken, { muted: false });
      await media.turn("microphone", true);
      expect([...states(), own("microphone").enabled]).toEqual(["on", "on", true]);
      vi.useRealTimers();
    });
  }

  test("a microphone that is pulled out is replaced without asking, a camera is not", async () => {
    await media.wake();
    for (const kind of ["microphone", "camera"] as const) happen(own(kind), "ended");
    await Promise.resolve();
    await vi.waitFor(() => expect(states()).toEqual(["on", "gone"]));
  });
});

describe("a chosen device", () => {
  let chosen: string | null = "chosen";
  beforeEach(() => {
    chosen = "chosen";
    media = new LocalMedia(devices.source, () => undefined, (kind) => (kind === "camera" ? chosen : null));
  });

  test("is asked for by name", async () => {
    await media.wake();
    expect(devices.wanted.at(-1)).toMatchObject({ video: { deviceId: { exact: "chosen" } } });
  });

  test("that is not plugged in today gives way to any other", async () => {
    devices.missing = "chosen";
    await media.wake();
    expect(states()).toEqual(["on", "on"]);
  });

  test("is changed to in the middle of a call, and the old one let go first", async () => {
    await media.wake();
    const before = media.tracks.camera!;
    chosen = "another";
    await media.change("camera");
    expect(before.readyState).toBe("ended");
    expect(devices.wanted.at(-1)).toMatchObject({ video: { deviceId: { exact: "another" } } });
    await media.turn("camera", false);
    await media.change("camera");
    expect(states()).toEqual(["on", "off"]);
  });
});
