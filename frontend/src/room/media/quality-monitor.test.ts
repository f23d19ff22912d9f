import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { summariseStats } from "../drivers/p2p/stats";
import { type CallDriver, type CallStats, NO_STATS } from "../drivers/port";
import { QualityMonitor, qualityBetween } from "./quality-monitor";

const stats = (part: Partial<CallStats>): CallStats => ({ ...NO_STATS, ...part });

describe("quality between two looks", () => {
  test("nothing received says nothing", () => expect(qualityBetween(NO_STATS, NO_STATS)).toBeNull());
  test("few losses are good", () =>
    expect(qualityBetween(NO_STATS, stats({ packetsReceived: 97, packetsLost: 3 }))).toBe("good"));
  test("many losses are poor", () =>
    expect(qualityBetween(NO_STATS, stats({ packetsReceived: 90, packetsLost: 10 }))).toBe("poor"));
  test("a long way is poor", () =>
    expect(qualityBetween(NO_STATS, stats({ packetsReceived: 9, roundTripTime: 0.9 }))).toBe("poor"));
  test("old losses are forgotten", () => {
    const before = stats({ packetsReceived: 50, packetsLost: 50 });
    expect(qualityBetween(before, stats({ packetsReceived: 150, packetsLost: 50 }))).toBe("good");
  });
});

describe("the watch over a call", () => {
  let now: CallStats;
  let reported: string[];
  let watch: QualityMonitor;
  let expected: boolean;

  beforeEach(() => {
    vi.useFakeTimers();
    now = NO_STATS;
    reported = [];
    expected = false;
    const driver = { stats: () => Promise.resolve(now) } as CallDriver;
    watch = new QualityMonitor(driver, {
      onQuality: (verdict) => reported.push(verdict),
      onReceiving: (receiving) => reported.push(receiving ? "flows" : "stands"),
      onProgress: () => undefined,
      expectsMedia: () => expected,
      onStall: () => reported.push("stalled"),
      onStats: () => undefined,
    });
  });

  afterEach(() => {
    watch.close();
    vi.useRealTimers();
  });

  async function run(seconds: number, perSecond: Partial<CallStats>): Promise<void> {
    for (let second = 0; second < seconds; second += 1) {
      const sum = { ...now };
      for (const [key, value] of Object.entries(perSecond)) sum[key as "bytesReceived"] += Number(value);
      now = sum;
      await vi.advanceTimersByTimeAsync(1_000);
    }
  }

  const FINE = { bytesReceived: 1_000, packetsReceived: 50 };

  test("media that comes in flows, and after five seconds without it stands", async () => {
    expect(await watch.isReceiving()).toBe(false);
    await run(4, FINE);
    expect(await watch.isReceiving()).toBe(true);
    await run(4, {});
    expect(await watch.isReceiving()).toBe(true);
    await run(4, {});
    expect(await watch.isReceiving()).toBe(false);
    expect(reported).toEqual(["flows", "stands"]);
  });

  test("a new connection counts from nothing again and still flows", async () => {
    await run(10, FINE);
    now = NO_STATS;
    await run(2, FINE);
    await run(4, FINE);
    expect(reported).toEqual(["flows"]);
  });

  test("media that should come and does not, although connected, is a stall; told once, and again if no path helps", async () => {
    await run(10, {});
    expect(reported).toEqual([]);
    expected = true;
    await run(3, {});
    expect(reported).toEqual([]);
    await run(2, {});
    expect(reported).toEqual(["stalled"]);
    await run(12, {});
    expect(reported).toEqual(["stalled"]);
    await run(6, {});
    expect(reported).toEqual(["stalled", "stalled"]);
    await run(8, FINE);
    expect(reported).toEqual(["stalled", "stalled", "flows"]);
  });

  test("a bad look or two are weather, more are told, and so is the recovery", async () => {
    await run(4, FINE);
    await run(2, { ...FINE, packetsLost: 50 });
    await run(2, FINE);
    expect(reported).toEqual(["flows"]);
    await run(4, { ...FINE, packetsLost: 50 });
    expect(reported).toEqual(["flows", "poor"]);
    await run(4, FINE);
    expect(reported).toEqual(["flows", "poor", "good"]);
  });
});

test("a connection's report is summed over sound and picture", () => {
  const report = new Map<string, object>([
    [
      "v",
      { type: "inbound-rtp", kind: "video", framesDecoded: 30, bytesReceived: 900, packetsReceived: 9, packetsLost: 1 },
    ],
    [
      "a",
      {
        type: "inbound-rtp",
        kind: "audio",
        totalAudioEnergy: 0.5,
        bytesReceived: 100,
        packetsReceived: 5,
        packetsLost: 0,
      },
    ],
    [
      "p",
      {
        type: "candidate-pair",
        nominated: true,
        state: "succeeded",
        currentRoundTripTime: 0.04,
        localCandidateId: "l",
        remoteCandidateId: "r",
      },
    ],
    [
      "l",
      { type: "local-candidate", candidateType: "relay", protocol: "udp", relayProtocol: "tcp", address: "192.0.2.1" },
    ],
    ["r", { type: "remote-candidate", candidateType: "srflx", protocol: "udp", address: "192.0.2.2" }],
    ["q", { type: "candidate-pair", nominated: false, state: "failed", currentRoundTripTime: 9 }],
    ["c", { type: "codec" }],
  ]);
  expect(summariseStats(report as unknown as RTCStatsReport)).toMatchObject({
    audioBytesReceived: 100,
    framesDecoded: 30,
    totalAudioEnergy: 0.5,
    bytesReceived: 1_000,
    packetsReceived: 14,
    packetsLost: 1,
    roundTripTime: 0.04,
    path: { local: "relay", remote: "srflx", protocol: "tcp" },
    restarts: 0,
  });
});
