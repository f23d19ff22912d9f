/** Watches what comes from one other person: does it come, and how well? */
import type { Figures } from "./figures";

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
export function qualityBetween(before: Figures, now: Figures, roundTripS: number | null): ConnectionQuality | null {
  const received = now.packets - before.packets;
  const lost = Math.max(0, now.lost - before.lost);
  if (received <= 0) return null;
  const slow = (roundTripS ?? 0) > POOR_ROUND_TRIP_S;
  return slow || lost / (received + lost) > POOR_LOSS ? "poor" : "good";
}

export interface PeerPoll {
  readonly figures: Figures;
  readonly roundTripS: number | null;
  /** Whether media should come in: there is a connection, and they send. */
  readonly isExpected: boolean;
  /** Milliseconds of a steady clock. */
  readonly at: number;
}

/** What a poll has shown. */
export interface PeerVerdict {
  readonly isReceiving: boolean;
  /** Something came in since the last poll. */
  readonly progress: boolean;
  /** Media should come in and does not, although the connection is reported as good; told once for each restart. */
  readonly stalls: boolean;
  /** Another quality than the one told last. */
  readonly quality: ConnectionQuality | null;
}

export class PeerQuality {
  private figures: Figures | null = null;
  private grewAt = -Infinity;
  private expectedSince: number | null = null;
  private stalledAt = -Infinity;
  private polls = 0;
  private told: ConnectionQuality = "good";

  poll({ figures, roundTripS, isExpected, at }: PeerPoll): PeerVerdict {
    const before = this.figures ?? { ...figures, bytes: 0, packets: 0, lost: 0 };
    this.figures = figures;
    // A new connection counts from zero again; any change is progress.
    const progress = figures.bytes > 0 && figures.bytes !== before.bytes;
    if (progress) this.grewAt = at;
    return {
      isReceiving: at - this.grewAt < RECEIVING_MS,
      progress,
      stalls: this.stalls(isExpected, at),
      quality: this.changedQuality(qualityBetween(before, figures, roundTripS)),
    };
  }

  private stalls(isExpected: boolean, at: number): boolean {
    this.expectedSince = isExpected ? (this.expectedSince ?? at) : null;
    if (this.expectedSince === null || at - Math.max(this.expectedSince, this.grewAt) < STALL_MS) return false;
    if (this.stalledAt > this.grewAt && at - this.stalledAt < STALL_AGAIN_MS) return false;
    this.stalledAt = at;
    return true;
  }

  private changedQuality(verdict: ConnectionQuality | null): ConnectionQuality | null {
    this.polls = verdict === null || verdict === this.told ? 0 : this.polls + 1;
    if (verdict === null || this.polls < POLLS) return null;
    this.polls = 0;
    this.told = verdict;
    return verdict;
  }
}
