/** Puts what this side sends into the media server's room, one change after the other. */
import type { LocalParticipant, TrackPublishOptions } from "livekit-client";
import { NOTHING } from "../outgoing";
import { type Outgoing, SOURCES, type Source } from "../port";
import { TRACK_SOURCES } from "./sources";

const OPTIONS: Readonly<Record<Source, TrackPublishOptions>> = {
  microphone: {},
  // Several sizes at once: each who watches gets the one that their network and tile are good for.
  camera: {
    videoCodec: "vp8",
    simulcast: true,
    videoEncoding: { maxBitrate: 1_500_000, maxFramerate: 30 },
    degradationPreference: "balanced",
  },
  // A face keeps moving, a page keeps its letters sharp.
  screen: {
    videoCodec: "vp8",
    simulcast: false,
    screenShareEncoding: { maxBitrate: 2_500_000, maxFramerate: 15 },
    degradationPreference: "maintain-resolution",
  },
  screenAudio: {},
};

export class Publisher {
  private readonly participant: LocalParticipant;
  private outgoing: Outgoing = NOTHING;
  private readonly published = new Map<Source, MediaStreamTrack>();
  private work: Promise<void> = Promise.resolve();
  private closed = false;

  constructor(participant: LocalParticipant) {
    this.participant = participant;
  }

  /** From now on, send this. */
  send(outgoing: Outgoing): void {
    this.outgoing = outgoing;
    for (const source of SOURCES) this.work = this.work.then(() => this.publish(source));
  }

  close(): void {
    this.closed = true;
  }

  /** What is sent of each source, to be measured. */
  get tracks(): ReadonlyMap<Source, MediaStreamTrack> {
    return this.published;
  }

  /** The wish is read when its turn comes: of several changes in a row the last counts. */
  private async publish(source: Source): Promise<void> {
    const before = this.published.get(source);
    const track = this.outgoing.tracks[source] ?? undefined;
    if (this.closed || before === track) return;
    try {
      if (track && before) await this.replace(source, track);
      else if (track) await this.participant.publishTrack(track, { ...OPTIONS[source], source: TRACK_SOURCES[source] });
      // The device is the page's own: it may be in use still.
      else if (before) await this.participant.unpublishTrack(before, false);
      if (track) this.published.set(source, track);
      else this.published.delete(source);
    } catch (error) {
      if (!this.closed) console.error("A track could not be sent", error);
    }
  }

  private async replace(source: Source, track: MediaStreamTrack): Promise<void> {
    const publication = this.participant.getTrackPublication(TRACK_SOURCES[source]);
    await publication?.track?.replaceTrack(track, { userProvidedTrack: true });
  }
}
