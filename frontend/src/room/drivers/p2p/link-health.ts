/** What one link's own statistics say, with the sources by their names. */
import { type CallHealth, NO_HEALTH, type Outgoing, type PeerId, type Source } from "../port";
import { summariseStats } from "../rtc-stats";
import { LINES } from "./connection-pool";
import type { PeerLink } from "./peer-link";

export async function linkHealth(link: PeerLink, me: PeerId, peer: PeerId, outgoing: Outgoing): Promise<CallHealth> {
  const report = await link.stats();
  if (!report) return NO_HEALTH;
  const transceivers = link.connection.getTransceivers();
  const sourceAt = (index: number): Source | null => LINES[index] ?? null;
  return summariseStats(report, {
    me,
    peer,
    incoming: (mid, track) =>
      sourceAt(transceivers.findIndex((one) => one.mid !== null && one.mid === mid)) ??
      sourceAt(transceivers.findIndex((one) => one.receiver.track.id === track)),
    outgoing: (track) => LINES.find((source) => outgoing.tracks[source]?.id === track) ?? null,
  });
}
