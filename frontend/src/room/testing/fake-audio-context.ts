/** For tests: an audio context whose microphone says what the test puts into it; its time goes with the timers. */

export const SAMPLE_RATE = 48_000;

export class FakeAudioContext {
  /** The sound at a sample, counted from the context's beginning. */
  static sound: (sample: number) => number = () => 0;
  static state: AudioContextState = "running";
  readonly sampleRate = SAMPLE_RATE;
  private readonly began = performance.now();

  get state(): AudioContextState {
    return FakeAudioContext.state;
  }

  get currentTime(): number {
    return (performance.now() - this.began) / 1_000;
  }

  resume(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  createMediaStreamSource(): object {
    return { connect: () => undefined, disconnect: () => undefined };
  }

  /** Gives the latest samples, the oldest first, and silence before the beginning. */
  createAnalyser(): { fftSize: number; getFloatTimeDomainData(into: Float32Array): void } {
    const end = (): number => Math.round(this.currentTime * SAMPLE_RATE);
    const analyser = {
      fftSize: 2_048,
      getFloatTimeDomainData: (into: Float32Array): void => {
        const oldest = end() - analyser.fftSize;
        for (let at = 0; at < into.length; at += 1)
          into[at] = oldest + at < 0 ? 0 : FakeAudioContext.sound(oldest + at);
      },
    };
    return analyser;
  }
}
