import { beforeEach, describe, expect, test } from "vitest";
import { FakeDevices, mediaError } from "../testing/fake-devices";
import { stateFromError } from "./device-error";
import { LocalMedia } from "./local-media";

let devices: FakeDevices;
let media: LocalMedia;
const states = (): string[] => [media.devices.microphone.state, media.devices.camera.state];

beforeEach(() => {
  devices = new FakeDevices();
  media = new LocalMedia(devices.source, () => undefined);
});

test("both are started, each by itself", async () => {
  const changes: string[] = [];
  media = new LocalMedia(devices.source, (kind) => changes.push(`${kind} ${media.devices[kind].state}`));
  await media.start();
  expect(states()).toEqual(["on", "on"]);
  expect(changes).toEqual(["microphone starting", "camera starting", "microphone on", "camera on"]);
  expect(media.tracks.camera?.kind).toBe("video");
});

test("a camera that fails does not cost the microphone", async () => {
  devices.refuse = { camera: mediaError("NotReadableError") };
  await media.start();
  expect(states()).toEqual(["on", "busy"]);
});

test("a browser without devices, as on plain http, is a problem in words, not a crash", async () => {
  media = new LocalMedia(undefined, () => undefined);
  await media.start();
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
    test(`${name} → ${state}`, () => expect(stateFromError(mediaError(name))).toBe(state));
  }
});

test("mute keeps the microphone open, a camera turned off is let go", async () => {
  await media.start();
  const [microphone, camera] = devices.handed;
  await media.setEnabled("microphone", false);
  await media.setEnabled("camera", false);
  expect(states()).toEqual(["off", "off"]);
  expect([microphone!.readyState, microphone!.enabled]).toEqual(["live", false]);
  expect(camera!.readyState).toBe("ended");
  await media.setEnabled("microphone", true);
  await media.setEnabled("camera", true);
  expect(states()).toEqual(["on", "on"]);
  expect([media.tracks.microphone === microphone, media.tracks.camera === camera]).toEqual([true, false]);
});

test("a device that stops by itself is said, and can be started again", async () => {
  await media.start();
  const camera = media.tracks.camera!;
  camera.onended?.(new Event("ended"));
  expect(states()).toEqual(["on", "gone"]);
  await media.setEnabled("camera", true);
  expect(states()).toEqual(["on", "on"]);
});

test("a camera that arrives after it was no longer wanted is turned off at once", async () => {
  devices.asks = true;
  const starting = media.start();
  media.stop();
  for (const answer of devices.prompts) answer();
  await starting;
  expect(states()).toEqual(["off", "off"]);
  expect(devices.handed.map((track) => track.readyState)).toEqual(["ended", "ended"]);
});

test("who comes back finds camera and microphone as they chose", async () => {
  await media.start();
  await media.setEnabled("microphone", false);
  media.stop();
  expect(devices.handed.every((track) => track.readyState === "ended")).toBe(true);
  await media.start();
  expect(states()).toEqual(["off", "on"]);
});

test("waking twice asks once", async () => {
  await Promise.all([media.start(), media.start()]);
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
    await media.start();
    expect(devices.constraints.at(-1)).toMatchObject({ video: { deviceId: { exact: "chosen" } } });
  });

  test("that is not plugged in today gives way to any other", async () => {
    devices.missing = "chosen";
    await media.start();
    expect(states()).toEqual(["on", "on"]);
  });

  test("is changed to in the middle of a call, and the old one let go first", async () => {
    await media.start();
    const before = media.tracks.camera!;
    chosen = "another";
    await media.switchDevice("camera");
    expect(before.readyState).toBe("ended");
    expect(devices.constraints.at(-1)).toMatchObject({ video: { deviceId: { exact: "another" } } });
    await media.setEnabled("camera", false);
    await media.switchDevice("camera");
    expect(states()).toEqual(["on", "off"]);
  });
});

describe("the browser's question", () => {
  test("is asked once for both", async () => {
    await media.start();
    expect(devices.constraints.map((one) => [!!one.audio, !!one.video])).toEqual([[true, true]]);
  });

  test("is asked for each only after a refusal", async () => {
    devices.refuse = { camera: mediaError("NotAllowedError") };
    await media.start();
    expect(states()).toEqual(["on", "denied"]);
    expect(devices.constraints.map((one) => [!!one.audio, !!one.video])).toEqual([
      [true, true],
      [true, false],
      [false, true],
    ]);
  });

  test("answered after leaving captures nothing", async () => {
    devices.asks = true;
    const starting = media.start();
    await Promise.resolve();
    media.stop();
    for (const answer of devices.prompts) answer();
    await starting;
    expect(devices.handed.map(({ readyState }) => readyState)).toEqual(["ended", "ended"]);
    expect(states()).toEqual(["off", "off"]);
  });
});

test("a microphone chosen while muted is the one that is used after unmuting", async () => {
  let chosen: string | null = null;
  media = new LocalMedia(
    devices.source,
    () => undefined,
    (kind) => (kind === "microphone" ? chosen : null),
  );
  await media.start();
  await media.setEnabled("microphone", false);
  chosen = "headset";
  await media.switchDevice("microphone");
  // Not opened while muted, and the old one is let go.
  expect([states()[0], devices.handed[0]?.readyState, devices.constraints.length]).toEqual(["off", "ended", 1]);
  await media.setEnabled("microphone", true);
  expect(JSON.stringify(devices.constraints.at(-1))).toContain('"exact":"headset"');
  expect(states()[0]).toBe("on");
});
