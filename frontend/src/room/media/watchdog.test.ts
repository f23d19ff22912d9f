import { expect, test } from "vitest";
import { type CallHealth, NO_HEALTH, type SourceStats } from "../drivers/port";
import { type Expectation, Watchdog } from "./watchdog";

/** What the figures of one moment are made of; null: not measured. */
interface Moment {
  audioBytesReceived: number;
  framesDecoded: number;
  microphoneEnergy: number | null;
  cameraFrames: number | null;
  uplinkLoss: number | null;
}

const OLENA = { peer: "olena", sound: true, picture: true };
const ALL: Expectation = { connected: true, microphone: true, camera: true, peers: [OLENA] };
const NONE = { bytes: 0, packets: 0, lost: 0, frames: 0, energy: 0 };

function health(moment: Moment, peer = "olena"): CallHealth {
  const { audioBytesReceived, framesDecoded, microphoneEnergy, cameraFrames, uplinkLoss } = moment;
  const sources: SourceStats[] = [
    { ...NONE, peer, source: "microphone", bytes: audioBytesReceived },
    { ...NONE, peer, source: "camera", frames: framesDecoded },
  ];
  if (microphoneEnergy !== null)
    sources.push({ ...NONE, peer: "ivan", source: "microphone", energy: microphoneEnergy });
  if (cameraFrames !== null) sources.push({ ...NONE, peer: "ivan", source: "camera", frames: cameraFrames });
  return { ...NO_HEALTH, sources, uplink: uplinkLoss === null ? null : { lost: uplinkLoss, limitedBy: "none" } };
}

/** What is warned of after so many seconds in which `figures` says what has come. */
function after(seconds: number, figures: (second: number) => Partial<Moment>, expected = ALL): string[] {
  const watchdog = new Watchdog("ivan");
  let warned: string[] = [];
  for (let second = 0; second <= seconds; second += 1)
    warned = watchdog
      .judge(health({ ...healthy(second), ...figures(second) }), expected, second * 1_000)
      .map(({ kind }) => kind);
  return warned;
}

const healthy = (second: number): Moment => ({
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
  const nothing = {
    connected: true,
    microphone: false,
    camera: false,
    peers: [{ ...OLENA, sound: false, picture: false }],
  };
  expect(after(60, () => dead, nothing)).toEqual(["uplink"]);
  expect(after(60, () => dead, { ...ALL, connected: false, peers: [] })).toEqual([]);
});

test("of two others, the one whose media stand still is named", () => {
  const watchdog = new Watchdog("ivan");
  const expected = { ...ALL, peers: [OLENA, { ...OLENA, peer: "maria" }] };
  let warned: unknown[] = [];
  for (let second = 0; second <= 10; second += 1) {
    const sources = [...health(healthy(second)).sources, ...health({ ...healthy(0) }, "maria").sources];
    warned = watchdog.judge({ ...NO_HEALTH, sources }, expected, second * 1_000);
  }
  expect(warned).toEqual([
    { kind: "peerSilent", peer: "maria" },
    { kind: "peerFrozen", peer: "maria" },
  ]);
});
