/** Reports the connection's quality to the server, for the record of the call: figures and kinds, no addresses. */
import type { CallDriver, CallPath, CallStats } from "../drivers/port";
import { NO_STATS } from "../drivers/port";

const EVERY_MS = 30_000;

/** What happened since the last report. */
export interface ConnectionHealth {
  browser: string;
  path: CallPath | null;
  rttMs: number | null;
  received: number;
  lost: number;
  restarts: number;
}

export class ConnectionReporter {
  private readonly driver: CallDriver;
  private readonly send: (health: ConnectionHealth, last: boolean) => Promise<void>;
  private readonly timer: ReturnType<typeof setInterval>;
  private reported: CallStats = NO_STATS;
  private now: CallStats = NO_STATS;

  constructor(driver: CallDriver, send: (health: ConnectionHealth, last: boolean) => Promise<void>) {
    this.driver = driver;
    this.send = send;
    this.timer = setInterval(() => void this.poll(), EVERY_MS);
  }

  /** Figures that were just read elsewhere, so that the last report needs no waiting. */
  setStats(stats: CallStats): void {
    if (stats.packetsReceived > 0) this.now = stats;
  }

  close(): void {
    clearInterval(this.timer);
    this.report(true);
  }

  private async poll(): Promise<void> {
    this.setStats(await this.driver.stats());
    this.report(false);
  }

  private report(last: boolean): void {
    const { reported, now } = this;
    if (now === reported || now.packetsReceived === reported.packetsReceived) return;
    this.reported = now;
    const health: ConnectionHealth = {
      browser: browserFamily(navigator.userAgent),
      path: now.path,
      rttMs: now.roundTripTime === null ? null : Math.round(now.roundTripTime * 1_000),
      received: growth(reported.packetsReceived, now.packetsReceived),
      lost: growth(reported.packetsLost, now.packetsLost),
      restarts: growth(reported.restarts, now.restarts),
    };
    // A lost report only leaves a gap in the statistics.
    void this.send(health, last).catch(() => undefined);
  }
}

/** The increase; a new connection counts from zero again. */
function growth(before: number, now: number): number {
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
