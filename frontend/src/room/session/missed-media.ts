/**
 * When media came in while heartbeats did not reach the server: kept here, over a reload too, and sent with the next
 * heartbeat, so that an outage of the server does not shorten what was lived.
 */
import { tabStorage } from "../../shared/storage";

/** From and until so many milliseconds ago: the server knows its own clock only. */
export type Ago = [from: number, until: number];
type Span = [from: number, until: number];

/** Two looks further apart than this say nothing of the time between. */
const LONGEST_GAP_MS = 20_000;
const MOST = 50;
const OLDEST_MS = 24 * 3_600_000;

export class MissedMedia {
  private readonly name: string;
  private spans: Span[];
  /** Whether the heartbeat before this one has not been answered. */
  private isMissing: boolean;
  private last: { at: number; connected: boolean } | null = null;

  /** `call` tells consultations of one tab apart. */
  constructor(call: string) {
    this.name = `visavis media ${call}`;
    this.spans = read(this.name);
    this.isMissing = this.spans.length > 0;
  }

  /** A heartbeat is about to go: returns what those before it could not say, or null when they said it all. */
  note(connected: boolean, now: number): Ago[] | null {
    const { last } = this;
    if (connected && last?.connected && now > last.at && now - last.at <= LONGEST_GAP_MS) this.add(last.at, now);
    this.last = { at: now, connected };
    if (!this.isMissing) {
      this.isMissing = true;
      return null;
    }
    tabStorage.set(this.name, JSON.stringify(this.spans));
    return this.kept(now);
  }

  /** What came in while the server did not hear it, as of `now`; null where there is none. */
  kept(now: number): Ago[] | null {
    const told = this.spans.filter(([from, until]) => from <= until && until <= now && now - from < OLDEST_MS);
    return told.length > 0 ? told.map(([from, until]) => [Math.round(now - from), Math.round(now - until)]) : null;
  }

  /** The server has the heartbeat that was sent at `at`. */
  heard(at: number): void {
    this.spans = this.spans.filter(([, until]) => until > at);
    this.isMissing = this.last !== null && this.last.at > at;
    if (!this.isMissing) tabStorage.remove(this.name);
  }

  private add(from: number, until: number): void {
    const end = this.spans.at(-1);
    if (end?.[1] === from) end[1] = until;
    else this.spans.push([from, until]);
    this.spans = this.spans.slice(-MOST);
  }
}

function read(name: string): Span[] {
  try {
    const kept: unknown = JSON.parse(tabStorage.get(name) ?? "[]");
    return Array.isArray(kept) ? kept.filter(isSpan).slice(-MOST) : [];
  } catch {
    return [];
  }
}

function isSpan(value: unknown): value is Span {
  return Array.isArray(value) && value.length === 2 && value.every((at) => typeof at === "number");
}
