import { expect, test } from "vitest";
import { levelBars, MAX_BARS } from "./audio-level";

const tone = (level: number): Float32Array => Float32Array.from({ length: 1024 }, (_, at) => (at % 2 ? level : -level));

test("silence and the hum of a room light no bar, speech some, a shout all", () => {
  expect([0, 0.004, 0.02, 0.06, 0.5].map((level) => levelBars(tone(level)))).toEqual([0, 0, 2, 3, MAX_BARS]);
});

test("louder never means fewer bars", () => {
  const bars = Array.from({ length: 100 }, (_, step) => levelBars(tone(step / 100)));
  expect(bars).toEqual([...bars].sort((a, b) => a - b));
});
