/** A link that is made before the other person is there, so that its offer is ready when they come. */
import type { PeerLink } from "./peer-link";
import type { Signal } from "./signal";

export class DeferredPeerLink {
  readonly link: PeerLink;
  private readonly deliver: (epoch: number, signal: Signal) => void;
  private epoch: number | null = null;
  private readonly waiting: Signal[] = [];

  /** `build` makes the link and gets the function by which the link sends its signals. */
  constructor(build: (send: (signal: Signal) => void) => PeerLink, deliver: (epoch: number, signal: Signal) => void) {
    this.deliver = deliver;
    this.link = build((signal) => (this.epoch === null ? void this.waiting.push(signal) : deliver(this.epoch, signal)));
  }

  /** Name the page load: the signals kept so far go to it, and so do all that follow. */
  addressTo(epoch: number): PeerLink {
    this.epoch = epoch;
    for (const signal of this.waiting.splice(0)) this.deliver(epoch, signal);
    return this.link;
  }
}
