import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type CallDriver, NO_HEALTH, type SourceStats } from "../drivers/port";
import { figuresFrom } from "./figures";
import { qualityBetween } from "./peer-quality";
import { QualityMonitor } from "./quality-monitor";

const NONE: SourceStats = { peer: "olena", source: "camera", bytes: 0, packets: 0, lost: 0, frames: 0, energy: 0 };
const stats = (part: Partial<SourceStats>): ReturnType<typeof figuresFrom> =>
  figuresFrom({ ...NO_HEALTH, sources: [{ ...NONE, ...part }] }, "olena");
const ZERO = stats({});

describe("quality between two looks", () => {
  test("nothing received says nothing", () => expect(qualityBetween(ZERO, ZERO, null)).toBeNull());
  test("few losses are good", () => expect(qualityBetween(ZERO, stats({ packets: 97, lost: 3 }), null)).toBe("good"));
  test("many losses are poor", () => expect(qualityBetween(ZERO, stats({ packets: 90, lost: 10 }), null)).toBe("poor"));
  test("a long way is poor", () => expect(qualityBetween(ZERO, stats({ packets: 9 }), 0.9)).toBe("poor"));
  test("old losses are forgotten", () => {
    const before = stats({ packets: 50, lost: 50 });
    expect(qualityBetween(before, stats({ packets: 150, lost: 50 }), null)).toBe("good");
  });
});

describe("the watch over a call", () => {
  let now: SourceStats;
  let reported: string[];
  let watch: QualityMonitor;
  let expected: boolean;

  beforeEach(() => {
    vi.useFakeTimers();
    now = NONE;
    reported = [];
    expected = false;
    const health = () => Promise.resolve({ ...NO_HEALTH, sources: [now] });
    const driver = { health } as Partial<CallDriver> as CallDriver;
    watch = new QualityMonitor(driver, {
      peers: () => ["olena"],
      onQuality: (_peer, verdict) => reported.push(verdict),
      onReceiving: (receiving) => reported.push(receiving ? "flows" : "stands"),
      onProgress: () => undefined,
      expectsMedia: () => expected,
      onStall: () => reported.push("stalled"),
      onHealth: () => undefined,
    });
  });

  afterEach(() => {
    watch.close();
    vi.useRealTimers();
  });

  async function run(seconds: number, perSecond: Partial<SourceStats>): Promise<void> {
    for (let second = 0; second < seconds; second += 1) {
      const sum: { -readonly [Key in keyof SourceStats]: SourceStats[Key] } = { ...now };
      for (const [key, value] of Object.entries(perSecond)) sum[key as "bytes"] += Number(value);
      now = sum;
      await vi.advanceTimersByTimeAsync(1_000);
    }
  }

  const FINE = { bytes: 1_000, packets: 50 };

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
    now = NONE;
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
    await run(2, { ...FINE, lost: 50 });
    await run(2, FINE);
    expect(reported).toEqual(["flows"]);
    await run(4, { ...FINE, lost: 50 });
    expect(reported).toEqual(["flows", "poor"]);
    await run(4, FINE);
    expect(reported).toEqual(["flows", "poor", "good"]);
  });

  test("of two others each is watched by themselves", async () => {
    watch.close();
    const maria: SourceStats = { ...NONE, peer: "maria" };
    let bytes = 0;
    const health = () => {
      bytes += 100;
      return Promise.resolve({ ...NO_HEALTH, sources: [{ ...now, bytes }, maria] });
    };
    const stalled: string[] = [];
    watch = new QualityMonitor({ health } as Partial<CallDriver> as CallDriver, {
      peers: () => ["olena", "maria"],
      onQuality: () => undefined,
      onReceiving: (receiving) => reported.push(receiving ? "flows" : "stands"),
      onProgress: () => undefined,
      expectsMedia: () => true,
      onStall: (peer) => stalled.push(peer),
      onHealth: () => undefined,
    });
    await vi.advanceTimersByTimeAsync(10_000);
    expect([reported, stalled]).toEqual([["flows"], ["maria"]]);
  });
});
