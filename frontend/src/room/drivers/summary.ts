/** A connection's statistics, reduced to what the room needs. */
import type { CallStats } from "../driver";
import { NO_STATS } from "../driver";

interface Inbound {
  type: "inbound-rtp";
  kind: string;
  framesDecoded?: number;
  totalAudioEnergy?: number;
  bytesReceived?: number;
  packetsReceived?: number;
  packetsLost?: number;
}

interface CandidatePair {
  type: "candidate-pair";
  state?: string;
  nominated?: boolean;
  currentRoundTripTime?: number;
}

type Entry = Inbound | CandidatePair | { type: "other" };

export function summarise(report: RTCStatsReport): CallStats {
  const sum = { ...NO_STATS };
  report.forEach((entry: Entry) => {
    if (entry.type === "inbound-rtp") {
      sum.framesDecoded += entry.framesDecoded ?? 0;
      sum.totalAudioEnergy += entry.totalAudioEnergy ?? 0;
      sum.bytesReceived += entry.bytesReceived ?? 0;
      sum.packetsReceived += entry.packetsReceived ?? 0;
      sum.packetsLost += entry.packetsLost ?? 0;
    } else if (entry.type === "candidate-pair" && entry.nominated && entry.state === "succeeded") {
      sum.roundTripTime = entry.currentRoundTripTime ?? sum.roundTripTime;
    }
  });
  return sum;
}
