/** How loud a microphone is, from its own track alone: nothing is played, nothing is sent. */
import { useEffect, useState } from "preact/hooks";

/** Loud speech; a quiet room stays below the first bar. */
const FULL_RMS = 0.2;
const QUIET_RMS = 0.008;
const EVERY_MS = 100;
/** The most that an analyser keeps: 0.7 s, for a page that was held up between two readings. */
const KEPT_SAMPLES = 32_768;
export const MAX_BARS = 5;

/** The root mean square of samples between -1 and 1, as 0 to `MAX_BARS` lit bars. */
export function levelBars(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const loud = Math.sqrt(sum / Math.max(1, samples.length));
  if (loud < QUIET_RMS) return 0;
  // Loudness is perceived on a logarithmic scale.
  const share = Math.log(loud / QUIET_RMS) / Math.log(FULL_RMS / QUIET_RMS);
  return Math.min(MAX_BARS, 1 + Math.floor(share * (MAX_BARS - 1)));
}

/**
 * Follow a track; returns how to stop. Null where the browser has no such means.
 *
 * Each reading is of all that sounded since the one before it. Looking at a part of that time only, a sound that
 * repeats in time with the readings, as taps on a microphone do, would fall between them for as long as it goes on.
 */
export function measureLevel(track: MediaStreamTrack, onBars: (bars: number) => void): (() => void) | null {
  if (typeof AudioContext === "undefined") return null;
  const context = new AudioContext();
  const source = context.createMediaStreamSource(new MediaStream([track]));
  const analyser = context.createAnalyser();
  analyser.fftSize = KEPT_SAMPLES;
  source.connect(analyser);
  const kept = new Float32Array(KEPT_SAMPLES);
  let readUntil = context.currentTime;
  // Some browsers suspend audio until the first tap on the page.
  const wake = (): void => void context.resume().catch(() => undefined);
  wake();
  addEventListener("pointerdown", wake);
  addEventListener("keydown", wake);
  const timer = setInterval(() => {
    if (context.state !== "running") return;
    const fresh = Math.round((context.currentTime - readUntil) * context.sampleRate);
    // Nothing was rendered since: there is nothing to say.
    if (fresh <= 0) return;
    readUntil = context.currentTime;
    analyser.getFloatTimeDomainData(kept);
    onBars(levelBars(kept.subarray(-Math.min(fresh, KEPT_SAMPLES))));
  }, EVERY_MS);
  return () => {
    clearInterval(timer);
    removeEventListener("pointerdown", wake);
    removeEventListener("keydown", wake);
    source.disconnect();
    void context.close().catch(() => undefined);
  };
}

export interface AudioLevel {
  readonly bars: number;
  /** Whether speech was loud enough once since this track is in use. */
  readonly heard: boolean;
}

const SILENCE: AudioLevel = { bars: 0, heard: false };

/** What is shown after a reading. It rises at once and falls by a bar at a time: a short sound is there to be seen. */
function nextLevel(before: AudioLevel, read: number): AudioLevel {
  const bars = Math.max(read, before.bars - 1);
  const heard = before.heard || read >= 2;
  return before.bars === bars && before.heard === heard ? before : { bars, heard };
}

export function useAudioLevel(track: MediaStreamTrack | null): AudioLevel {
  const [level, setLevel] = useState(SILENCE);
  useEffect(() => {
    setLevel(SILENCE);
    if (!track) return;
    const stop = measureLevel(track, (bars) => setLevel((before) => nextLevel(before, bars)));
    return () => stop?.();
  }, [track]);
  return level;
}
