/** What has come of a stream, from wherever it came: each event once, in order, remembered over a reload. */

import type { LiveEvent, StreamOptions } from "./live-event";
import { tabStorage } from "./storage";

export class Inbox {
  cursor: number;
  private readonly options: Pick<StreamOptions, "cursor" | "onEvent">;
  /** Kept over a reload, so that a message that arrived while the page was loading is not lost. */
  private readonly storageKey: string;
  private closed = false;

  constructor(options: Pick<StreamOptions, "url" | "cursor" | "onEvent">) {
    this.options = options;
    this.storageKey = `live ${options.url} ${location.pathname}`;
    // The page was drawn after all that another page has heard; beyond it is only what a restored database lacks.
    this.cursor = Math.min(storedCursor(this.storageKey) ?? options.cursor, options.cursor);
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
    tabStorage.set(this.storageKey, String(to));
  }

  /** The stream ends before the cursor: an older database was restored. What follows is news again. */
  rewind(to: number): void {
    this.cursor = to;
    tabStorage.set(this.storageKey, String(to));
  }

  close(): void {
    this.closed = true;
  }
}

function storedCursor(storageKey: string): number | null {
  const value = tabStorage.get(storageKey);
  return value !== null && /^\d+$/.test(value) ? Number(value) : null;
}
