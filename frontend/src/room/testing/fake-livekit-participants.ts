/** For tests: what a LiveKit client shows of the others in its room. */
import { RoomEvent, type Track } from "livekit-client";
import { fakeTrack } from "./fake-media";

/** A track that somebody publishes. */
export class FakePublication {
  readonly track = {
    replaceTrack: async (track: MediaStreamTrack): Promise<void> => {
      this.mediaStreamTrack = track;
      this.replaced += 1;
    },
    getRTCStatsReport: async (): Promise<Map<string, unknown>> => new Map(),
  };
  replaced = 0;

  constructor(
    readonly source: Track.Source,
    public mediaStreamTrack: MediaStreamTrack,
    readonly options: object,
  ) {}
}

/** The same, as another one sees it. */
export class FakeRemotePublication {
  readonly kind: "audio" | "video";
  isEnabled = true;
  dimensions: { width: number; height: number } | null = null;
  private bytes = 0;
  readonly track;

  constructor(
    readonly source: Track.Source,
    published: FakePublication,
    isCut: () => boolean,
  ) {
    this.kind = published.mediaStreamTrack.kind === "audio" ? "audio" : "video";
    this.track = {
      mediaStreamTrack: fakeTrack(this.kind),
      getRTCStatsReport: async (): Promise<Map<string, unknown>> => {
        if (this.isEnabled && !isCut()) this.bytes += 100;
        const inbound = { type: "inbound-rtp", kind: this.kind, bytesReceived: this.bytes };
        return new Map([["in", inbound]]);
      },
    };
  }

  setEnabled(enabled: boolean): void {
    this.isEnabled = enabled;
  }

  setVideoDimensions(dimensions: { width: number; height: number }): void {
    this.dimensions = dimensions;
  }
}

interface Seen {
  emit(event: RoomEvent, ...args: unknown[]): void;
  readonly server: { readonly isCut: boolean };
}

export class FakeRemoteParticipant {
  readonly identity: string;
  private readonly by: Seen;
  private readonly room: { readonly identity: string; readonly isActive: boolean };
  private readonly publications = new Map<Track.Source, FakeRemotePublication>();

  constructor(by: Seen, room: { readonly identity: string; readonly isActive: boolean }) {
    this.by = by;
    this.room = room;
    this.identity = room.identity;
  }

  get isActive(): boolean {
    return this.room.isActive;
  }

  get sources(): readonly Track.Source[] {
    return [...this.publications.keys()];
  }

  getTrackPublication(source: Track.Source): FakeRemotePublication | undefined {
    return this.publications.get(source);
  }

  publish(published: FakePublication): void {
    const publication = new FakeRemotePublication(published.source, published, () => this.by.server.isCut);
    this.publications.set(published.source, publication);
    this.by.emit(RoomEvent.TrackPublished, publication, this);
    queueMicrotask(() => this.by.emit(RoomEvent.TrackSubscribed, publication.track, publication, this));
  }

  unpublish(source: Track.Source): void {
    const publication = this.publications.get(source);
    this.publications.delete(source);
    if (publication) this.by.emit(RoomEvent.TrackUnsubscribed, publication.track, publication, this);
  }
}
