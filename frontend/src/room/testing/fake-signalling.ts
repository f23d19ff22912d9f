/** For tests: what the server does between two drivers. Seats with growing epochs, signals in order. */
import type { DriverContext, Grant, IceConfig, Signal, SignallingEvent } from "../drivers/port";
import { counterpart, type Party } from "../party";

export type Seated = Pick<DriverContext, "grant" | "peer" | "signalling">;

interface FakeSeat {
  epoch: number;
  receive(event: SignallingEvent): void;
}

export class FakeSignalling {
  /** Each signal arrives twice, as after a repeated POST. */
  repeats = false;
  /** Signals are kept back until `release`. */
  holds = false;
  /** The ICE servers that each grant brings. */
  ice: IceConfig = { iceServers: [], relayOnly: false };
  readonly sent: { from: Party; signal: Signal }[] = [];
  private held: (() => void)[] = [];
  private readonly epochs = new Map<Party, number>();
  private readonly seats: Partial<Record<Party, FakeSeat>> = {};

  join(party: Party): Seated {
    const epoch = this.epoch(party) + 1;
    this.epochs.set(party, epoch);
    const handlers = new Set<(event: SignallingEvent) => void>();
    this.seats[party] = {
      epoch,
      receive: (event) => {
        for (const handler of handlers) handler(event);
      },
    };
    this.tell(counterpart(party), { kind: "peerJoined", epoch });
    const peer = this.seats[counterpart(party)];
    let seq = 0;
    return {
      grant: { ...grant(party, epoch), ...this.ice },
      peer: peer ? { epoch: peer.epoch } : null,
      signalling: {
        send: (signal) => this.pass(party, { kind: "signal", fromEpoch: epoch, seq: ++seq, data: signal }),
        listen: (handler) => {
          handlers.add(handler);
          return () => handlers.delete(handler);
        },
      },
    };
  }

  leave(party: Party): void {
    delete this.seats[party];
    this.tell(counterpart(party), { kind: "peerLeft", epoch: this.epoch(party) });
  }

  /** Send an event to one party, as the server would. */
  tell(party: Party, event: SignallingEvent): void {
    this.seats[party]?.receive(event);
  }

  release(): void {
    this.holds = false;
    for (const deliver of this.held.splice(0)) deliver();
  }

  private epoch(party: Party): number {
    return this.epochs.get(party) ?? 0;
  }

  private pass(from: Party, event: Extract<SignallingEvent, { kind: "signal" }>): void {
    this.sent.push({ from, signal: event.data });
    // As JSON: nothing may rest on the two pages sharing an object.
    const text = JSON.stringify(event);
    const deliver = (): void => this.tell(counterpart(from), JSON.parse(text) as SignallingEvent);
    for (let copies = this.repeats ? 2 : 1; copies > 0; copies -= 1) {
      if (this.holds) this.held.push(deliver);
      else queueMicrotask(deliver);
    }
  }
}

function grant(party: Party, epoch: number): Grant {
  return {
    provider: "test",
    seat: `${party} ${epoch}`,
    epoch,
    polite: party === "client",
    iceServers: [],
    relayOnly: false,
    until: "2030-01-01T00:00:00Z",
  };
}
