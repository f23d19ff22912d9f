/** The signals of one grant on their way to the server: one after the other, each until it has arrived. */
import { backOff, mayPassLater, pause } from "../../../shared/http";
import type { PeerAddress, Signalling } from "../port";
import { type AddressedSignal, enqueue, type Signal } from "./signal";

const BACK_OFF = { first: 500, most: 4_000 };
/** So long a description waits for its first candidates, and further ones for each other: fewer ways to the server. */
const BATCH_MS = { description: 10, candidates: 60 };

export class SignalQueue {
  private readonly signalling: Signalling;
  private readonly stop = new AbortController();
  private readonly waiting: AddressedSignal[] = [];
  private seq = 0;
  private isSending = false;

  constructor(signalling: Signalling) {
    this.signalling = signalling;
  }

  send(to: PeerAddress, signal: Signal): void {
    enqueue(this.waiting, { to, signal });
    void this.flush();
  }

  close(): void {
    this.stop.abort(new Error("closed"));
    this.waiting.length = 0;
  }

  private async flush(): Promise<void> {
    if (this.isSending) return;
    this.isSending = true;
    const batch = this.waiting[0]?.signal.description ? BATCH_MS.description : BATCH_MS.candidates;
    await pause(batch, this.stop.signal).catch(() => undefined);
    for (let next = this.waiting.shift(); next; next = this.waiting.shift()) {
      this.seq += 1;
      await this.deliver(this.seq, next);
    }
    this.isSending = false;
  }

  private async deliver(seq: number, { to, signal }: AddressedSignal): Promise<void> {
    for (let attempt = 1; !this.stop.signal.aborted; attempt += 1) {
      try {
        return await this.signalling.send({ peer: to, seq, data: signal }, this.stop.signal);
      } catch (error) {
        // Refused for good: the seat is another's, or the consultation over. Whoever holds the seat is told of it.
        if (this.stop.signal.aborted || !mayPassLater(error)) return;
        await pause(backOff(attempt, BACK_OFF), this.stop.signal).catch(() => undefined);
      }
    }
  }
}
