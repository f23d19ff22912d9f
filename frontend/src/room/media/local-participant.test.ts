import { expect, test } from "vitest";
import { Memory } from "../session/call-preferences";
import { FakeDevices } from "../testing/fake-devices";
import { Own, type OwnReports } from "./local-participant";

const REPORTS: OwnReports = { onDevice: () => undefined, onOutgoing: () => undefined, changed: () => undefined };
const own = (): Own => new Own(new FakeDevices().source as MediaDevices, new Memory("/a/somebody/"), REPORTS);

test("who saves data goes on saving it after a reload, and in another tab", () => {
  const before = own();
  const after = own();
  expect(after.outgoing.lowData).toBe(false);
  before.saveData(true);
  expect([after.lowData, own().outgoing.lowData]).toEqual([true, true]);
  after.saveData(false);
  expect(before.outgoing.lowData).toBe(false);
});

test("while data is saved there is no camera to turn on", async () => {
  const mine = own();
  mine.saveData(true);
  await mine.toggle("camera");
  expect(mine.media.now.camera.state).toBe("off");
});
