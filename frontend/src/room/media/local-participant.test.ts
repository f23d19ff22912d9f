import { expect, test } from "vitest";
import { CallPreferences } from "../session/call-preferences";
import { FakeDevices } from "../testing/fake-devices";
import { LocalParticipant, type LocalParticipantCallbacks } from "./local-participant";

const REPORTS: LocalParticipantCallbacks = {
  onDevice: () => undefined,
  onOutgoing: () => undefined,
  changed: () => undefined,
};
const own = (): LocalParticipant =>
  new LocalParticipant(new FakeDevices().source as MediaDevices, new CallPreferences("/a/somebody/"), REPORTS);

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
