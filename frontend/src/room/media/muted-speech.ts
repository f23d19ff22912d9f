/** Notices that somebody speaks while muted. The sound is measured here and goes nowhere. */
import { measureLevel } from "./audio-level";

/** Bars of the level: clear speech, louder than typing across the room. */
const SPEECH_BARS = 3;
/** So many loud moments, of the last ones; a cough is fewer. */
const LOUD_MOMENTS = 8;
const OF_MOMENTS = 15;
const TOLD_FOR_MS = 6_000;

export type MeasureLevel = typeof measureLevel;

export class MutedSpeech {
  isSpeaking = false;
  private readonly changed: () => void;
  private readonly measure: MeasureLevel;
  private muted: MediaStreamTrack | null = null;
  private stopMeasuring: () => void = () => undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(changed: () => void, measure: MeasureLevel = measureLevel) {
    this.changed = changed;
    this.measure = measure;
  }

  /** Listen to this muted microphone, or to none. */
  watch(muted: MediaStreamTrack | null): void {
    if (muted === this.muted) return;
    this.muted = muted;
    this.stopMeasuring();
    this.stopMeasuring = () => undefined;
    this.tell(false);
    // The track itself is silent while it is muted.
    const copy = muted?.clone?.();
    if (!copy) return;
    copy.enabled = true;
    const moments: boolean[] = [];
    const stop = this.measure(copy, (bars) => {
      moments.push(bars >= SPEECH_BARS);
      if (moments.length > OF_MOMENTS) moments.shift();
      if (moments.filter(Boolean).length >= LOUD_MOMENTS) this.tell(true);
    });
    // Without the means to measure, nothing is kept open either.
    if (!stop) return copy.stop();
    this.stopMeasuring = () => {
      stop();
      copy.stop();
    };
  }

  private tell(speaking: boolean): void {
    clearTimeout(this.timer);
    if (speaking) this.timer = setTimeout(() => this.tell(false), TOLD_FOR_MS);
    if (speaking === this.isSpeaking) return;
    this.isSpeaking = speaking;
    this.changed();
  }
}
