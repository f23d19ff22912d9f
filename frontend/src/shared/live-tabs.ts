/**
 * One live connection for all tabs of a browser. One tab holds a lock and the connection, and passes on what it hears;
 * when it is closed, the lock goes to the next. Where a browser has no locks, each tab has a connection of its own.
 */
import type { LiveEvent } from "./live-event";
import { type LiveSocket, openSocket } from "./live-socket";

export interface SharedOptions {
  /** Of the lock and the channel: tabs that share it share the connection. */
  name: string;
  ticketUrl: string;
  onEvent(event: LiveEvent): void;
  /** Told on every change; silent while nobody knows. */
  onUp(up: boolean): void;
}

type Word = { up: boolean } | { events: LiveEvent[] } | { asks: true };

/** A suspended tab keeps its lock and says nothing. */
const SILENCE_MS = 20_000;
const LOOK_EVERY_MS = 5_000;

export function shareLive(options: SharedOptions): LiveSocket {
  if (navigator.locks && globalThis.BroadcastChannel) return new Tab(options);
  const hearer = new Hearer(options);
  return connect(options, (word) => hearer.hear(word));
}

class Hearer {
  private readonly options: SharedOptions;
  private up: boolean | null = null;

  constructor(options: SharedOptions) {
    this.options = options;
  }

  hear(word: Word): void {
    if ("events" in word) for (const event of word.events) this.options.onEvent(event);
    if (!("up" in word) || word.up === this.up) return;
    this.up = word.up;
    this.options.onUp(word.up);
  }
}

class Tab implements LiveSocket {
  private readonly options: SharedOptions;
  private readonly hearer: Hearer;
  private readonly channel: BroadcastChannel;
  private readonly looking: ReturnType<typeof setInterval>;
  private socket: LiveSocket | null = null;
  private queued: AbortController | null = null;
  private heardAt = Date.now();
  private up = false;
  private closed = false;

  constructor(options: SharedOptions) {
    this.options = options;
    this.hearer = new Hearer(options);
    this.channel = new BroadcastChannel(options.name);
    this.channel.onmessage = ({ data }: MessageEvent<Word>) => this.hear(data);
    this.looking = setInterval(() => this.look(), LOOK_EVERY_MS);
    this.queue({});
    this.channel.postMessage({ asks: true });
  }

  close(): void {
    this.closed = true;
    clearInterval(this.looking);
    this.queued?.abort();
    this.stepDown();
    this.channel.close();
  }

  private queue(how: LockOptions): void {
    const queued = new AbortController();
    this.queued = queued;
    // A lock that is taken over cannot be waited for, and so cannot be given up waiting either.
    const options = how.steal ? how : { ...how, signal: queued.signal };
    navigator.locks
      .request(this.options.name, options, () => this.lead(queued.signal))
      .catch(() => {
        if (this.queued !== queued || this.closed) return;
        // Another tab took over while this one was asleep.
        this.stepDown();
        this.queue({});
      });
  }

  private lead(until: AbortSignal): Promise<void> {
    if (this.closed) return Promise.resolve();
    this.socket = connect(this.options, (word) => this.tell(word));
    return new Promise((resolve) => until.addEventListener("abort", () => resolve()));
  }

  private stepDown(): void {
    this.socket?.close();
    this.socket = null;
  }

  private tell(word: Word): void {
    if ("up" in word) this.up = word.up;
    this.hearer.hear(word);
    this.channel.postMessage(word);
  }

  private hear(word: Word): void {
    if ("asks" in word) {
      if (this.socket) this.channel.postMessage({ up: this.up });
      return;
    }
    this.heardAt = Date.now();
    this.hearer.hear(word);
  }

  /** The leader says that it lives; one that does not is asleep, and who is looked at takes over. */
  private look(): void {
    if (this.socket) return this.channel.postMessage({ up: this.up });
    if (document.hidden || Date.now() - this.heardAt < SILENCE_MS) return;
    this.heardAt = Date.now();
    this.hearer.hear({ up: false });
    this.queued?.abort();
    this.queue({ steal: true });
  }
}

function connect({ ticketUrl }: SharedOptions, tell: (word: Word) => void): LiveSocket {
  const cursors = new Map<string, number>();
  return openSocket({
    ticketUrl,
    cursor: (stream, last) => Math.min(cursors.get(stream) ?? last, last),
    onEvents: (stream, events) => {
      for (const { id } of events) cursors.set(stream, id);
      tell({ events });
    },
    onUp: (up) => tell({ up }),
  });
}
