/** A link that is made before the other person is there, so that its offer is ready when they come. */
import type { Signal } from "../port";
import type { PeerLink } from "./peer-link";

type UnaddressedSignal = Omit<Signal, "to">;

export class DeferredPeerLink {
  readonly link: PeerLink;
  private readonly deliver: (to: number, signal: UnaddressedSignal) => void;
  private to: number | null = null;
  private readonly waiting: UnaddressedSignal[] = [];

  /** `build` makes the link and gets the function by which the link sends its signals. */
  constructor(
    build: (send: (signal: UnaddressedSignal) => void) => PeerLink,
    deliver: (to: number, signal: UnaddressedSignal) => void,
  ) {
    this.deliver = deliver;
    this.link = build((signal) => (this.to === null ? void this.waiting.push(signal) : deliver(this.to, signal)));
  }

  /** Name the peer: the signals kept so far go to them, and so do all that follow. */
  addressTo(epoch: number): PeerLink {
    this.to = epoch;
    for (const signal of this.waiting.splice(0)) this.deliver(epoch, signal);
    return this.link;
  }
}
