/** The event stream of one person at one appointment, read by polling: what remains when sockets are blocked. */
import { backOff, getJson } from "./http";

export interface LiveEvent {
  readonly id: number;
  readonly kind: string;
  readonly [field: string]: unknown;
}

/** What a page needs from a stream; another transport can stand behind it. */
export interface LiveStream {
  /** Ask more often while something is being set up. */
  hurry(on: boolean): void;
  close(): void;
}

export interface StreamOptions {
  url: string;
  /** The last event the page, as rendered, already knows about. */
  cursor: number;
  /** `past` events happened before the page was rendered: its state already includes them. */
  onEvent(event: LiveEvent, past: boolean): void;
  /** Told when the stream stops answering, and when it answers again. */
  onHealth?(answering: boolean): void;
}

interface Page {
  events: LiveEvent[];
  cursor: number;
}

const CALM_MS = 1_000;
const HURRY_MS = 500;
const BACK_OFF = { first: 1_000, most: 8_000 };

/** Follow the stream until closed. Whatever the server answers, it is asked again. */
export function openPolling(options: StreamOptions): LiveStream {
  // Kept over a reload, so that a message that arrived while the page was loading is not lost.
  const memory = `live ${options.url} ${location.pathname}`;
  let cursor = remembered(memory) ?? options.cursor;
  let interval = CALM_MS;
  let failures = 0;
  let closed = false;
  let asking = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const plan = (ms: number): void => {
    clearTimeout(timer);
    if (!closed) timer = setTimeout(ask, ms);
  };

  const ask = async (): Promise<void> => {
    if (asking || closed) return;
    asking = true;
    try {
      const page = await getJson<Page>(withCursor(options.url, cursor));
      if (closed) return;
      if (failures > 0) options.onHealth?.(true);
      failures = 0;
      deliver(page?.events ?? []);
      advance(page?.cursor ?? cursor);
    } catch {
      failures += 1;
      if (failures === 1 && !closed) options.onHealth?.(false);
    } finally {
      asking = false;
      plan(failures === 0 ? interval : backOff(failures, BACK_OFF));
    }
  };

  const deliver = (events: LiveEvent[]): void => {
    for (const event of events) {
      if (closed) return;
      if (event.id <= cursor) continue;
      // Before the handler runs: an event that breaks a handler must not come back for ever.
      advance(event.id);
      try {
        options.onEvent(event, event.id <= options.cursor);
      } catch (error) {
        console.error(error);
      }
    }
  };

  const advance = (to: number): void => {
    if (to <= cursor) return;
    cursor = to;
    sessionStorage.setItem(memory, String(to));
  };

  const wake = (): void => {
    if (!document.hidden) plan(0);
  };

  addEventListener("online", wake);
  document.addEventListener("visibilitychange", wake);
  plan(0);

  return {
    hurry(on) {
      interval = on ? HURRY_MS : CALM_MS;
      if (on && failures === 0) plan(0);
    },
    close() {
      closed = true;
      clearTimeout(timer);
      removeEventListener("online", wake);
      document.removeEventListener("visibilitychange", wake);
    },
  };
}

function withCursor(url: string, cursor: number): string {
  return `${url}${url.includes("?") ? "&" : "?"}after=${cursor}`;
}

function remembered(memory: string): number | null {
  const value = sessionStorage.getItem(memory);
  return value !== null && /^\d+$/.test(value) ? Number(value) : null;
}
