/** What has come of a stream, from wherever it came: each event once, in order, remembered over a reload. */
import type { LiveEvent, StreamOptions } from "./live-event";

export class Inbox {
  cursor: number;
  private readonly options: Pick<StreamOptions, "cursor" | "onEvent">;
  /** Kept over a reload, so that a message that arrived while the page was loading is not lost. */
  private readonly storageKey: string;
  private closed = false;

  constructor(options: Pick<StreamOptions, "url" | "cursor" | "onEvent">) {
    this.options = options;
    this.storageKey = `live ${options.url} ${location.pathname}`;
    this.cursor = storedCursor(this.storageKey) ?? options.cursor;
  }

  take(events: readonly LiveEvent[]): void {
    for (const event of events) {
      if (this.closed) return;
      if (event.id <= this.cursor) continue;
      // Before the handler runs: an event that breaks a handler must not come back for ever.
      this.advance(event.id);
      try {
        this.options.onEvent(event, event.id <= this.options.cursor);
      } catch (error) {
        console.error(error);
      }
    }
  }

  advance(to: number): void {
    if (to <= this.cursor) return;
    this.cursor = to;
    sessionStorage.setItem(this.storageKey, String(to));
  }

  close(): void {
    this.closed = true;
  }
}

function storedCursor(storageKey: string): number | null {
  const value = sessionStorage.getItem(storageKey);
  return value !== null && /^\d+$/.test(value) ? Number(value) : null;
}
