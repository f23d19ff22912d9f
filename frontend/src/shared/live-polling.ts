/** Asking for events every second: what remains where sockets are blocked, or while one is down. */
import { backOff, getJson } from "./http";
import type { LiveEvent } from "./live-event";
import type { Inbox } from "./live-inbox";
import { onWake } from "./wake";

interface Page {
  events: LiveEvent[];
  cursor: number;
}

const CALM_MS = 1_000;
const URGENT_MS = 500;
/** Of a path that was cut the browser hears nothing: an old request would wait long after it is back. */
const PATIENCE_MS = 5_000;
const BACK_OFF = { first: 1_000, most: 3_000 };

export class Polling {
  private readonly url: string;
  private readonly inbox: Inbox;
  private readonly onAnswer: (answered: boolean) => void;
  private readonly forgetWake: () => void;
  private interval = CALM_MS;
  private failures = 0;
  private running = false;
  private asking = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** `onAnswer` is told after each question whether the server answered it. */
  constructor(url: string, inbox: Inbox, onAnswer: (answered: boolean) => void) {
    this.url = url;
    this.inbox = inbox;
    this.onAnswer = onAnswer;
    this.forgetWake = onWake(() => this.plan(0));
  }

  start(): void {
    if (this.running) return;
    this.running = true;
    this.failures = 0;
    this.plan(0);
  }

  stop(): void {
    this.running = false;
    clearTimeout(this.timer);
  }

  setUrgent(on: boolean): void {
    this.interval = on ? URGENT_MS : CALM_MS;
    if (on && this.failures === 0) this.plan(0);
  }

  close(): void {
    this.stop();
    this.forgetWake();
  }

  private plan(ms: number): void {
    clearTimeout(this.timer);
    if (this.running) this.timer = setTimeout(() => void this.ask(), ms);
  }

  private async ask(): Promise<void> {
    if (this.asking || !this.running) return;
    this.asking = true;
    const patience = new AbortController();
    const impatient = setTimeout(() => patience.abort(), PATIENCE_MS);
    try {
      const page = await getJson<Page>(withCursor(this.url, this.inbox.cursor), patience.signal);
      this.failures = 0;
      this.inbox.take(page?.events ?? []);
      this.inbox.advance(page?.cursor ?? 0);
    } catch {
      this.failures += 1;
    } finally {
      clearTimeout(impatient);
      this.asking = false;
      if (this.running) this.onAnswer(this.failures === 0);
      this.plan(this.failures === 0 ? this.interval : backOff(this.failures, BACK_OFF));
    }
  }
}

function withCursor(url: string, cursor: number): string {
  return `${url}${url.includes("?") ? "&" : "?"}after=${cursor}`;
}
