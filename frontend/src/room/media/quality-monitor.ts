/** Watches a running call: is media coming in, and how well? */
import type { CallDriver, CallStats } from "../drivers/port";
import { NO_STATS } from "../drivers/port";

const LOOK_EVERY_MS = 1_000;
const POOR_LOSS = 0.08;
const POOR_ROUND_TRIP_S = 0.6;
/** A bad look or two are weather. */
const LOOKS = 4;
/** Media that paused for less still flows. */
const FLOW_MS = 5_000;
/** Sound comes fifty times a second. Browsers take five seconds and more to find that nothing does. */
const STALL_MS = 2_500;
/** A new path gets so long before another one is asked for. */
const STALL_AGAIN_MS = 16_000;

export type Quality = "good" | "poor";

/** Good or poor between two looks; null when nothing can be said. */
export function quality(before: CallStats, now: CallStats): Quality | null {
  const received = now.packetsReceived - before.packetsReceived;
  const lost = Math.max(0, now.packetsLost - before.packetsLost);
  if (received <= 0) return null;
  const slow = (now.roundTripTime ?? 0) > POOR_ROUND_TRIP_S;
  return slow || lost / (received + lost) > POOR_LOSS ? "poor" : "good";
}

export interface WatchReports {
  onQuality(quality: Quality): void;
  /** Media began or ceased to come in. */
  onFlow(flowing: boolean): void;
  /** Something came in since the last look. */
  onGrowth(): void;
  /** Whether anything should be coming in: connected to somebody who sends. */
  expects(): boolean;
  /** It should, and does not, though the connection says that all is well. */
  onStall(): void;
  onStats(stats: CallStats): void;
}

export class Watch {
  private readonly driver: CallDriver;
  private readonly reports: WatchReports;
  private readonly timer: ReturnType<typeof setInterval>;
  private seen: CallStats = NO_STATS;
  private grewAt = -Infinity;
  private expectedSince: number | null = null;
  private stalledAt = -Infinity;
  private flowing = false;
  private looks = 0;
  private told: Quality = "good";

  constructor(driver: CallDriver, reports: WatchReports) {
    this.driver = driver;
    this.reports = reports;
    this.timer = setInterval(() => void this.look(), LOOK_EVERY_MS);
  }

  /** Whether media of the other person is coming in, as of now. */
  async flows(): Promise<boolean> {
    await this.look();
    return this.flowing;
  }

  close(): void {
    clearInterval(this.timer);
  }

  private async look(): Promise<void> {
    const before = this.seen;
    const now = await this.driver.stats();
    this.seen = now;
    const at = performance.now();
    // A new connection counts from nothing again; that it counts at all is growth.
    if (now.bytesReceived > 0 && now.bytesReceived !== before.bytesReceived) {
      this.grewAt = at;
      this.reports.onGrowth();
    }
    this.reports.onStats(now);
    this.note(at - this.grewAt < FLOW_MS);
    this.guard(at);
    this.judge(quality(before, now));
  }

  private guard(at: number): void {
    this.expectedSince = this.reports.expects() ? (this.expectedSince ?? at) : null;
    if (this.expectedSince === null || at - Math.max(this.expectedSince, this.grewAt) < STALL_MS) return;
    if (this.stalledAt > this.grewAt && at - this.stalledAt < STALL_AGAIN_MS) return;
    this.stalledAt = at;
    this.reports.onStall();
  }

  private note(flowing: boolean): void {
    if (flowing === this.flowing) return;
    this.flowing = flowing;
    this.reports.onFlow(flowing);
  }

  private judge(verdict: Quality | null): void {
    this.looks = verdict === null || verdict === this.told ? 0 : this.looks + 1;
    if (verdict === null || this.looks < LOOKS) return;
    this.looks = 0;
    this.told = verdict;
    this.reports.onQuality(verdict);
  }
}
