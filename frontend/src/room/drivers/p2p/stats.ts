/** A connection's statistics, reduced to what the room needs. */
import type { CallPath, CallStats } from "../port";
import { NO_STATS } from "../port";

interface Inbound {
  type: "inbound-rtp";
  kind: string;
  framesDecoded?: number;
  totalAudioEnergy?: number;
  bytesReceived?: number;
  packetsReceived?: number;
  packetsLost?: number;
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

type Entry = Inbound | RemoteInbound | MediaSource | CandidatePair | Candidate | { type: "other" };

/** `cameraId` names the camera's track among the pictures that are sent. */
export function summariseStats(report: RTCStatsReport, cameraId: string | null = null): CallStats {
  const sum = { ...NO_STATS };
  report.forEach((entry: Entry) => {
    if (entry.type === "inbound-rtp") {
      sum.framesDecoded += entry.framesDecoded ?? 0;
      sum.totalAudioEnergy += entry.totalAudioEnergy ?? 0;
      sum.bytesReceived += entry.bytesReceived ?? 0;
      if (entry.kind === "audio") sum.audioBytesReceived += entry.bytesReceived ?? 0;
      sum.packetsReceived += entry.packetsReceived ?? 0;
      sum.packetsLost += entry.packetsLost ?? 0;
    } else if (entry.type === "remote-inbound-rtp") {
      sum.uplinkLoss = Math.max(sum.uplinkLoss ?? 0, entry.fractionLost ?? 0);
    } else if (entry.type === "media-source") {
      if (entry.kind === "audio") sum.microphoneEnergy = entry.totalAudioEnergy ?? null;
      else if (entry.trackIdentifier === cameraId) sum.cameraFrames = entry.frames ?? null;
    } else if (entry.type === "candidate-pair" && entry.nominated && entry.state === "succeeded") {
      sum.roundTripTime = entry.currentRoundTripTime ?? sum.roundTripTime;
      sum.path = pathOf(report, entry) ?? sum.path;
    }
  });
  return sum;
}

function pathOf(report: RTCStatsReport, pair: CandidatePair): CallPath | null {
  const find = (id: string | undefined): Candidate | undefined =>
    id ? (report.get(id) as Candidate | undefined) : undefined;
  const [local, remote] = [find(pair.localCandidateId), find(pair.remoteCandidateId)];
  if (!local?.candidateType || !remote?.candidateType) return null;
  const protocol = local.relayProtocol ?? local.protocol ?? "udp";
  return { local: local.candidateType, remote: remote.candidateType, protocol };
}
