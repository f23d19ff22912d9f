/** A connection's statistics, reduced to what the room needs. */
import { type CallHealth, type CallPath, NO_HEALTH, type PeerId, type Source, type SourceStats } from "./port";

interface Inbound {
  type: "inbound-rtp";
  kind: string;
  mid?: string;
  trackIdentifier?: string;
  framesDecoded?: number;
  totalAudioEnergy?: number;
  bytesReceived?: number;
  packetsReceived?: number;
  packetsLost?: number;
}

interface Outbound {
  type: "outbound-rtp";
  qualityLimitationReason?: string;
}

interface RemoteInbound {
  type: "remote-inbound-rtp";
  fractionLost?: number;
}

interface MediaSource {
  type: "media-source";
  kind: string;
  trackIdentifier?: string;
  totalAudioEnergy?: number;
  frames?: number;
}

interface CandidatePair {
  type: "candidate-pair";
  state?: string;
  nominated?: boolean;
  currentRoundTripTime?: number;
  localCandidateId?: string;
  remoteCandidateId?: string;
}

interface Candidate {
  type: "local-candidate" | "remote-candidate";
  candidateType?: string;
  protocol?: string;
  /** How a relay is reached, which is what a firewall sees. */
  relayProtocol?: string;
}

type Entry = Inbound | Outbound | RemoteInbound | MediaSource | CandidatePair | Candidate | { type: "other" };
type Uplink = NonNullable<CallHealth["uplink"]>;

/** How the sources of a connection are told apart. */
export interface StatsNames {
  me: PeerId;
  peer: PeerId;
  /** The source of what comes in, by the line of the description and the track; null when neither is known. */
  incoming(mid: string | undefined, track: string | undefined): Source | null;
  /** The source of a track that is sent. */
  outgoing(track: string | undefined): Source | null;
}

export function summariseStats(report: RTCStatsReport, names: StatsNames): CallHealth {
  const sources: SourceStats[] = [];
  let health = NO_HEALTH;
  report.forEach((entry: Entry) => {
    if (entry.type === "inbound-rtp") sources.push(inboundSource(entry, names));
    else if (entry.type === "media-source") sources.push(...ownSource(entry, names));
    else if (entry.type === "remote-inbound-rtp") {
      health = { ...health, uplink: worse(health.uplink, { lost: entry.fractionLost ?? 0, limitedBy: "none" }) };
    } else if (entry.type === "outbound-rtp") {
      const limitedBy = limitOf(entry);
      if (limitedBy !== "none") health = { ...health, uplink: worse(health.uplink, { lost: 0, limitedBy }) };
    } else if (entry.type === "candidate-pair" && entry.nominated && entry.state === "succeeded") {
      const roundTripS = entry.currentRoundTripTime ?? health.roundTripS;
      health = { ...health, roundTripS, path: pathOf(report, entry) ?? health.path };
    }
  });
  return { ...health, sources };
}

/** The figures of several connections as those of one call: of each, the worst. */
export function joinHealth(all: readonly CallHealth[]): CallHealth {
  const joined = all.reduce((sum, one) => {
    const ownKnown = new Set(sum.sources.map(({ peer, source }) => `${peer} ${source}`));
    return {
      // One's own sources are the same in each.
      sources: [...sum.sources, ...one.sources.filter(({ peer, source }) => !ownKnown.has(`${peer} ${source}`))],
      uplink: one.uplink ? worse(sum.uplink, one.uplink) : sum.uplink,
      roundTripS: one.roundTripS === null ? sum.roundTripS : Math.max(sum.roundTripS ?? 0, one.roundTripS),
      path: sum.path ?? one.path,
      restarts: sum.restarts + one.restarts,
    };
  }, NO_HEALTH);
  return joined;
}

function inboundSource(entry: Inbound, names: StatsNames): SourceStats {
  const source = names.incoming(entry.mid, entry.trackIdentifier);
  return {
    peer: names.peer,
    source: source ?? (entry.kind === "audio" ? "microphone" : "camera"),
    bytes: entry.bytesReceived ?? 0,
    packets: entry.packetsReceived ?? 0,
    lost: entry.packetsLost ?? 0,
    frames: entry.framesDecoded ?? 0,
    energy: entry.totalAudioEnergy ?? 0,
  };
}

/** What a browser does not count is not in the list. */
function ownSource({ trackIdentifier, totalAudioEnergy, frames }: MediaSource, names: StatsNames): SourceStats[] {
  const source = names.outgoing(trackIdentifier);
  const isSound = source === "microphone" || source === "screenAudio";
  if (source === null || (isSound ? totalAudioEnergy : frames) === undefined) return [];
  const none = { bytes: 0, packets: 0, lost: 0 };
  return [{ peer: names.me, source, ...none, frames: frames ?? 0, energy: totalAudioEnergy ?? 0 }];
}

function limitOf({ qualityLimitationReason: reason }: Outbound): Uplink["limitedBy"] {
  return reason === "bandwidth" || reason === "cpu" ? reason : "none";
}

function worse(one: Uplink | null, other: Uplink): Uplink {
  const limits: readonly Uplink["limitedBy"][] = [one?.limitedBy ?? "none", other.limitedBy];
  const limitedBy = limits.find((limit) => limit !== "none") ?? "none";
  return { lost: Math.max(one?.lost ?? 0, other.lost), limitedBy };
}

function pathOf(report: RTCStatsReport, pair: CandidatePair): CallPath | null {
  const find = (id: string | undefined): Candidate | undefined =>
    id ? (report.get(id) as Candidate | undefined) : undefined;
  const [local, remote] = [find(pair.localCandidateId), find(pair.remoteCandidateId)];
  if (!local?.candidateType || !remote?.candidateType) return null;
  const protocol = local.relayProtocol ?? local.protocol ?? "udp";
  return { local: local.candidateType, remote: remote.candidateType, protocol };
}
