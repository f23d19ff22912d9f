/** Asking for events every second: what remains where sockets are blocked, or while one is down. */
import { backOff, getJson } from "./http";
import type { LiveEvent } from "./live-event";
import type { Inbox } from "./live-inbox";
import { onWake } from "./on-wake";

interface Page {
  events: LiveEvent[];
  cursor: number;
}

const INTERVAL_MS = 1_000;
const URGENT_MS = 500;
/** On a broken path the browser notices nothing: an old request would wait long after the path is back. */
const TIMEOUT_MS = 5_000;
const BACK_OFF = { first: 1_000, most: 3_000 };

export class Polling {
  private readonly url: string;
  private readonly inbox: Inbox;
  private readonly onAnswer: (answered: boolean) => void;
  private readonly stopWatching: () => void;
  private interval = INTERVAL_MS;
  private failures = 0;
  private running = false;
  private isPolling = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** `onAnswer` is called after each request with whether the server answered it. */
  constructor(url: string, inbox: Inbox, onAnswer: (answered: boolean) => void) {
    this.url = url;
    this.inbox = inbox;
    this.onAnswer = onAnswer;
    this.stopWatching = onWake(() => this.schedule(0));
  }

  start(): void {
    if (this.running) return;
    this.running = true;
    this.failures = 0;
    this.schedule(0);
  }

  stop(): void {
    this.running = false;
    clearTimeout(this.timer);
  }

  setUrgent(on: boolean): void {
    this.interval = on ? URGENT_MS : INTERVAL_MS;
    if (on && this.failures === 0) this.schedule(0);
  }

  close(): void {
    this.stop();
    this.stopWatching();
  }

  private schedule(ms: number): void {
    clearTimeout(this.timer);
    if (this.running) this.timer = setTimeout(() => void this.poll(), ms);
  }

  private async poll(): Promise<void> {
    if (this.isPolling || !this.running) return;
    this.isPolling = true;
    const timeout = new AbortController();
    const abortTimer = setTimeout(() => timeout.abort(), TIMEOUT_MS);
    const asked = this.inbox.cursor;
    try {
      const page = await getJson<Page>(withCursor(this.url, asked), timeout.signal);
      this.failures = 0;
      this.inbox.take(page?.events ?? []);
      const cursor = page?.cursor ?? asked;
      if (cursor < asked && this.inbox.cursor === asked) this.inbox.rewind(cursor);
      else this.inbox.advance(cursor);
    } catch {
      this.failures += 1;
    } finally {
      clearTimeout(abortTimer);
      this.isPolling = false;
      if (this.running) this.onAnswer(this.failures === 0);
      this.schedule(this.failures === 0 ? this.interval : backOff(this.failures, BACK_OFF));
    }
  }
}

function withCursor(url: string, cursor: number): string {
  return `${url}${url.includes("?") ? "&" : "?"}after=${cursor}`;
}
