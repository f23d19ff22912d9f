/** A WebSocket to the server's events that is always being connected again, with a fresh ticket each time. */
import { backOff, postJson } from "./http";
import type { LiveEvent } from "./live-event";
import { onWake } from "./on-wake";

export interface SocketOptions {
  ticketUrl: string;
  /** Where to go on in `stream`, whose last event at this moment is `last`. */
  cursor(stream: string, last: number): number;
  onEvents(stream: string, events: LiveEvent[]): void;
  /** A ticket is about to be asked for, which will say where each stream ends. */
  onAsking?(): void;
  /** Whether events would arrive now; called again with every message. */
  onUp(up: boolean): void;
}

export interface LiveSocket {
  close(): void;
}

interface Ticket {
  url: string;
  ticket: string;
  cursors: Record<string, number>;
}

type SentEvent = { stream: string; id: number; kind: string; data: Record<string, unknown> };

/** The server sends something every six seconds; a broken path gives no message and no error. */
const SILENCE_MS = 15_000;
const TIMEOUT_MS = 5_000;
/** The server does not answer: it may be back any moment. */
const AWAY = { first: 500, most: 4_000 };
/** The server answers and the socket fails: something on the way blocks sockets, perhaps for ever. */
const BLOCKED = { first: 500, most: 60_000 };
const STABLE_MS = 10_000;

class Connection implements LiveSocket {
  private readonly options: SocketOptions;
  private readonly stopWatching: () => void;
  private socket: WebSocket | null = null;
  private ticketRequest: AbortController | null = null;
  private failedTickets = 0;
  private failedSockets = 0;
  private openedAt = 0;
  private lastMessageAt = 0;
  private closed = false;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private silenceTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: SocketOptions) {
    this.options = options;
    this.stopWatching = onWake((networkIsBack) => this.wake(networkIsBack));
    void this.connect();
  }

  close(): void {
    this.closed = true;
    this.stopWatching();
    this.disconnect();
  }

  private async connect(): Promise<void> {
    if (this.closed || this.socket || this.ticketRequest) return;
    clearTimeout(this.retryTimer);
    const ticket = await this.requestTicket();
    if (!ticket || this.closed || this.socket) return;
    try {
      this.open(new WebSocket(ticket.url), ticket);
    } catch {
      // A policy of the page or the browser forbids the address.
      this.onClosed();
    }
  }

  private async requestTicket(): Promise<Ticket | null> {
    const ticketRequest = new AbortController();
    this.ticketRequest = ticketRequest;
    const timer = setTimeout(() => ticketRequest.abort(), TIMEOUT_MS);
    this.options.onAsking?.();
    try {
      const ticket = await postJson<Ticket>(this.options.ticketUrl, {}, { signal: ticketRequest.signal });
      this.failedTickets = 0;
      return ticket;
    } catch {
      if (this.ticketRequest !== ticketRequest) return null;
      this.failedTickets += 1;
      this.options.onUp(false);
      this.retryIn(backOff(this.failedTickets, AWAY));
      return null;
    } finally {
      clearTimeout(timer);
      if (this.ticketRequest === ticketRequest) this.ticketRequest = null;
    }
  }

  private open(socket: WebSocket, { ticket, cursors }: Ticket): void {
    this.socket = socket;
    this.openedAt = Date.now();
    this.expectMessageWithin(TIMEOUT_MS);
    socket.onopen = () => {
      const from = Object.entries(cursors).map(([stream, last]) => [stream, this.options.cursor(stream, last)]);
      socket.send(JSON.stringify({ ticket, cursors: Object.fromEntries(from) }));
    };
    socket.onmessage = ({ data }) => {
      this.lastMessageAt = Date.now();
      this.expectMessageWithin(SILENCE_MS);
      this.receive(JSON.parse(String(data)) as SentEvent[] | null);
    };
    socket.onclose = () => {
      if (this.socket === socket) this.onClosed();
    };
  }

  /** `null`: the server itself receives no events at the moment. */
  private receive(events: SentEvent[] | null): void {
    this.options.onUp(events !== null);
    for (const { stream, id, kind, data } of events ?? []) this.options.onEvents(stream, [{ ...data, id, kind }]);
  }

  private onClosed(): void {
    // A socket that has lasted was not blocked: it was closed by a restart, or needs a new ticket.
    this.failedSockets = this.lastMessageAt - this.openedAt > STABLE_MS ? 0 : this.failedSockets + 1;
    this.disconnect();
    this.options.onUp(false);
    this.retryIn(backOff(Math.max(1, this.failedSockets), BLOCKED));
  }

  private disconnect(): void {
    const socket = this.socket;
    this.socket = null;
    this.ticketRequest?.abort();
    this.ticketRequest = null;
    clearTimeout(this.silenceTimer);
    clearTimeout(this.retryTimer);
    socket?.close();
  }

  private retryIn(ms: number): void {
    clearTimeout(this.retryTimer);
    if (!this.closed) this.retryTimer = setTimeout(() => void this.connect(), ms);
  }

  private expectMessageWithin(ms: number): void {
    clearTimeout(this.silenceTimer);
    this.silenceTimer = setTimeout(() => this.onClosed(), ms);
  }

  private wake(networkIsBack: boolean): void {
    // After a sleep or on another network the old connection may look open for minutes.
    const isStale = Date.now() - Math.max(this.lastMessageAt, this.openedAt) > SILENCE_MS;
    if (networkIsBack || (this.socket && isStale)) this.disconnect();
    if (this.socket) return;
    this.failedSockets = 0;
    void this.connect();
  }
}

/** Stay connected until closed. */
export function openSocket(options: SocketOptions): LiveSocket {
  return new Connection(options);
}
