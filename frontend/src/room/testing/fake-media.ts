/** For tests: tracks and transceivers that carry nothing. */

export function fakeTrack(kind: "audio" | "video", id: string = crypto.randomUUID()): MediaStreamTrack {
  const track = {
    kind,
    id,
    enabled: true,
    muted: false,
    readyState: "live" as MediaStreamTrackState,
    onended: null as (() => void) | null,
    stop(): void {
      track.readyState = "ended";
    },
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  };
  return track as unknown as MediaStreamTrack;
}

export class FakeTransceiver {
  readonly kind: "audio" | "video";
  direction: RTCRtpTransceiverDirection;
  mid: string | null = null;
  codecs: string[] = [];
  readonly receiver: { track: MediaStreamTrack };
  readonly sender = {
    track: null as MediaStreamTrack | null,
    replaceTrack: (track: MediaStreamTrack | null): Promise<void> => {
      this.sender.track = track;
      return Promise.resolve();
    },
  };

  constructor(kind: "audio" | "video", direction: RTCRtpTransceiverDirection) {
    this.kind = kind;
    this.direction = direction;
    this.receiver = { track: fakeTrack(kind) };
  }

  setCodecPreferences(codecs: { mimeType: string }[]): void {
    this.codecs = codecs.map((codec) => codec.mimeType);
  }
}

/** A stream that only remembers its tracks; for environments whose own insists on real ones. */
export class FakeStream {
  private readonly tracks: Set<MediaStreamTrack>;

  constructor(tracks: MediaStreamTrack[] = []) {
    this.tracks = new Set(tracks);
  }

  addTrack(track: MediaStreamTrack): void {
    this.tracks.add(track);
  }

  removeTrack(track: MediaStreamTrack): void {
    this.tracks.delete(track);
  }

  getTracks(): MediaStreamTrack[] {
    return [...this.tracks];
  }
}

/** What a browser would have, for `vi.stubGlobal`. */
export const FAKE_BROWSER = {
  MediaStream: FakeStream,
  RTCRtpReceiver: {
    getCapabilities: () => ({
      codecs: [{ mimeType: "video/VP9" }, { mimeType: "video/VP8" }, { mimeType: "video/rtx" }],
    }),
  },
};
