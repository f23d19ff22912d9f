/** The way between page loads through the server: out by POST, in from the event stream. */
import { ProblemError } from "../../shared/http";
import type { LiveEvent } from "../../shared/live-event";
import type { Grant, Signalling, SignalMessage } from "../drivers/port";
import type { RoomApi } from "./api";

/** The signals of one grant. */
export class ServerSignalling implements Signalling {
  private readonly api: RoomApi;
  private readonly grant: Grant;
  private readonly onSeatLost: () => void;
  private readonly handlers = new Set<(message: SignalMessage) => void>();

  constructor(api: RoomApi, grant: Grant, onSeatLost: () => void) {
    this.api = api;
    this.grant = grant;
    this.onSeatLost = onSeatLost;
  }

  async send(message: SignalMessage, stop: AbortSignal): Promise<void> {
    try {
      await this.api.signal(this.grant, message, stop);
    } catch (error) {
      if (isStale(error) && !stop.aborted) this.onSeatLost();
      throw error;
    }
  }

  listen(handler: (message: SignalMessage) => void): () => void {
    this.handlers.add(handler);
    return () => this.handlers.delete(handler);
  }

  /** Hand over an event of the stream. */
  receive(event: LiveEvent): void {
    const message = this.parse(event);
    if (message) for (const handler of this.handlers) handler(message);
  }

  close(): void {
    this.handlers.clear();
  }

  private parse({ kind, from, fromEpoch, seq, data }: LiveEvent): SignalMessage | null {
    if (kind !== "signal" || typeof from !== "string" || typeof data !== "object" || data === null) return null;
    const { to, ...signal } = data as { to?: unknown };
    // Meant for an earlier page load of this person.
    if (to !== this.grant.epoch) return null;
    return { peer: { id: from, epoch: Number(fromEpoch) }, seq: Number(seq), data: signal };
  }
}

/** Whether the server says that a seat is not, or no longer, this page's. */
export function isStale(error: unknown): boolean {
  return error instanceof ProblemError && error.code === "stale_seat";
}
