/** Browser to browser. One driver serves one grant; each page load of the other person gets a link of its own. */
import type { CallDriver, CallStats, DriverContext, Outgoing, Signal, SignallingEvent } from "../port";
import { NO_STATS } from "../port";
import type { ConnectionPool } from "./connection-pool";
import { DeferredPeerLink } from "./deferred-peer-link";
import { IceServers } from "./ice-servers";
import { PeerLink } from "./peer-link";
import { Recovery } from "./recovery";
import { summariseStats } from "./stats";

/** Networks change, and credentials grow old: an older offer is thrown away. */
const DEFERRED_FOR_MS = 30_000;
const NOTHING: Outgoing = { microphone: null, camera: null, screen: null, lowData: false };

export function createP2pDriver(context: DriverContext, pool: ConnectionPool): CallDriver {
  return new P2pDriver(context, pool);
}

class P2pDriver implements CallDriver {
  private readonly context: DriverContext;
  private readonly pool: ConnectionPool;
  private readonly ice: IceServers;
  private readonly recovery = new Recovery({
    restart: () => void this.restartIce(),
    searchFailed: () => this.link && this.context.onSearchFailed(this.link.search.problem(this.ice.servers)),
    giveUp: () => this.closed || this.context.onFailed(),
    isReceiving: () => this.link?.connection.connectionState === "connected" && this.received > this.receivedBefore,
  });
  private stopListening: () => void = () => undefined;
  private outgoing = NOTHING;
  private link: PeerLink | null = null;
  private deferred: DeferredPeerLink | null = null;
  private expiry: ReturnType<typeof setTimeout> | undefined;
  /** Signals of a peer for whom credentials are still being fetched. */
  private earlySignals: Signal[] = [];
  private peerEpoch: number | null = null;
  private lastSeq = 0;
  private peerAway = false;
  private closed = false;
  private restarts = 0;
  private received = 0;
  private receivedBefore = 0;

  constructor(context: DriverContext, pool: ConnectionPool) {
    this.context = context;
    this.pool = pool;
    this.ice = new IceServers(context.grant, () => context.renew());
  }

  start(outgoing: Outgoing): void {
    this.outgoing = outgoing;
    this.stopListening = this.context.signalling.listen((event) => this.signalled(event));
    if (this.context.peer) this.connectTo(this.context.peer.epoch);
    else this.defer();
  }

  send(outgoing: Outgoing): void {
    this.outgoing = outgoing;
    (this.link ?? this.deferred?.link)?.send(outgoing);
  }

  restart(): void {
    if (this.link) this.recovery.restartNow();
  }

  async stats(): Promise<CallStats> {
    const counted = await this.link?.stats();
    const sum = counted ? summariseStats(counted, this.outgoing.camera?.id) : { ...NO_STATS };
    this.received = sum.bytesReceived;
    return { ...sum, restarts: this.restarts };
  }

  close(): void {
    this.closed = true;
    this.stopListening();
    this.recovery.stop();
    this.discardDeferred();
    this.link?.close();
    this.link = null;
  }

  private signalled(event: SignallingEvent): void {
    if (this.closed) return;
    switch (event.kind) {
      case "peerJoined":
        this.connectTo(event.epoch);
        return this.peerReturned(event.epoch);
      case "peerLeft":
        return this.peerLeft(event.epoch);
      case "signal": {
        // Meant for, or sent by, a page load that is no more.
        if (event.data.to !== this.context.grant.epoch || event.fromEpoch < (this.peerEpoch ?? 0)) return;
        this.connectTo(event.fromEpoch);
        this.peerReturned(event.fromEpoch);
        // A repeated POST arrives twice. Nothing arrives out of order: each waits for the one before it.
        if (event.seq <= this.lastSeq) return;
        this.lastSeq = event.seq;
        if (this.link) this.link.receive(event.data);
        else this.earlySignals.push(event.data);
      }
    }
  }

  private connectTo(epoch: number): void {
    if (epoch <= (this.peerEpoch ?? -1)) return;
    this.peerEpoch = epoch;
    this.lastSeq = 0;
    this.peerAway = false;
    this.recovery.reset();
    this.link?.close();
    this.link = null;
    this.earlySignals = [];
    this.context.onRemote(null);
    this.context.onLink("connecting");
    if (this.ice.isFresh) return this.startLink(epoch);
    // After a long wait the relay no longer accepts the credentials.
    this.discardDeferred();
    void this.ice.renew().then(() => !this.closed && this.peerEpoch === epoch && this.startLink(epoch));
  }

  /** Nobody is there yet: prepare a link and its offer meanwhile. */
  private defer(): void {
    this.deferred = this.build();
    this.expiry = setTimeout(() => this.discardDeferred(), DEFERRED_FOR_MS);
  }

  private discardDeferred(): void {
    clearTimeout(this.expiry);
    this.deferred?.link.close();
    this.deferred = null;
  }

  private build(): DeferredPeerLink {
    const { grant, signalling } = this.context;
    const build = (send: (signal: Omit<Signal, "to">) => void): PeerLink =>
      new PeerLink({
        polite: grant.polite,
        pooled: this.pool.acquire(this.ice.configuration, !grant.polite),
        outgoing: this.outgoing,
        send,
        renewConfiguration: async () => (this.ice.isFresh ? null : this.ice.renew().then(() => this.ice.configuration)),
        onRemote: (remote) => this.context.onRemote(remote),
        onConnection: (state) => this.connectionChanged(state),
        onMediaState: (media) => this.context.onMediaState(media),
      });
    return new DeferredPeerLink(build, (to, signal) => signalling.send({ to, ...signal }));
  }

  private startLink(epoch: number): void {
    this.received = this.receivedBefore = 0;
    this.link = (this.deferred ?? this.build()).addressTo(epoch);
    clearTimeout(this.expiry);
    this.deferred = null;
    this.recovery.start();
    for (const signal of this.earlySignals.splice(0)) this.link.receive(signal);
  }

  private peerLeft(epoch: number | null): void {
    if (epoch !== null && epoch !== this.peerEpoch) return;
    // The link is kept: the "left" may be old and read late, and then the link is in use; a later signal shows it.
    this.peerAway = true;
    this.recovery.reset();
    this.context.onRemote(null);
  }

  private peerReturned(epoch: number): void {
    if (!this.peerAway || epoch !== this.peerEpoch || !this.link) return;
    this.peerAway = false;
    this.context.onRemote(this.link.remote);
    this.connectionChanged(this.link.connection.connectionState);
  }

  private async restartIce(): Promise<void> {
    const { link } = this;
    this.restarts += 1;
    this.receivedBefore = this.received;
    await this.ice.renew();
    if (link === this.link) link?.restart(this.ice.configuration);
  }

  private connectionChanged(state: RTCPeerConnectionState): void {
    // Nobody is there to answer a restart.
    if (!this.peerAway) this.recovery.connectionStateChanged(state);
    if (state === "connected") this.context.onLink("good");
    else if (state === "disconnected" || state === "failed") this.context.onLink("lost");
    else if (state === "connecting") this.context.onLink("connecting");
  }
}
