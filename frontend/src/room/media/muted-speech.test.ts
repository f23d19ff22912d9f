import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fakeTrack } from "../testing/fake-media";
import { MutedSpeech } from "./muted-speech";

let hear: (bars: number) => void;
let copy: MediaStreamTrack;
let speech: MutedSpeech;
let muted: MediaStreamTrack;

beforeEach(() => {
  vi.useFakeTimers();
  copy = Object.assign(fakeTrack("audio"), { enabled: false });
  muted = Object.assign(fakeTrack("audio"), { enabled: false, clone: () => copy });
  speech = new MutedSpeech(
    () => undefined,
    (_track, onBars) => {
      hear = onBars;
      return () => undefined;
    },
  );
});

afterEach(() => vi.useRealTimers());

test("who speaks while muted is told, for a while", () => {
  speech.watch(muted);
  expect([copy.enabled, muted.enabled]).toEqual([true, false]);
  for (let moment = 0; moment < 10; moment += 1) hear(4);
  expect(speech.isSpeaking).toBe(true);
  vi.advanceTimersByTime(7_000);
  expect(speech.isSpeaking).toBe(false);
});

test("a cough or a quiet room is not speech", () => {
  speech.watch(muted);
  for (let moment = 0; moment < 60; moment += 1) hear(moment % 10 < 3 ? 5 : 1);
  expect(speech.isSpeaking).toBe(false);
});

test("after unmuting nothing is measured any more", () => {
  speech.watch(muted);
  for (let moment = 0; moment < 10; moment += 1) hear(4);
  speech.watch(null);
  expect([speech.isSpeaking, copy.readyState]).toEqual([false, "ended"]);
});
