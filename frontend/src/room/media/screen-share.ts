/** The shared screen: picked in the browser's dialog, ended there or here. */

type Source = Partial<Pick<MediaDevices, "getDisplayMedia">>;

export class ScreenShare {
  track: MediaStreamTrack | null = null;
  /** The person asked for it and the browser refused. */
  failed = false;
  private readonly source: Source | undefined;
  private readonly changed: () => void;
  private isPicking = false;
  /** Raised by each stop: a dialog answered after it shares nothing. */
  private stops = 0;

  constructor(source: Source | undefined, changed: () => void) {
    this.source = source;
    this.changed = changed;
  }

  /** Phones cannot share a screen. */
  get isSupported(): boolean {
    return typeof this.source?.getDisplayMedia === "function";
  }

  /** Its window is minimised, so the other sees a still picture. */
  get isMinimised(): boolean {
    return this.track?.muted === true;
  }

  async start(): Promise<void> {
    if (this.track || this.isPicking || !this.source?.getDisplayMedia) return;
    this.isPicking = true;
    const { stops } = this;
    try {
      const [track] = (
        await this.source.getDisplayMedia({ video: { frameRate: { max: 15 } }, audio: false })
      ).getVideoTracks();
      if (track && stops === this.stops) this.adopt(track);
      else track?.stop();
    } catch (error) {
      // Closing the dialog without a choice is no failure; in some browsers a system's refusal looks the same.
      this.failed = !(error instanceof Error && error.name === "NotAllowedError");
    } finally {
      this.isPicking = false;
      this.changed();
    }
  }

  stop(): void {
    this.stops += 1;
    if (!this.track) return;
    this.track.stop();
    this.track = null;
    this.changed();
  }

  private adopt(track: MediaStreamTrack): void {
    // Text must be sharp; movement may stutter.
    track.contentHint = "detail";
    // A window that is minimised gives no pictures until it is seen again.
    track.onmute = track.onunmute = () => this.track === track && this.changed();
    track.onended = () => this.track === track && this.stop();
    this.failed = false;
    this.track = track;
  }
}
