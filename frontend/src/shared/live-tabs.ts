/**
 * One live connection for all tabs of a browser. One tab holds a lock and the connection, and passes events on to the others;
 * when it is closed, the lock goes to the next. Where a browser has no locks, each tab has a connection of its own.
 */
import type { LiveEvent } from "./live-event";
import { type LiveSocket, openSocket } from "./live-socket";

export interface ShareOptions {
  /** Of the lock and the channel: tabs that share it share the connection. */
  name: string;
  ticketUrl: string;
  onEvent(event: LiveEvent): void;
  /** Called on every change; not called while it is unknown. */
  onUp(up: boolean): void;
}

type TabMessage = { up: boolean } | { events: LiveEvent[] } | { asks: true };

/** A suspended tab keeps its lock and says nothing. */
const SILENCE_MS = 20_000;
const CHECK_EVERY_MS = 5_000;

export function shareLive(options: ShareOptions): LiveSocket {
  if (navigator.locks && globalThis.BroadcastChannel) return new Tab(options);
  const listener = new TabListener(options);
  return connect(options, (message) => listener.receive(message));
}

class TabListener {
  private readonly options: ShareOptions;
  private up: boolean | null = null;

  constructor(options: ShareOptions) {
    this.options = options;
  }

  receive(message: TabMessage): void {
    if ("events" in message) for (const event of message.events) this.options.onEvent(event);
    if (!("up" in message) || message.up === this.up) return;
    this.up = message.up;
    this.options.onUp(message.up);
  }
}

class Tab implements LiveSocket {
  private readonly options: ShareOptions;
  private readonly listener: TabListener;
  private readonly channel: BroadcastChannel;
  private readonly leaderCheck: ReturnType<typeof setInterval>;
  private socket: LiveSocket | null = null;
  private lockRequest: AbortController | null = null;
  private lastMessageAt = Date.now();
  private up = false;
  private closed = false;

  constructor(options: ShareOptions) {
    this.options = options;
    this.listener = new TabListener(options);
    this.channel = new BroadcastChannel(options.name);
    this.channel.onmessage = ({ data }: MessageEvent<TabMessage>) => this.receive(data);
    this.leaderCheck = setInterval(() => this.checkLeader(), CHECK_EVERY_MS);
    this.requestLock({});
    this.channel.postMessage({ asks: true });
  }

  close(): void {
    this.closed = true;
    clearInterval(this.leaderCheck);
    this.lockRequest?.abort();
    this.stepDown();
    this.channel.close();
  }

  private requestLock(how: LockOptions): void {
    const lockRequest = new AbortController();
    this.lockRequest = lockRequest;
    // `steal` excludes `signal`: a stolen lock is not waited for.
    const options = how.steal ? how : { ...how, signal: lockRequest.signal };
    navigator.locks
      .request(this.options.name, options, () => this.lead(lockRequest.signal))
      .catch(() => {
        if (this.lockRequest !== lockRequest || this.closed) return;
        // Another tab took over while this one was asleep.
        this.stepDown();
        this.requestLock({});
      });
  }

  private lead(until: AbortSignal): Promise<void> {
    if (this.closed) return Promise.resolve();
    this.socket = connect(this.options, (message) => this.broadcast(message));
    return new Promise((resolve) => until.addEventListener("abort", () => resolve()));
  }

  private stepDown(): void {
    this.socket?.close();
    this.socket = null;
  }

  private broadcast(message: TabMessage): void {
    if ("up" in message) this.up = message.up;
    this.listener.receive(message);
    this.channel.postMessage(message);
  }

  private receive(message: TabMessage): void {
    if ("asks" in message) {
      if (this.socket) this.channel.postMessage({ up: this.up });
      return;
    }
    this.lastMessageAt = Date.now();
    this.listener.receive(message);
  }

  /** The leader sends a sign of life; when it stops, it is suspended, and a visible tab takes over. */
  private checkLeader(): void {
    if (this.socket) return this.channel.postMessage({ up: this.up });
    if (document.hidden || Date.now() - this.lastMessageAt < SILENCE_MS) return;
    this.lastMessageAt = Date.now();
    this.listener.receive({ up: false });
    this.lockRequest?.abort();
    this.requestLock({ steal: true });
  }
}

function connect({ ticketUrl }: ShareOptions, broadcast: (message: TabMessage) => void): LiveSocket {
  const cursors = new Map<string, number>();
  return openSocket({
    ticketUrl,
    cursor: (stream, last) => Math.min(cursors.get(stream) ?? last, last),
    onEvents: (stream, events) => {
      for (const { id } of events) cursors.set(stream, id);
      broadcast({ events });
    },
    onUp: (up) => broadcast({ up }),
  });
}
