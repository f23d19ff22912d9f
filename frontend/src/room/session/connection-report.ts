/** Reports the connection's quality to the server, for the record of the call: figures and kinds, no addresses. */
import { type CallDriver, type CallHealth, type CallPath, NO_HEALTH, type PeerId } from "../drivers/port";
import { type Figures, figuresFromOthers } from "../media/figures";

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

type SendReport = (report: ConnectionHealth, last: boolean) => Promise<void>;

export class ConnectionReporter {
  private readonly driver: CallDriver;
  private readonly me: PeerId;
  private readonly send: SendReport;
  private readonly timer: ReturnType<typeof setInterval>;
  private reported: CallHealth = NO_HEALTH;
  private now: CallHealth = NO_HEALTH;

  constructor(driver: CallDriver, me: PeerId, send: SendReport) {
    this.driver = driver;
    this.me = me;
    this.send = send;
    this.timer = setInterval(() => void this.poll(), EVERY_MS);
  }

  /** Figures that were just read elsewhere, so that the last report needs no waiting. */
  setHealth(health: CallHealth): void {
    if (this.figures(health).packets > 0) this.now = health;
  }

  close(): void {
    clearInterval(this.timer);
    this.report(true);
  }

  private figures(health: CallHealth): Figures {
    return figuresFromOthers(health, this.me);
  }

  private async poll(): Promise<void> {
    this.setHealth(await this.driver.health());
    this.report(false);
  }

  private report(last: boolean): void {
    const { reported, now } = this;
    const [before, current] = [this.figures(reported), this.figures(now)];
    if (now === reported || current.packets === before.packets) return;
    this.reported = now;
    const report: ConnectionHealth = {
      browser: browserFamily(navigator.userAgent),
      path: now.path,
      rttMs: now.roundTripS === null ? null : Math.round(now.roundTripS * 1_000),
      received: growth(before.packets, current.packets),
      lost: growth(before.lost, current.lost),
      restarts: growth(reported.restarts, now.restarts),
    };
    // A lost report only leaves a gap in the statistics.
    void this.send(report, last).catch(() => undefined);
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
