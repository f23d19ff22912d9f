/** Showing one's screen: chosen in the browser's own window, ended here or there. */

type Source = Partial<Pick<MediaDevices, "getDisplayMedia">>;

export class ScreenShare {
  track: MediaStreamTrack | null = null;
  /** The person asked, and the browser would not. */
  failed = false;
  private readonly source: Source | undefined;
  private readonly changed: () => void;
  private isPicking = false;

  constructor(source: Source | undefined, changed: () => void) {
    this.source = source;
    this.changed = changed;
  }

  /** Phones cannot. */
  get isSupported(): boolean {
    return typeof this.source?.getDisplayMedia === "function";
  }

  async start(): Promise<void> {
    if (this.track || this.isPicking || !this.source?.getDisplayMedia) return;
    this.isPicking = true;
    try {
      const [track] = (
        await this.source.getDisplayMedia({ video: { frameRate: { max: 15 } }, audio: false })
      ).getVideoTracks();
      if (track) this.adopt(track);
    } catch (error) {
      // Closing the browser's window without a choice is no failure; a system that forbids it looks the same in some.
      this.failed = !(error instanceof Error && error.name === "NotAllowedError");
    } finally {
      this.isPicking = false;
      this.changed();
    }
  }

  stop(): void {
    if (!this.track) return;
    this.track.stop();
    this.track = null;
    this.changed();
  }

  private adopt(track: MediaStreamTrack): void {
    // Letters are to be read; movement may stutter.
    track.contentHint = "detail";
    track.onended = () => this.track === track && this.stop();
    this.failed = false;
    this.track = track;
  }
}
