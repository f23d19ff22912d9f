import { expect, test } from "vitest";
import { CallPreferences } from "../session/call-preferences";
import { FakeDevices, mediaError } from "../testing/fake-devices";
import { LocalParticipant, type LocalParticipantCallbacks } from "./local-participant";

const REPORTS: LocalParticipantCallbacks = {
  onDevice: () => undefined,
  onOutgoing: () => undefined,
  changed: () => undefined,
};
const own = (of = "/a/somebody/"): LocalParticipant =>
  new LocalParticipant(new FakeDevices().source as MediaDevices, new CallPreferences(of), REPORTS);

test("who saves data goes on saving it after a reload, and in another tab", () => {
  const before = own();
  const after = own();
  expect(after.outgoing.lowData).toBe(false);
  before.setLowData(true);
  expect([after.lowData, own().outgoing.lowData]).toEqual([true, true]);
  after.setLowData(false);
  expect(before.outgoing.lowData).toBe(false);
});

test("while data is saved there is no camera to turn on", async () => {
  const mine = own();
  mine.setLowData(true);
  await mine.toggle("camera");
  expect(mine.media.devices.camera.state).toBe("off");
});

test("what is sent is said as it is, and why not", async () => {
  const mine = own("/a/another/");
  await mine.media.start();
  expect(mine.outgoing.sends).toEqual({ microphone: "live", camera: "live", screen: "none", screenAudio: "none" });
  await mine.toggle("microphone");
  mine.setLowData(true);
  expect(mine.outgoing.sends).toMatchObject({ microphone: "muted", camera: "savingData" });
  expect([mine.outgoing.tracks.microphone?.enabled, mine.outgoing.tracks.camera]).toEqual([false, null]);
  mine.setLowData(false);
  const { camera } = mine.media.tracks;
  camera?.onmute?.(new Event("mute"));
  expect(mine.outgoing.sends.camera).toBe("suspended");
  mine.media.stop();
});

test("a device that the browser refuses is not the same as none", async () => {
  const devices = new FakeDevices();
  devices.refuse = { camera: mediaError("NotAllowedError"), microphone: mediaError("NotFoundError") };
  const mine = new LocalParticipant(devices.source as MediaDevices, new CallPreferences("/a/other/"), REPORTS);
  await mine.media.start();
  expect(mine.outgoing.sends).toMatchObject({ camera: "denied", microphone: "none" });
});
