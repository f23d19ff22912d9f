import { expect, test } from "vitest";
import { NO_HEALTH, type SourceStats } from "./port";
import { joinHealth, type StatsNames, summariseStats } from "./rtc-stats";

const NAMES: StatsNames = {
  me: "ivan",
  peer: "olena",
  incoming: (mid) => (({ 0: "microphone", 1: "camera", 2: "screen" })[mid ?? ""] as "camera" | undefined) ?? null,
  outgoing: (track) => (track === "own voice" ? "microphone" : track === "own face" ? "camera" : null),
};

const report = (entries: Record<string, object>): RTCStatsReport =>
  new Map(Object.entries(entries)) as unknown as RTCStatsReport;

const PAIR = { type: "candidate-pair", nominated: true, state: "succeeded", currentRoundTripTime: 0.04 };

test("what comes in is told by source, with the path and the round trip", () => {
  const found = summariseStats(
    report({
      v: {
        type: "inbound-rtp",
        kind: "video",
        mid: "1",
        framesDecoded: 30,
        bytesReceived: 900,
        packetsReceived: 9,
        packetsLost: 1,
      },
      s: { type: "inbound-rtp", kind: "video", mid: "2", framesDecoded: 3, bytesReceived: 90, packetsReceived: 2 },
      a: {
        type: "inbound-rtp",
        kind: "audio",
        totalAudioEnergy: 0.5,
        bytesReceived: 100,
        packetsReceived: 5,
        packetsLost: 0,
      },
      p: { ...PAIR, localCandidateId: "l", remoteCandidateId: "r" },
      l: {
        type: "local-candidate",
        candidateType: "relay",
        protocol: "udp",
        relayProtocol: "tcp",
        address: "192.0.2.1",
      },
      r: { type: "remote-candidate", candidateType: "srflx", protocol: "udp", address: "192.0.2.2" },
      q: { type: "candidate-pair", nominated: false, state: "failed", currentRoundTripTime: 9 },
      c: { type: "codec" },
    }),
    NAMES,
  );
  const peer = "olena";
  expect(found).toEqual({
    sources: [
      { peer, source: "camera", bytes: 900, packets: 9, lost: 1, frames: 30, energy: 0 },
      { peer, source: "screen", bytes: 90, packets: 2, lost: 0, frames: 3, energy: 0 },
      // Where the line is not told, the kind decides.
      { peer, source: "microphone", bytes: 100, packets: 5, lost: 0, frames: 0, energy: 0.5 },
    ],
    uplink: null,
    roundTripS: 0.04,
    path: { local: "relay", remote: "srflx", protocol: "tcp" },
    restarts: 0,
  });
});

test("one's own sources are told as far as they are measured, and what becomes of them", () => {
  const found = summariseStats(
    report({
      m: { type: "media-source", kind: "audio", trackIdentifier: "own voice", totalAudioEnergy: 0.2 },
      c: { type: "media-source", kind: "video", trackIdentifier: "own face", frames: 60 },
      f: { type: "media-source", kind: "video", trackIdentifier: "own face" },
      i: { type: "remote-inbound-rtp", fractionLost: 0.25 },
      j: { type: "remote-inbound-rtp", fractionLost: 0.05 },
      o: { type: "outbound-rtp", qualityLimitationReason: "bandwidth" },
    }),
    NAMES,
  );
  expect(found.sources.map(({ peer, source, energy, frames }) => [peer, source, energy, frames])).toEqual([
    ["ivan", "microphone", 0.2, 0],
    ["ivan", "camera", 0, 60],
  ]);
  expect(found.uplink).toEqual({ lost: 0.25, limitedBy: "bandwidth" });
});

test("the figures of several connections are those of one call: of each the worst, one's own sources once", () => {
  const source = (peer: string): SourceStats => {
    return { peer, source: "camera", bytes: 1, packets: 1, lost: 0, frames: 1, energy: 0 };
  };
  const one = { ...NO_HEALTH, sources: [source("me"), source("olena")], roundTripS: 0.1, restarts: 1 };
  const uplink = { lost: 0.2, limitedBy: "cpu" as const };
  const other = { ...NO_HEALTH, sources: [source("me"), source("maria")], roundTripS: 0.3, restarts: 2, uplink };
  const joined = joinHealth([one, other]);
  expect(joined.sources.map(({ peer }) => peer)).toEqual(["me", "olena", "maria"]);
  expect([joined.roundTripS, joined.restarts, joined.uplink]).toEqual([0.3, 3, uplink]);
});
