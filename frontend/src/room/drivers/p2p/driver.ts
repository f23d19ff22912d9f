/** Browser to browser. One driver serves one grant; each page load of the other person gets a pair of its own. */
import type { CallDriver, CallStats, DriverContext, Outgoing, Signal, SignallingEvent } from "../port";
import { NO_STATS } from "../port";
import type { Lines } from "./connection-pool";
import { Prepared } from "./deferred-peer-link";
import { Ice } from "./ice-servers";
import { Pair } from "./peer-link";
import { Recovery } from "./recovery";
import { summarise } from "./stats";

/** Networks change, and credentials grow old: an offer that has lain for longer is made anew. */
const PREPARED_FOR_MS = 30_000;
const NOTHING: Outgoing = { microphone: null, camera: null, screen: null, lowData: false };

export function createP2p(context: DriverContext, lines: Lines): CallDriver {
  return new P2pDriver(context, lines);
}

class P2pDriver implements CallDriver {
  private readonly context: DriverContext;
  private readonly lines: Lines;
  private readonly ice: Ice;
  private readonly recovery = new Recovery({
    restart: () => void this.lookAnew(),
    giveUp: () => this.closed || this.context.onFailed(),
    isWell: () => this.pair?.connection.connectionState === "connected" && this.received > this.receivedBefore,
  });
  private stopListening: () => void = () => undefined;
  private outgoing = NOTHING;
  private pair: Pair | null = null;
  private prepared: Prepared | null = null;
  private tooOld: ReturnType<typeof setTimeout> | undefined;
  /** Signals of a peer for whom credentials are still being fetched. */
  private early: Signal[] = [];
  private peerEpoch: number | null = null;
  private lastSeq = 0;
  private peerAway = false;
  private closed = false;
  private restarts = 0;
  private received = 0;
  private receivedBefore = 0;

  constructor(context: DriverContext, lines: Lines) {
    this.context = context;
    this.lines = lines;
    this.ice = new Ice(context.grant, () => context.renew());
  }

  start(outgoing: Outgoing): void {
    this.outgoing = outgoing;
    this.stopListening = this.context.signalling.listen((event) => this.heard(event));
    if (this.context.peer) this.meet(this.context.peer.epoch);
    else this.prepare();
  }

  send(outgoing: Outgoing): void {
    this.outgoing = outgoing;
    (this.pair ?? this.prepared?.pair)?.send(outgoing);
  }

  restart(): void {
    if (this.pair) this.recovery.act();
  }

  async stats(): Promise<CallStats> {
    const counted = await this.pair?.counted();
    const sum = counted ? summarise(counted) : { ...NO_STATS };
    this.received = sum.bytesReceived;
    return { ...sum, restarts: this.restarts };
  }

  close(): void {
    this.closed = true;
    this.stopListening();
    this.recovery.stop();
    this.unprepare();
    this.pair?.close();
    this.pair = null;
  }

  private heard(event: SignallingEvent): void {
    if (this.closed) return;
    switch (event.kind) {
      case "peerJoined":
        this.meet(event.epoch);
        return this.back(event.epoch);
      case "peerLeft":
        return this.part(event.epoch);
      case "signal": {
        // Meant for, or sent by, a page load that is no more.
        if (event.data.to !== this.context.grant.epoch || event.fromEpoch < (this.peerEpoch ?? 0)) return;
        this.meet(event.fromEpoch);
        this.back(event.fromEpoch);
        // A repeated POST arrives twice. Nothing arrives out of order: each waits for the one before it.
        if (event.seq <= this.lastSeq) return;
        this.lastSeq = event.seq;
        if (this.pair) this.pair.receive(event.data);
        else this.early.push(event.data);
      }
    }
  }

  private meet(epoch: number): void {
    if (epoch <= (this.peerEpoch ?? -1)) return;
    this.peerEpoch = epoch;
    this.lastSeq = 0;
    this.peerAway = false;
    this.recovery.reset();
    this.pair?.close();
    this.pair = null;
    this.early = [];
    this.context.onRemote(null);
    this.context.onLink("connecting");
    if (this.ice.isFresh) return this.join(epoch);
    // One who waited here for long has credentials that the relay no longer takes.
    this.unprepare();
    void this.ice.renew().then(() => !this.closed && this.peerEpoch === epoch && this.join(epoch));
  }

  /** Nobody is there yet: what does not need them is done meanwhile. */
  private prepare(): void {
    this.prepared = this.build();
    this.tooOld = setTimeout(() => this.unprepare(), PREPARED_FOR_MS);
  }

  private unprepare(): void {
    clearTimeout(this.tooOld);
    this.prepared?.pair.close();
    this.prepared = null;
  }

  private build(): Prepared {
    const { grant, signalling } = this.context;
    const build = (send: (signal: Omit<Signal, "to">) => void): Pair =>
      new Pair({
        polite: grant.polite,
        line: this.lines.take(this.ice.configuration, !grant.polite),
        outgoing: this.outgoing,
        send,
        freshen: async () => (this.ice.isFresh ? null : this.ice.renew().then(() => this.ice.configuration)),
        onRemote: (remote) => this.context.onRemote(remote),
        onConnection: (state) => this.connectionChanged(state),
        onPeerMedia: (media) => this.context.onPeerMedia(media),
      });
    return new Prepared(build, (to, signal) => signalling.send({ to, ...signal }));
  }

  private join(epoch: number): void {
    this.received = this.receivedBefore = 0;
    this.pair = (this.prepared ?? this.build()).introduce(epoch);
    clearTimeout(this.tooOld);
    this.prepared = null;
    this.recovery.begin();
    for (const signal of this.early.splice(0)) this.pair.receive(signal);
  }

  private part(epoch: number | null): void {
    if (epoch !== null && epoch !== this.peerEpoch) return;
    // The pair is kept: when an old "left" is read late, it is in use, and any later sign of life proves it.
    this.peerAway = true;
    this.recovery.reset();
    this.context.onRemote(null);
  }

  private back(epoch: number): void {
    if (!this.peerAway || epoch !== this.peerEpoch || !this.pair) return;
    this.peerAway = false;
    this.context.onRemote(this.pair.remote);
    this.connectionChanged(this.pair.connection.connectionState);
  }

  private async lookAnew(): Promise<void> {
    const { pair } = this;
    this.restarts += 1;
    this.receivedBefore = this.received;
    await this.ice.renew();
    if (pair === this.pair) pair?.restart(this.ice.configuration);
  }

  private connectionChanged(state: RTCPeerConnectionState): void {
    // Nobody is there to answer a restart.
    if (!this.peerAway) this.recovery.changed(state);
    if (state === "connected") this.context.onLink("good");
    else if (state === "disconnected" || state === "failed") this.context.onLink("lost");
    else if (state === "connecting") this.context.onLink("connecting");
  }
}
