/** What this side wants of the others, asked of the media server: it sends nothing that nobody looks at. */
import type { RemoteParticipant, Room } from "livekit-client";
import { type PeerId, SOURCES, type Source } from "../port";
import { publicationOf } from "./members";

const ASPECT = 16 / 9;

export class Wishes {
  private readonly room: Room;
  private readonly pixels = new Map<string, number | null>();
  private lowData = false;

  constructor(room: Room) {
    this.room = room;
  }

  /** Save data: no camera's picture comes in. */
  setLowData(lowData: boolean): void {
    this.lowData = lowData;
    for (const participant of this.room.remoteParticipants.values()) this.apply(participant, "camera");
  }

  want(peer: PeerId, source: Source, pixels: number | null): void {
    this.pixels.set(keyOf(peer, source), pixels);
    const participant = this.room.remoteParticipants.get(peer);
    if (participant) this.apply(participant, source);
  }

  /** Ask it of what they send by now. */
  applyAll(participant: RemoteParticipant): void {
    for (const source of SOURCES) this.apply(participant, source);
  }

  private apply(participant: RemoteParticipant, source: Source): void {
    const publication = publicationOf(participant, source);
    const height = this.pixels.get(keyOf(participant.identity, source));
    if (!publication) return;
    publication.setEnabled(height !== null && !(source === "camera" && this.lowData));
    if (height && publication.kind === "video")
      publication.setVideoDimensions({ width: Math.round(height * ASPECT), height });
  }
}

function keyOf(peer: PeerId, source: Source): string {
  return `${source} of ${peer}`;
}
