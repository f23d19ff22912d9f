/** For tests: what the server knows of a call. Seats with growing epochs; who sits is told who comes and goes. */
import type { DriverModule, Grant, Outgoing, PeerAddress, PeerId, Signalling } from "../drivers/port";
import { bothDevices, Caller } from "./caller";

/** A carrier in a test: its driver, and a stand-in of what the driver talks to. */
export interface TestCarrier {
  readonly module: DriverModule;
  /** The carrier's own part of a grant. */
  access(me: PeerAddress): unknown;
  /** Only where the carrier needs one. */
  signalling?(me: PeerAddress): Signalling;
  /** Media pass no more. */
  cut(): void;
  /** They could again. */
  repair(): void;
}

export interface JoinOptions {
  readonly outgoing?: Outgoing;
  /** The answer to each wish for fresh access. */
  readonly renewed?: Partial<Grant> | null;
  readonly expected?: readonly PeerId[];
}

export class CallRoom {
  readonly seats = new Map<PeerId, Caller>();
  private readonly carrier: TestCarrier;
  private readonly epochs = new Map<PeerId, number>();

  constructor(carrier: TestCarrier) {
    this.carrier = carrier;
  }

  /** A page load of a person. One that still sits is not told: its page is gone. */
  join(id: PeerId, { outgoing = bothDevices(), renewed = null, expected = [] }: JoinOptions = {}): Caller {
    const address = { id, epoch: (this.epochs.get(id) ?? 0) + 1 };
    this.epochs.set(id, address.epoch);
    const others = [...this.seats.values()].filter((caller) => caller.address.id !== id);
    const caller = new Caller(address);
    this.seats.set(id, caller);
    for (const other of others) other.driver.peer(address, true);
    const grant: Grant = {
      provider: "test",
      seat: `${id} ${address.epoch}`,
      epoch: address.epoch,
      lastsS: 300,
      access: this.carrier.access(address),
    };
    caller.driver = this.carrier.module.create({
      me: id,
      grant,
      present: others.map((other) => other.address),
      expected,
      signalling: () => this.signalling(address),
      renew: async () => {
        caller.renewals += 1;
        return renewed && { ...grant, ...renewed };
      },
      on: (event) => caller.hear(event),
    });
    void caller.driver.start(outgoing);
    return caller;
  }

  leave(id: PeerId): void {
    const caller = this.seats.get(id);
    this.seats.delete(id);
    if (caller) this.tellLeft(caller.address);
  }

  /** Say that a page load has left, as the server would. */
  tellLeft(address: PeerAddress): void {
    for (const other of this.seats.values()) if (other.address.id !== address.id) other.driver.peer(address, false);
  }

  private signalling(me: PeerAddress): Signalling {
    if (!this.carrier.signalling) throw new Error("This carrier has a way of its own");
    return this.carrier.signalling(me);
  }
}
