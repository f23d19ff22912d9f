/** For tests: what the server does between two drivers. Seats with growing epochs, signals in order. */
import type { DriverContext, Grant, Paths, Signal, SignallingEvent } from "../drivers/port";

export type Side = "client" | "specialist";
export type Seated = Pick<DriverContext, "grant" | "peer" | "signalling">;

interface Place {
  epoch: number;
  hear(event: SignallingEvent): void;
}

export class Relay {
  /** Each signal arrives twice, as after a repeated POST. */
  repeats = false;
  /** Signals are kept back until `release`. */
  holds = false;
  /** What a seat's grant says of helping servers. */
  paths: Paths = { iceServers: [], relayOnly: false };
  readonly sent: { from: Side; signal: Signal }[] = [];
  private held: (() => void)[] = [];
  private readonly epochs: Record<Side, number> = { client: 0, specialist: 0 };
  private readonly places: Partial<Record<Side, Place>> = {};

  join(side: Side): Seated {
    const epoch = ++this.epochs[side];
    const handlers = new Set<(event: SignallingEvent) => void>();
    this.places[side] = {
      epoch,
      hear: (event) => {
        for (const handler of handlers) handler(event);
      },
    };
    this.tell(other(side), { kind: "peerJoined", epoch });
    const peer = this.places[other(side)];
    let seq = 0;
    return {
      grant: { ...grant(side, epoch), ...this.paths },
      peer: peer ? { epoch: peer.epoch } : null,
      signalling: {
        send: (signal) => this.pass(side, { kind: "signal", fromEpoch: epoch, seq: ++seq, data: signal }),
        listen: (handler) => {
          handlers.add(handler);
          return () => handlers.delete(handler);
        },
      },
    };
  }

  leave(side: Side): void {
    delete this.places[side];
    this.tell(other(side), { kind: "peerLeft", epoch: this.epochs[side] });
  }

  /** Let one side hear something, as if the server had said it. */
  tell(side: Side, event: SignallingEvent): void {
    this.places[side]?.hear(event);
  }

  release(): void {
    this.holds = false;
    for (const deliver of this.held.splice(0)) deliver();
  }

  private pass(from: Side, event: Extract<SignallingEvent, { kind: "signal" }>): void {
    this.sent.push({ from, signal: event.data });
    // As JSON: nothing may rest on the two pages sharing an object.
    const text = JSON.stringify(event);
    const deliver = (): void => this.tell(other(from), JSON.parse(text) as SignallingEvent);
    for (let copies = this.repeats ? 2 : 1; copies > 0; copies -= 1) {
      if (this.holds) this.held.push(deliver);
      else queueMicrotask(deliver);
    }
  }
}

function other(side: Side): Side {
  return side === "client" ? "specialist" : "client";
}

function grant(side: Side, epoch: number): Grant {
  return {
    provider: "test",
    seat: `${side} ${epoch}`,
    epoch,
    polite: side === "client",
    iceServers: [],
    relayOnly: false,
    until: "2030-01-01T00:00:00Z",
  };
}
