/** How the connection to each of the others is: what the driver says, what is measured, and whether media comes. */
import type { Link, PeerId } from "../drivers/port";
import type { ConnectionQuality } from "../media/peer-quality";

interface PeerState {
  readonly link: Link;
  readonly quality: ConnectionQuality;
  /** Nothing comes in, although the connection is reported as good. */
  readonly stalled: boolean;
}

const UNKNOWN: PeerState = { link: "connecting", quality: "good", stalled: false };

export class PeerStates {
  private readonly states = new Map<PeerId, PeerState>();
  /** One's own way into the room, where there is one. */
  private own: Link = "good";
  private readonly onLink: (peer: PeerId, link: Link) => void;

  constructor(onLink: (peer: PeerId, link: Link) => void) {
    this.onLink = onLink;
  }

  /** The driver says how a connection is; `null`: one's own way into the room. */
  setLink(peer: PeerId | null, link: Link): void {
    if (peer !== null) return this.update(peer, { link });
    this.own = link;
    for (const one of this.states.keys()) this.tell(one);
  }

  setQuality(peer: PeerId, quality: ConnectionQuality): void {
    this.update(peer, { quality });
  }

  setStalled(peer: PeerId, stalled: boolean): void {
    if (stalled !== (this.states.get(peer) ?? UNKNOWN).stalled) this.update(peer, { stalled });
  }

  /** Another page load of theirs: nothing is known of it. */
  forget(peer: PeerId): void {
    this.states.delete(peer);
  }

  /** Say again how the connection is, to whom did not know of this peer before. */
  tell(peer: PeerId): void {
    const state = this.states.get(peer);
    if (state) this.onLink(peer, this.linkOf(state));
  }

  /** There is a path to them, as far as the driver knows. */
  isGood(peer: PeerId): boolean {
    const { link } = this.states.get(peer) ?? UNKNOWN;
    return (link === "good" || link === "poor") && (this.own === "good" || this.own === "poor");
  }

  isStalled(peer: PeerId): boolean {
    return this.states.get(peer)?.stalled === true;
  }

  get isAnyLost(): boolean {
    return this.own === "lost" || [...this.states.values()].some(({ link }) => link === "lost");
  }

  private linkOf({ link, quality, stalled }: PeerState): Link {
    if (this.own === "lost" || this.own === "connecting") return this.own;
    if (link !== "good") return link;
    return stalled ? "lost" : this.own === "poor" ? "poor" : quality;
  }

  private update(peer: PeerId, changes: Partial<PeerState>): void {
    this.states.set(peer, { ...(this.states.get(peer) ?? UNKNOWN), ...changes });
    this.tell(peer);
  }
}
