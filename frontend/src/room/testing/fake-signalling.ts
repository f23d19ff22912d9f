/** For tests: signals between page loads, through the server: in order, none lost. */

import type { Signal } from "../drivers/p2p/signal";
import type { PeerAddress, PeerId, Signalling, SignalMessage } from "../drivers/port";

export interface SentSignal {
  readonly from: PeerId;
  readonly to: PeerId;
  readonly signal: Signal;
}

export class FakeSignalling {
  /** Each signal arrives twice, as after a repeated POST. */
  repeats = false;
  /** Signals are kept back until `release`. */
  holds = false;
  readonly sent: SentSignal[] = [];
  private held: (() => void)[] = [];
  private readonly handlers = new Map<PeerId, { epoch: number; hear(message: SignalMessage): void }>();

  /** The way of one page load. A newer one of the same person takes its place. */
  of(me: PeerAddress): Signalling {
    return {
      send: async ({ peer, seq, data }) => this.pass(me, peer, seq, data),
      listen: (handler) => {
        this.handlers.set(me.id, { epoch: me.epoch, hear: handler });
        return () => this.handlers.get(me.id)?.hear === handler && this.handlers.delete(me.id);
      },
    };
  }

  /** Hand a message to one person's page, as if `message.peer` had sent it. */
  tell(to: PeerId, message: SignalMessage): void {
    this.handlers.get(to)?.hear(message);
  }

  release(): void {
    this.holds = false;
    for (const deliver of this.held.splice(0)) deliver();
  }

  private pass(from: PeerAddress, to: PeerAddress, seq: number, data: unknown): void {
    this.sent.push({ from: from.id, to: to.id, signal: data as Signal });
    // As JSON: nothing may rest on the two pages sharing an object.
    const text = JSON.stringify({ peer: from, seq, data });
    const deliver = (): void => {
      if (this.handlers.get(to.id)?.epoch === to.epoch) this.tell(to.id, JSON.parse(text) as SignalMessage);
    };
    for (let copies = this.repeats ? 2 : 1; copies > 0; copies -= 1) {
      if (this.holds) this.held.push(deliver);
      else queueMicrotask(deliver);
    }
  }
}
