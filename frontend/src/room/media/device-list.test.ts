import { beforeEach, expect, test } from "vitest";
import { DeviceList } from "./device-list";

type Listed = Pick<MediaDeviceInfo, "kind" | "deviceId" | "label">;

let plugged: Listed[];
let replug: () => void;
let devices: DeviceList;

const camera = (deviceId: string): Listed => ({ kind: "videoinput", deviceId, label: `Camera ${deviceId}` });
const microphone = (deviceId: string): Listed => ({ kind: "audioinput", deviceId, label: `Microphone ${deviceId}` });

function browser(): MediaDevices {
  return {
    enumerateDevices: () => Promise.resolve(plugged),
    addEventListener: (_what: string, listener: () => void) => (replug = listener),
  } as unknown as MediaDevices;
}

async function plug(...now: Listed[]): Promise<void> {
  plugged = now;
  replug();
  await new Promise((done) => setTimeout(done));
}

beforeEach(() => {
  localStorage.clear();
  plugged = [camera("a"), microphone("m"), { kind: "audiooutput", deviceId: "s", label: "Speaker" }];
  devices = new DeviceList(browser(), () => undefined);
  devices.open();
});

test("cameras, microphones and speakers are listed, and the browser's names for 'the usual one' are not", async () => {
  plugged.push(
    { kind: "audioinput", deviceId: "default", label: "Default" },
    { kind: "videoinput", deviceId: "", label: "" },
  );
  await devices.refresh();
  expect(devices.lists).toEqual({
    camera: [{ id: "a", label: "Camera a" }],
    microphone: [{ id: "m", label: "Microphone m" }],
    speaker: [{ id: "s", label: "Speaker" }],
  });
});

test("what is there at the beginning is no news; what is plugged in later is offered, until it is taken, refused or gone", async () => {
  await devices.refresh();
  expect(devices.detected).toBeNull();
  await plug(camera("a"), camera("b"), microphone("m"));
  expect(devices.detected).toEqual({ kind: "camera", id: "b", label: "Camera b" });
  devices.choose("camera", "b");
  expect(devices.detected).toBeNull();
  await plug(camera("a"), microphone("m"), microphone("n"));
  expect(devices.detected?.id).toBe("n");
  devices.dismiss();
  await plug(camera("a"), microphone("m"), microphone("n"), microphone("o"));
  await plug(camera("a"), microphone("m"), microphone("n"));
  expect(devices.detected).toBeNull();
});

test("a choice outlives the page, and a memory that makes no sense is none", async () => {
  devices.choose("microphone", "m");
  expect(new DeviceList(browser(), () => undefined).chosen("microphone")).toBe("m");
  localStorage.setItem("visavis devices", "not JSON");
  expect(new DeviceList(browser(), () => undefined).chosen("microphone")).toBeNull();
});

test("a browser without devices has empty lists", async () => {
  const bare = new DeviceList(undefined, () => undefined);
  bare.open();
  await bare.refresh();
  expect(bare.lists.camera).toEqual([]);
});

test("the device in use is never offered as new, however late its name is known", async () => {
  let inUse: string | null = null;
  devices = new DeviceList(
    browser(),
    () => undefined,
    (kind) => (kind === "camera" ? inUse : null),
  );
  devices.open();
  // Only microphones have names at first: the camera is opened later.
  plugged = [microphone("m"), { kind: "videoinput", deviceId: "", label: "" }];
  await devices.refresh();
  await plug(microphone("m"), camera("a"), camera("b"));
  expect(devices.detected).toBeNull();
  inUse = "c";
  await plug(microphone("m"), camera("a"), camera("b"), camera("c"));
  expect(devices.detected).toBeNull();
  await plug(microphone("m"), camera("a"), camera("b"), camera("c"), camera("d"));
  expect(devices.detected?.id).toBe("d");
});
