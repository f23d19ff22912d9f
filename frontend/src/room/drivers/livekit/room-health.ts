/** The figures of a media server's room, by person and source. */
import type { Room } from "livekit-client";
import { type CallHealth, type PeerId, SOURCES, type Source } from "../port";
import { joinHealth, summariseStats } from "../rtc-stats";
import { publicationOf } from "./members";
import { TRACK_SOURCES } from "./sources";

export async function roomHealth(room: Room, me: PeerId, peers: readonly PeerId[]): Promise<CallHealth> {
  const incoming = peers.flatMap((peer) => SOURCES.map((source) => sourceHealth(room, me, peer, source)));
  const outgoing = SOURCES.map((source) => ownHealth(room, me, source));
  const found = await Promise.all([...incoming, ...outgoing]);
  return joinHealth(found.filter((one) => one !== null));
}

async function sourceHealth(room: Room, me: PeerId, peer: PeerId, source: Source): Promise<CallHealth | null> {
  const participant = room.remoteParticipants.get(peer);
  const report = participant && (await publicationOf(participant, source)?.track?.getRTCStatsReport());
  return report ? summariseStats(report, { me, peer, incoming: () => source, outgoing: () => null }) : null;
}

async function ownHealth(room: Room, me: PeerId, source: Source): Promise<CallHealth | null> {
  const publication = room.localParticipant.getTrackPublication(TRACK_SOURCES[source]);
  const report = await publication?.track?.getRTCStatsReport();
  return report ? summariseStats(report, { me, peer: me, incoming: () => null, outgoing: () => source }) : null;
}
