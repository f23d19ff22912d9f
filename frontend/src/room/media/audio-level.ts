/** How loud a microphone is, from its own track alone: nothing is played, nothing is sent. */
import { useEffect, useState } from "preact/hooks";

/** Loud speech; a quiet room stays below the first bar. */
const FULL_RMS = 0.2;
const QUIET_RMS = 0.008;
const EVERY_MS = 100;
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

/** Follow a track; returns how to stop. Null where the browser has no such means. */
export function measureLevel(track: MediaStreamTrack, onBars: (bars: number) => void): (() => void) | null {
  if (typeof AudioContext === "undefined") return null;
  const context = new AudioContext();
  const source = context.createMediaStreamSource(new MediaStream([track]));
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  // Some browsers suspend audio until the first tap on the page.
  const wake = (): void => void context.resume().catch(() => undefined);
  wake();
  addEventListener("pointerdown", wake);
  addEventListener("keydown", wake);
  const timer = setInterval(() => {
    if (context.state !== "running") return;
    analyser.getFloatTimeDomainData(samples);
    onBars(levelBars(samples));
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

export function useAudioLevel(track: MediaStreamTrack | null): AudioLevel {
  const [level, setLevel] = useState(SILENCE);
  useEffect(() => {
    setLevel(SILENCE);
    if (!track) return;
    const stop = measureLevel(track, (bars) =>
      setLevel((before) =>
        before.bars === bars && (before.heard || bars < 2) ? before : { bars, heard: before.heard || bars >= 2 },
      ),
    );
    return () => stop?.();
  }, [track]);
  return level;
}
