/** Watches a running call: is media coming in, and how well? */
import type { CallDriver, CallStats } from "../drivers/port";
import { NO_STATS } from "../drivers/port";

const POLL_EVERY_MS = 1_000;
const POOR_LOSS = 0.08;
const POOR_ROUND_TRIP_S = 0.6;
/** So many polls in a row must agree before the quality changes. */
const POLLS = 4;
/** A shorter pause still counts as receiving. */
const RECEIVING_MS = 5_000;
/** Sound comes fifty times a second; browsers need five seconds and more to notice that it stopped. */
const STALL_MS = 2_500;
/** How long a new path may take before the next restart. */
const STALL_AGAIN_MS = 16_000;

export type ConnectionQuality = "good" | "poor";

/** The quality between two polls; null when nothing came in. */
export function qualityBetween(before: CallStats, now: CallStats): ConnectionQuality | null {
  const received = now.packetsReceived - before.packetsReceived;
  const lost = Math.max(0, now.packetsLost - before.packetsLost);
  if (received <= 0) return null;
  const slow = (now.roundTripTime ?? 0) > POOR_ROUND_TRIP_S;
  return slow || lost / (received + lost) > POOR_LOSS ? "poor" : "good";
}

export interface QualityMonitorCallbacks {
  onQuality(quality: ConnectionQuality): void;
  /** Media began or ceased to come in. */
  onReceiving(receiving: boolean): void;
  /** Something came in since the last poll. */
  onProgress(): void;
  /** Whether media should come in: there is a connection to somebody who sends. */
  expectsMedia(): boolean;
  /** Media should come in and does not, although the connection is reported as good. */
  onStall(): void;
  onStats(stats: CallStats): void;
}

export class QualityMonitor {
  private readonly driver: CallDriver;
  private readonly callbacks: QualityMonitorCallbacks;
  private readonly timer: ReturnType<typeof setInterval>;
  private stats: CallStats = NO_STATS;
  private grewAt = -Infinity;
  private expectedSince: number | null = null;
  private stalledAt = -Infinity;
  private receiving = false;
  private polls = 0;
  private reported: ConnectionQuality = "good";

  constructor(driver: CallDriver, callbacks: QualityMonitorCallbacks) {
    this.driver = driver;
    this.callbacks = callbacks;
    this.timer = setInterval(() => void this.poll(), POLL_EVERY_MS);
  }

  /** Whether media of the other person is coming in, as of now. */
  async isReceiving(): Promise<boolean> {
    await this.poll();
    return this.receiving;
  }

  close(): void {
    clearInterval(this.timer);
  }

  private async poll(): Promise<void> {
    const before = this.stats;
    const now = await this.driver.stats();
    this.stats = now;
    const at = performance.now();
    // A new connection counts from zero again; any change is progress.
    if (now.bytesReceived > 0 && now.bytesReceived !== before.bytesReceived) {
      this.grewAt = at;
      this.callbacks.onProgress();
    }
    this.callbacks.onStats(now);
    this.setReceiving(at - this.grewAt < RECEIVING_MS);
    this.checkStall(at);
    this.updateQuality(qualityBetween(before, now));
  }

  private checkStall(at: number): void {
    this.expectedSince = this.callbacks.expectsMedia() ? (this.expectedSince ?? at) : null;
    if (this.expectedSince === null || at - Math.max(this.expectedSince, this.grewAt) < STALL_MS) return;
    if (this.stalledAt > this.grewAt && at - this.stalledAt < STALL_AGAIN_MS) return;
    this.stalledAt = at;
    this.callbacks.onStall();
  }

  private setReceiving(receiving: boolean): void {
    if (receiving === this.receiving) return;
    this.receiving = receiving;
    this.callbacks.onReceiving(receiving);
  }

  private updateQuality(verdict: ConnectionQuality | null): void {
    this.polls = verdict === null || verdict === this.reported ? 0 : this.polls + 1;
    if (verdict === null || this.polls < POLLS) return;
    this.polls = 0;
    this.reported = verdict;
    this.callbacks.onQuality(verdict);
  }
}
