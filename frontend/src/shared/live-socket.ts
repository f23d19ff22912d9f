/** A WebSocket to the server's events that is always being connected again, with a fresh ticket each time. */
import { backOff, postJson } from "./http";
import type { LiveEvent } from "./live-event";
import { onWake } from "./wake";

export interface SocketOptions {
  ticketUrl: string;
  /** Where to go on in `stream`, whose last event at this moment is `last`. */
  cursor(stream: string, last: number): number;
  onEvents(stream: string, events: LiveEvent[]): void;
  /** Whether what happens would be told now; said again with every sign of life. */
  onUp(up: boolean): void;
}

export interface LiveSocket {
  close(): void;
}

interface Admission {
  url: string;
  ticket: string;
  cursors: Record<string, number>;
}

type Told = { stream: string; id: number; kind: string; data: Record<string, unknown> };

/** The server gives a sign of life every six seconds; a cut path gives none, nor any error. */
const SILENCE_MS = 15_000;
const PATIENCE_MS = 5_000;
/** The server is away: it may be back any moment, and everybody notices. */
const AWAY = { first: 500, most: 4_000 };
/** The server answers and the socket does not come about: something on the way refuses them, and may for ever. */
const BLOCKED = { first: 500, most: 60_000 };
const LASTED_MS = 10_000;

class Connection implements LiveSocket {
  private readonly options: SocketOptions;
  private readonly forgetWake: () => void;
  private socket: WebSocket | null = null;
  private asking: AbortController | null = null;
  private away = 0;
  private blocked = 0;
  private openedAt = 0;
  private heardAt = 0;
  private closed = false;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private silence: ReturnType<typeof setTimeout> | undefined;

  constructor(options: SocketOptions) {
    this.options = options;
    this.forgetWake = onWake((networkIsBack) => this.wake(networkIsBack));
    void this.connect();
  }

  close(): void {
    this.closed = true;
    this.forgetWake();
    this.drop();
  }

  private async connect(): Promise<void> {
    if (this.closed || this.socket || this.asking) return;
    clearTimeout(this.retry);
    const admission = await this.admission();
    if (!admission || this.closed || this.socket) return;
    try {
      this.follow(new WebSocket(admission.url), admission);
    } catch {
      // A policy of the page or the browser forbids the address.
      this.lost();
    }
  }

  private async admission(): Promise<Admission | null> {
    const asking = new AbortController();
    this.asking = asking;
    const impatient = setTimeout(() => asking.abort(), PATIENCE_MS);
    try {
      const admission = await postJson<Admission>(this.options.ticketUrl, {}, { signal: asking.signal });
      this.away = 0;
      return admission;
    } catch {
      if (this.asking !== asking) return null;
      this.away += 1;
      this.options.onUp(false);
      this.again(backOff(this.away, AWAY));
      return null;
    } finally {
      clearTimeout(impatient);
      if (this.asking === asking) this.asking = null;
    }
  }

  private follow(socket: WebSocket, { ticket, cursors }: Admission): void {
    this.socket = socket;
    this.openedAt = Date.now();
    this.listenFor(PATIENCE_MS);
    socket.onopen = () => {
      const from = Object.entries(cursors).map(([stream, last]) => [stream, this.options.cursor(stream, last)]);
      socket.send(JSON.stringify({ ticket, cursors: Object.fromEntries(from) }));
    };
    socket.onmessage = ({ data }) => {
      this.heardAt = Date.now();
      this.listenFor(SILENCE_MS);
      this.hear(JSON.parse(String(data)) as Told[] | null);
    };
    socket.onclose = () => {
      if (this.socket === socket) this.lost();
    };
  }

  /** `null`: the server hears of nothing itself at the moment. */
  private hear(told: Told[] | null): void {
    this.options.onUp(told !== null);
    for (const { stream, id, kind, data } of told ?? []) this.options.onEvents(stream, [{ ...data, id, kind }]);
  }

  private lost(): void {
    // One that has lasted was no blocked one: closed by a restart, or to be authorised anew.
    this.blocked = this.heardAt - this.openedAt > LASTED_MS ? 0 : this.blocked + 1;
    this.drop();
    this.options.onUp(false);
    this.again(backOff(Math.max(1, this.blocked), BLOCKED));
  }

  private drop(): void {
    const socket = this.socket;
    this.socket = null;
    this.asking?.abort();
    this.asking = null;
    clearTimeout(this.silence);
    clearTimeout(this.retry);
    socket?.close();
  }

  private again(ms: number): void {
    clearTimeout(this.retry);
    if (!this.closed) this.retry = setTimeout(() => void this.connect(), ms);
  }

  private listenFor(ms: number): void {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.lost(), ms);
  }

  private wake(networkIsBack: boolean): void {
    // After a sleep or on another network the old connection may look open for minutes.
    const isStale = Date.now() - Math.max(this.heardAt, this.openedAt) > SILENCE_MS;
    if (networkIsBack || (this.socket && isStale)) this.drop();
    if (this.socket) return;
    this.blocked = 0;
    void this.connect();
  }
}

/** Stay connected until closed. */
export function openSocket(options: SocketOptions): LiveSocket {
  return new Connection(options);
}
