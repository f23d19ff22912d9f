import { expect, test } from "vitest";
import { type CallStats, NO_STATS } from "../drivers/port";
import { type Expectation, Watchdog } from "./watchdog";

const ALL: Expectation = { connected: true, peerSound: true, peerPicture: true, microphone: true, camera: true };

/** What is warned of after so many seconds in which `figures` says what has come. */
function after(seconds: number, figures: (second: number) => Partial<CallStats>, expected = ALL): string[] {
  const watchdog = new Watchdog();
  let warned: string[] = [];
  for (let second = 0; second <= seconds; second += 1)
    warned = watchdog.judge({ ...NO_STATS, ...healthy(second), ...figures(second) }, expected, second * 1_000);
  return warned;
}

const healthy = (second: number): Partial<CallStats> => ({
  audioBytesReceived: second * 5_000,
  framesDecoded: second * 30,
  microphoneEnergy: second * 0.001,
  cameraFrames: second * 30,
  uplinkLoss: 0.01,
});

test("in a healthy call nothing is warned of, nor where nothing is known", () => {
  expect(after(60, () => ({}))).toEqual([]);
  expect(after(60, () => ({ microphoneEnergy: null, cameraFrames: null, uplinkLoss: null }))).toEqual([]);
});

test("a dead microphone, a still camera and a bad uplink are told to who has them", () => {
  expect(after(20, () => ({ microphoneEnergy: 0 }))).toEqual(["microphone"]);
  expect(after(10, () => ({ cameraFrames: 900 }))).toEqual(["camera"]);
  expect(after(8, () => ({ uplinkLoss: 0.3 }))).toEqual(["uplink"]);
});

test("sound that does not come, and a picture that stands still while sound comes, are two things", () => {
  expect(after(10, () => ({ audioBytesReceived: 700 }))).toEqual(["peerSilent"]);
  expect(after(10, () => ({ framesDecoded: 700 }))).toEqual(["peerFrozen"]);
});

test("a moment is not told, and life ends the warning", () => {
  expect(after(5, () => ({ framesDecoded: 700, audioBytesReceived: 1, microphoneEnergy: 0, uplinkLoss: 1 }))).toEqual(
    [],
  );
  expect(after(30, (second) => ({ framesDecoded: second < 29 ? 700 : 730 }))).toEqual(["peerFrozen"].slice(1));
});

test("what is muted, off or without a path is not missed", () => {
  const dead = { audioBytesReceived: 1, framesDecoded: 1, microphoneEnergy: 0, cameraFrames: 1, uplinkLoss: 1 };
  const nothing = { connected: true, peerSound: false, peerPicture: false, microphone: false, camera: false };
  expect(after(60, () => dead, nothing)).toEqual(["uplink"]);
  expect(after(60, () => dead, { ...ALL, connected: false })).toEqual([]);
});
