import { expect, test } from "vitest";
import { BARS, barsOf } from "./audio-level";

const tone = (loudness: number): Float32Array =>
  Float32Array.from({ length: 1024 }, (_, at) => (at % 2 ? loudness : -loudness));

test("silence and the hum of a room light no bar, speech some, a shout all", () => {
  expect([0, 0.004, 0.02, 0.06, 0.5].map((loudness) => barsOf(tone(loudness)))).toEqual([0, 0, 2, 3, BARS]);
});

test("louder never means fewer bars", () => {
  const bars = Array.from({ length: 100 }, (_, step) => barsOf(tone(step / 100)));
  expect(bars).toEqual([...bars].sort((a, b) => a - b));
});
