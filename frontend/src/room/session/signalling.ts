/** Signalling through the server: out by POST, one after the other; in from the event stream. */
import { backOff, mayPassLater, ProblemError, pause } from "../../shared/http";
import type { LiveEvent } from "../../shared/live-event";
import type { Grant, Signal, Signalling, SignallingEvent } from "../drivers/port";
import type { RoomApi } from "./api";

/** The server takes no more in one signal. */
const MOST_CANDIDATES = 100;
const BACK_OFF = { first: 500, most: 4_000 };
/** So long a description waits for its first candidates, and further ones for each other: fewer ways to the server. */
const BATCH_MS = { description: 10, candidates: 60 };

/** The signals of one grant. */
export class ServerSignalling implements Signalling {
  private readonly api: RoomApi;
  private readonly grant: Grant;
  private readonly onSeatLost: () => void;
  private readonly stop = new AbortController();
  private readonly queue: Signal[] = [];
  private readonly handlers = new Set<(event: SignallingEvent) => void>();
  private seq = 0;
  private sending = false;

  constructor(api: RoomApi, grant: Grant, onSeatLost: () => void) {
    this.api = api;
    this.grant = grant;
    this.onSeatLost = onSeatLost;
  }

  send(signal: Signal): void {
    const last = this.queue.at(-1);
    // What waits behind a request in flight travels together: candidates come in flocks.
    const space = MOST_CANDIDATES - (last?.candidates?.length ?? 0);
    if (
      last &&
      last.to === signal.to &&
      !signal.description &&
      signal.candidates &&
      signal.candidates.length <= space
    ) {
      last.candidates = [...(last.candidates ?? []), ...signal.candidates];
    } else {
      this.queue.push({ ...signal });
    }
    void this.flush();
  }

  listen(handler: (event: SignallingEvent) => void): () => void {
    this.handlers.add(handler);
    return () => this.handlers.delete(handler);
  }

  /** Hand over an event of the stream. */
  receive(event: LiveEvent): void {
    const received = this.parse(event);
    if (received) for (const handler of this.handlers) handler(received);
  }

  /** Find out whether the seat is still ours: the server refuses signals of a seat that is not. */
  probe(to: number): void {
    this.send({ to: Math.max(0, to) });
  }

  close(): void {
    this.stop.abort(new Error("closed"));
    this.handlers.clear();
    this.queue.length = 0;
  }

  private async flush(): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    const batch = this.queue[0]?.description ? BATCH_MS.description : BATCH_MS.candidates;
    await pause(batch, this.stop.signal).catch(() => undefined);
    for (let signal = this.queue.shift(); signal; signal = this.queue.shift()) {
      this.seq += 1;
      if (!(await this.deliver(this.seq, signal))) break;
    }
    this.sending = false;
  }

  private async deliver(seq: number, signal: Signal): Promise<boolean> {
    for (let attempt = 1; !this.stop.signal.aborted; attempt += 1) {
      try {
        await this.api.signal(this.grant, seq, signal, this.stop.signal);
        return true;
      } catch (error) {
        if (this.stop.signal.aborted) return false;
        if (error instanceof ProblemError && error.code === "stale_seat") {
          this.onSeatLost();
          return false;
        }
        // Refused for good (the consultation may be over): the state, asked elsewhere, says why.
        if (!mayPassLater(error)) return true;
        await pause(backOff(attempt, BACK_OFF), this.stop.signal).catch(() => undefined);
      }
    }
    return false;
  }

  private parse(event: LiveEvent): SignallingEvent | null {
    switch (event.kind) {
      case "peer_joined":
        return { kind: "peerJoined", epoch: Number(event.epoch) };
      case "peer_left":
        return { kind: "peerLeft", epoch: typeof event.epoch === "number" ? event.epoch : null };
      case "signal":
        if (event.epoch !== undefined && event.epoch !== this.grant.epoch) return null;
        return {
          kind: "signal",
          fromEpoch: Number(event.from_epoch),
          seq: Number(event.seq),
          data: event.data as Signal,
        };
      default:
        return null;
    }
  }
}
