/** The others in the media server's room, and what is told of them. */
import type { RemoteParticipant, RemoteTrackPublication, Room } from "livekit-client";
import { type DriverEvent, type Link, type PeerAddress, type PeerId, SOURCES, type Source } from "../port";
import type { Announcement } from "./announcements";
import { TRACK_SOURCES } from "./sources";

interface Member {
  link: Link;
  announced: Announcement | null;
}

export class Members {
  private readonly room: Room;
  private readonly on: (event: DriverEvent) => void;
  private readonly members = new Map<PeerId, Member>();
  /** The page load of each, as far as our own server has told. */
  private readonly epochs: Map<PeerId, number>;
  /** Those who left their seat, whatever the media server still knows of them. */
  private readonly away = new Set<PeerId>();

  constructor(room: Room, present: readonly PeerAddress[], on: (event: DriverEvent) => void) {
    this.room = room;
    this.on = on;
    this.epochs = new Map(present.map(({ id, epoch }) => [id, epoch]));
  }

  get ids(): readonly PeerId[] {
    return [...this.members.keys()];
  }

  /** Our own server says that a page load took a seat, or left it. */
  seat({ id, epoch }: PeerAddress, here: boolean): void {
    const known = this.epochs.get(id) ?? -1;
    if (!here) {
      if (epoch !== known || !this.members.has(id)) return;
      this.away.add(id);
      this.left(id);
      return;
    }
    if (epoch >= known) this.epochs.set(id, epoch);
    this.away.delete(id);
    const participant = this.room.remoteParticipants.get(id);
    if (participant) this.joined(participant);
  }

  /** The media server says that they are in the room. */
  joined(participant: RemoteParticipant): void {
    const { identity: peer } = participant;
    if (this.members.has(peer) || this.away.has(peer)) return;
    this.members.set(peer, { link: "connecting", announced: null });
    this.on({ kind: "joined", peer });
    this.on({ kind: "link", peer, link: "connecting" });
    for (const source of SOURCES) this.track(participant, source);
    if (participant.isActive) this.setLink(peer, "good");
  }

  left(peer: PeerId): void {
    if (this.members.delete(peer)) this.on({ kind: "left", peer });
  }

  /** A new page load of theirs takes the place of the old one in the room. */
  returned(participant: RemoteParticipant): void {
    this.away.delete(participant.identity);
    this.joined(participant);
  }

  setLink(peer: PeerId, link: Link): void {
    const member = this.members.get(peer);
    if (!member || member.link === link) return;
    member.link = link;
    this.on({ kind: "link", peer, link });
  }

  announced(peer: PeerId, announced: Announcement): void {
    const member = this.members.get(peer);
    if (!member) return;
    member.announced = announced;
    this.on({ kind: "sends", peer, ...announced });
  }

  /** Say what comes of one source, if they are there. */
  track(participant: RemoteParticipant, source: Source): void {
    const track = publicationOf(participant, source)?.track;
    if (!this.members.has(participant.identity) || !track) return;
    this.on({ kind: "track", peer: participant.identity, source, track: track.mediaStreamTrack });
    // Whose media come is connected, whatever else is known of them.
    if (this.members.get(participant.identity)?.link === "connecting") this.setLink(participant.identity, "good");
  }

  trackGone(peer: PeerId, source: Source): void {
    if (this.members.has(peer)) this.on({ kind: "track", peer, source, track: null });
  }
}

export function publicationOf(participant: RemoteParticipant, source: Source): RemoteTrackPublication | undefined {
  return participant.getTrackPublication(TRACK_SOURCES[source]) as RemoteTrackPublication | undefined;
}
