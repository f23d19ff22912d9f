/** Everything about one other person: their page loads, one after the other, each with a link of its own. */
import { type CallHealth, type DriverEvent, NO_HEALTH, type Outgoing, type Source } from "../port";
import { buildLink, type PeerSessionOptions } from "./build-link";
import type { DeferredPeerLink } from "./deferred-peer-link";
import { linkHealth } from "./link-health";
import type { PeerLink } from "./peer-link";
import { Recovery } from "./recovery";
import type { Signal } from "./signal";

/** Networks change, and credentials grow old: an older offer is thrown away. */
const DEFERRED_FOR_MS = 30_000;

export class PeerSession {
  private readonly options: PeerSessionOptions;
  private readonly recovery = new Recovery({
    restart: () => void this.restartIce(),
    searchFailed: () => this.searchFailed(),
    giveUp: () => this.options.onGiveUp(),
    isReceiving: () => this.isConnected && this.received > this.receivedBefore,
  });
  private link: PeerLink | null = null;
  private deferred: DeferredPeerLink | null = null;
  private expiry: ReturnType<typeof setTimeout> | undefined;
  /** Signals of a page load for whose link credentials are still being fetched. */
  private earlySignals: Signal[] = [];
  private epoch: number | null = null;
  private lastSeq = 0;
  private isAway = true;
  private unwanted: readonly Source[] = [];
  private restarts = 0;
  private received = 0;
  private receivedBefore = 0;
  private closed = false;

  constructor(options: PeerSessionOptions) {
    this.options = options;
  }

  get isConnected(): boolean {
    return !this.isAway && this.link?.connection.connectionState === "connected";
  }

  /** Nobody is there yet: prepare a link and its offer meanwhile. */
  defer(): void {
    this.deferred = this.build();
    this.expiry = setTimeout(() => this.discardDeferred(), DEFERRED_FOR_MS);
  }

  joined(epoch: number): void {
    this.connectTo(epoch);
    this.returned(epoch);
  }

  left(epoch: number): void {
    if (epoch !== this.epoch || this.isAway) return;
    // The link is kept: the "left" may be old and read late, and then the link is in use; a later signal shows it.
    this.isAway = true;
    this.recovery.reset();
    this.tell({ kind: "left", peer: this.options.peer });
  }

  receive(fromEpoch: number, seq: number, signal: Signal): void {
    // Sent by a page load that is no more.
    if (fromEpoch < (this.epoch ?? 0)) return;
    this.joined(fromEpoch);
    // A repeated POST arrives twice. Nothing arrives out of order: each waits for the one before it.
    if (seq <= this.lastSeq) return;
    this.lastSeq = seq;
    if (this.link) this.link.receive(signal);
    else this.earlySignals.push(signal);
  }

  send(outgoing: Outgoing): void {
    (this.link ?? this.deferred?.link)?.send(outgoing);
  }

  want(source: Source, wanted: boolean): void {
    const others = this.unwanted.filter((one) => one !== source);
    if (wanted === (others.length === this.unwanted.length)) return;
    this.unwanted = wanted ? others : [...others, source];
    this.link?.channel.refuse(this.unwanted);
  }

  sendData(topic: string, bytes: Uint8Array): boolean {
    return !this.isAway && this.link?.channel.sendData(topic, bytes) === true;
  }

  restart(): void {
    if (this.link && !this.isAway) this.recovery.restartNow();
  }

  /** Begin the search anew, for whoever goes on without this link meanwhile. */
  searchOn(): void {
    this.recovery.start();
  }

  async health(): Promise<CallHealth> {
    const { me, peer } = this.options;
    const found = this.link ? await linkHealth(this.link, me, peer, this.options.outgoing()) : NO_HEALTH;
    this.received = found.sources.reduce((sum, source) => sum + source.bytes, 0);
    return { ...found, restarts: this.restarts };
  }

  close(): void {
    this.closed = true;
    this.recovery.stop();
    this.discardDeferred();
    this.link?.close();
    this.link = null;
  }

  private connectTo(epoch: number): void {
    if (epoch <= (this.epoch ?? -1)) return;
    const { peer, ice } = this.options;
    if (!this.isAway) this.tell({ kind: "left", peer });
    this.epoch = epoch;
    this.lastSeq = 0;
    this.isAway = false;
    this.recovery.reset();
    this.link?.close();
    this.link = null;
    this.earlySignals = [];
    this.tell({ kind: "joined", peer });
    this.tell({ kind: "link", peer, link: "connecting" });
    if (ice.isFresh) return this.startLink(epoch);
    // After a long wait the relay no longer accepts the credentials.
    this.discardDeferred();
    void ice.renew().then(() => !this.closed && this.epoch === epoch && this.startLink(epoch));
  }

  private startLink(epoch: number): void {
    this.received = this.receivedBefore = 0;
    this.link = (this.deferred ?? this.build()).addressTo(epoch);
    clearTimeout(this.expiry);
    this.deferred = null;
    this.recovery.start();
    if (this.unwanted.length > 0) this.link.channel.refuse(this.unwanted);
    for (const signal of this.earlySignals.splice(0)) this.link.receive(signal);
  }

  private build(): DeferredPeerLink {
    return buildLink(
      this.options,
      (event) => this.tell(event),
      (state) => this.connectionChanged(state),
    );
  }

  private discardDeferred(): void {
    clearTimeout(this.expiry);
    this.deferred?.link.close();
    this.deferred = null;
  }

  private returned(epoch: number): void {
    const { link } = this;
    if (!this.isAway || epoch !== this.epoch || !link) return;
    const { peer } = this.options;
    this.isAway = false;
    this.tell({ kind: "joined", peer });
    for (const [source, track] of link.tracks) this.tell({ kind: "track", peer, source, track });
    if (link.peerSends)
      this.tell({ kind: "sends", peer, sends: link.peerSends.sends, lowData: link.peerSends.lowData });
    this.connectionChanged(link.connection.connectionState);
  }

  private searchFailed(): void {
    const { peer, ice } = this.options;
    if (this.link) this.tell({ kind: "noPath", peer, problem: this.link.search.problem(ice.servers) });
  }

  private async restartIce(): Promise<void> {
    const { link } = this;
    const { ice } = this.options;
    this.restarts += 1;
    this.receivedBefore = this.received;
    await ice.renew();
    if (link === this.link) link?.restart(ice.configuration);
  }

  private connectionChanged(state: RTCPeerConnectionState): void {
    // Nobody is there to answer a restart.
    if (this.isAway) return;
    this.recovery.connectionStateChanged(state);
    const { peer } = this.options;
    if (state === "connected") this.tell({ kind: "link", peer, link: "good" });
    else if (state === "disconnected" || state === "failed") this.tell({ kind: "link", peer, link: "lost" });
    else if (state === "connecting") this.tell({ kind: "link", peer, link: "connecting" });
  }

  private tell(event: DriverEvent): void {
    // A page load that has gone may say something yet; it is forgotten.
    if (this.closed || (this.isAway && event.kind !== "left")) return;
    this.options.on(event);
  }
}
