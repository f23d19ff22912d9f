import { beforeEach, describe, expect, test } from "vitest";
import { FakeDevices, mediaError } from "../testing/fake-devices";
import { deviceProblem } from "./device-error";
import { LocalMedia } from "./local-media";

let devices: FakeDevices;
let media: LocalMedia;
const states = (): string[] => [media.now.microphone.state, media.now.camera.state];

beforeEach(() => {
  devices = new FakeDevices();
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
  devices.refuse = { camera: mediaError("NotReadableError") };
  await media.wake();
  expect(states()).toEqual(["on", "busy"]);
});

test("a browser without devices, as on plain http, is a problem in words, not a crash", async () => {
  media = new LocalMedia(undefined, () => undefined);
  await media.wake();
  expect(states()).toEqual(["failed", "failed"]);
});

describe("a browser's refusals have our words", () => {
  const words = {
    NotAllowedError: "denied",
    SecurityError: "denied",
    NotFoundError: "none",
    OverconstrainedError: "none",
    NotReadableError: "busy",
    AbortError: "busy",
    TypeError: "failed",
  };
  for (const [name, state] of Object.entries(words)) {
    test(`${name} → ${state}`, () => expect(deviceProblem(mediaError(name))).toBe(state));
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
  for (const answer of devices.prompts) answer();
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

describe("a chosen device", () => {
  let chosen: string | null = "chosen";
  beforeEach(() => {
    chosen = "chosen";
    media = new LocalMedia(
      devices.source,
      () => undefined,
      (kind) => (kind === "camera" ? chosen : null),
    );
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
