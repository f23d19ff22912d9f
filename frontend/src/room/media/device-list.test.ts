import { beforeEach, expect, test } from "vitest";
import { Devices } from "./device-list";

type Listed = Pick<MediaDeviceInfo, "kind" | "deviceId" | "label">;

let plugged: Listed[];
let replug: () => void;
let devices: Devices;

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
  devices = new Devices(browser(), () => undefined);
  devices.open();
});

test("cameras, microphones and speakers are listed, and the browser's names for 'the usual one' are not", async () => {
  plugged.push(
    { kind: "audioinput", deviceId: "default", label: "Default" },
    { kind: "videoinput", deviceId: "", label: "" },
  );
  await devices.look();
  expect(devices.lists).toEqual({
    camera: [{ id: "a", label: "Camera a" }],
    microphone: [{ id: "m", label: "Microphone m" }],
    speaker: [{ id: "s", label: "Speaker" }],
  });
});

test("what is there at the beginning is no news; what is plugged in later is offered, until it is taken, refused or gone", async () => {
  await devices.look();
  expect(devices.offer).toBeNull();
  await plug(camera("a"), camera("b"), microphone("m"));
  expect(devices.offer).toEqual({ kind: "camera", id: "b", label: "Camera b" });
  devices.choose("camera", "b");
  expect(devices.offer).toBeNull();
  await plug(camera("a"), microphone("m"), microphone("n"));
  expect(devices.offer?.id).toBe("n");
  devices.refuse();
  await plug(camera("a"), microphone("m"), microphone("n"), microphone("o"));
  await plug(camera("a"), microphone("m"), microphone("n"));
  expect(devices.offer).toBeNull();
});

test("a choice outlives the page, and a memory that makes no sense is none", async () => {
  devices.choose("microphone", "m");
  expect(new Devices(browser(), () => undefined).choice("microphone")).toBe("m");
  localStorage.setItem("visavis devices", "not JSON");
  expect(new Devices(browser(), () => undefined).choice("microphone")).toBeNull();
});

test("a browser without devices has empty lists", async () => {
  const bare = new Devices(undefined, () => undefined);
  bare.open();
  await bare.look();
  expect(bare.lists.camera).toEqual([]);
});
