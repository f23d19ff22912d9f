/** Tells the server now and then how the connection is, for the record of the call: figures and kinds, no addresses. */
import type { CallDriver, CallPath, CallStats } from "../drivers/port";
import { NO_STATS } from "../drivers/port";

const EVERY_MS = 30_000;

/** What happened since the last report. */
export interface Health {
  browser: string;
  path: CallPath | null;
  rttMs: number | null;
  received: number;
  lost: number;
  restarts: number;
}

export class Reporter {
  private readonly driver: CallDriver;
  private readonly send: (health: Health, last: boolean) => Promise<void>;
  private readonly timer: ReturnType<typeof setInterval>;
  private told: CallStats = NO_STATS;
  private now: CallStats = NO_STATS;

  constructor(driver: CallDriver, send: (health: Health, last: boolean) => Promise<void>) {
    this.driver = driver;
    this.send = send;
    this.timer = setInterval(() => void this.look(), EVERY_MS);
  }

  /** The figures as others have just read them, so that the last report needs no waiting. */
  note(stats: CallStats): void {
    if (stats.packetsReceived > 0) this.now = stats;
  }

  close(): void {
    clearInterval(this.timer);
    this.tell(true);
  }

  private async look(): Promise<void> {
    this.note(await this.driver.stats());
    this.tell(false);
  }

  private tell(last: boolean): void {
    const { told, now } = this;
    if (now === told || now.packetsReceived === told.packetsReceived) return;
    this.told = now;
    const health: Health = {
      browser: browserFamily(navigator.userAgent),
      path: now.path,
      rttMs: now.roundTripTime === null ? null : Math.round(now.roundTripTime * 1_000),
      received: grown(told.packetsReceived, now.packetsReceived),
      lost: grown(told.packetsLost, now.packetsLost),
      restarts: grown(told.restarts, now.restarts),
    };
    // A lost report is a gap in a statistic, no more.
    void this.send(health, last).catch(() => undefined);
  }
}

/** A new connection counts from nothing again. */
function grown(before: number, now: number): number {
  return Math.max(0, now >= before ? now - before : now);
}

/** The maker's family, as far as a page can tell; all browsers of iPhones are Safari inside. */
export function browserFamily(agent: string): string {
  if (/iPhone|iPad/.test(agent)) return "Safari iOS";
  if (/Firefox\//.test(agent)) return "Firefox";
  if (/Edg\//.test(agent)) return "Edge";
  if (/SamsungBrowser\//.test(agent)) return "Samsung";
  if (/Chrome\//.test(agent)) return /Android/.test(agent) ? "Chrome Android" : "Chrome";
  return /Safari\//.test(agent) ? "Safari" : "other";
}
