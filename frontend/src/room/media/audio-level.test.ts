import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { FakeAudioContext, SAMPLE_RATE } from "../testing/fake-audio-context";
import { FakeStream, fakeTrack } from "../testing/fake-media";
import { levelBars, MAX_BARS, measureLevel } from "./audio-level";

const tone = (level: number): Float32Array => Float32Array.from({ length: 1024 }, (_, at) => (at % 2 ? level : -level));

test("silence and the hum of a room light no bar, speech some, a shout all", () => {
  expect([0, 0.004, 0.02, 0.06, 0.5].map((level) => levelBars(tone(level)))).toEqual([0, 0, 2, 3, MAX_BARS]);
});

test("louder never means fewer bars", () => {
  const bars = Array.from({ length: 100 }, (_, step) => levelBars(tone(step / 100)));
  expect(bars).toEqual([...bars].sort((a, b) => a - b));
});

describe("the level of a microphone", () => {
  let bars: number[];
  let stop: (() => void) | null;

  /** A sound of so many milliseconds, so long after each half second: as of a finger that taps in time. */
  function beep(afterMs: number, lengthMs: number): void {
    FakeAudioContext.sound = (sample) => {
      const ms = ((sample * 1_000) / SAMPLE_RATE) % 500;
      return ms >= afterMs && ms < afterMs + lengthMs ? (sample % 2 ? 0.4 : -0.4) : 0;
    };
  }

  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("AudioContext", FakeAudioContext);
    vi.stubGlobal("MediaStream", FakeStream);
    FakeAudioContext.state = "running";
    bars = [];
    stop = measureLevel(fakeTrack("audio"), (now) => bars.push(now));
  });

  afterEach(() => {
    stop?.();
    FakeAudioContext.sound = () => 0;
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  test.each([0, 10, 20, 30, 40, 50, 60, 70, 80, 90])(
    "a short sound is seen at whatever moment it comes: %i ms after a reading",
    (afterMs) => {
      beep(100 + afterMs, 20);
      vi.advanceTimersByTime(1_000);
      expect(bars.filter((one) => one >= 3).length).toBeGreaterThanOrEqual(2);
    },
  );

  test("a sound is counted once, and silence after it is silence", () => {
    beep(110, 80);
    vi.advanceTimersByTime(1_000);
    expect(bars.map(Boolean)).toEqual([0, 1, 0, 0, 0, 0, 1, 0, 0, 0].map(Boolean));
  });

  test("a page that was held up reads what sounded meanwhile", () => {
    beep(210, 80);
    vi.advanceTimersByTime(150);
    const late = performance.now() + 400;
    vi.spyOn(performance, "now").mockImplementation(() => late);
    vi.advanceTimersByTime(50);
    expect(bars.map(Boolean)).toEqual([false, true]);
  });

  test("a context that the browser keeps suspended says nothing", () => {
    FakeAudioContext.state = "suspended";
    beep(0, 500);
    vi.advanceTimersByTime(1_000);
    expect(bars).toEqual([]);
  });
});
