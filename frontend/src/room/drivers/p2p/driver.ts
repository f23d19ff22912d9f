/** Browser to browser: a mesh, in which each other person is a session of its own. */
import { NOTHING } from "../outgoing";
import type {
  CallDriver,
  CallHealth,
  DriverContext,
  DriverEvent,
  Outgoing,
  PeerAddress,
  PeerId,
  SignalMessage,
  Source,
} from "../port";
import { joinHealth } from "../rtc-stats";
import type { ConnectionPool } from "./connection-pool";
import { IceServers } from "./ice-servers";
import { PeerSession } from "./peer-session";
import type { Signal } from "./signal";
import { SignalQueue } from "./signal-queue";

export function createP2pDriver(context: DriverContext, pool: ConnectionPool): CallDriver {
  return new P2pDriver(context, pool);
}

class P2pDriver implements CallDriver {
  private readonly context: DriverContext;
  private readonly pool: ConnectionPool;
  private readonly ice: IceServers;
  private readonly queue: SignalQueue;
  private readonly sessions = new Map<PeerId, PeerSession>();
  private readonly stopListening: () => void;
  private outgoing = NOTHING;
  private closed = false;

  constructor(context: DriverContext, pool: ConnectionPool) {
    this.context = context;
    this.pool = pool;
    this.ice = new IceServers(context.grant, () => context.renew());
    const signalling = context.signalling();
    this.queue = new SignalQueue(signalling);
    this.stopListening = signalling.listen((message) => this.signalled(message));
  }

  async start(outgoing: Outgoing): Promise<void> {
    this.outgoing = outgoing;
    const { present, expected } = this.context;
    for (const { id, epoch } of present) this.session(id).joined(epoch);
    for (const id of expected) if (!this.sessions.has(id)) this.session(id).defer();
  }

  send(outgoing: Outgoing): void {
    this.outgoing = outgoing;
    for (const session of this.sessions.values()) session.send(outgoing);
  }

  peer({ id, epoch }: PeerAddress, here: boolean): void {
    if (this.closed) return;
    if (here) this.session(id).joined(epoch);
    else this.sessions.get(id)?.left(epoch);
  }

  /** Sizes are not asked for: each link adapts to what its path carries. */
  want(peer: PeerId, source: Source, pixels: number | null): void {
    if (!this.closed) this.session(peer).want(source, pixels !== null);
  }

  sendData(topic: string, bytes: Uint8Array, to?: PeerId): boolean {
    const addressed = [...this.sessions].filter(([id]) => to === undefined || id === to);
    const sent = addressed.map(([, session]) => session.sendData(topic, bytes));
    return sent.some(Boolean);
  }

  restart(): void {
    for (const session of this.sessions.values()) session.restart();
  }

  async health(): Promise<CallHealth> {
    return joinHealth(await Promise.all([...this.sessions.values()].map((session) => session.health())));
  }

  async close(): Promise<void> {
    this.closed = true;
    this.stopListening();
    this.queue.close();
    for (const session of this.sessions.values()) session.close();
  }

  private signalled({ peer, seq, data }: SignalMessage): void {
    if (!this.closed) this.session(peer.id).receive(peer.epoch, seq, data as Signal);
  }

  private session(peer: PeerId): PeerSession {
    const known = this.sessions.get(peer);
    if (known) return known;
    const made = new PeerSession({
      me: this.context.me,
      peer,
      pool: this.pool,
      ice: this.ice,
      outgoing: () => this.outgoing,
      send: (epoch, signal) => this.queue.send({ id: peer, epoch }, signal),
      on: (event) => this.tell(event),
      onGiveUp: () => this.giveUp(made),
    });
    this.sessions.set(peer, made);
    return made;
  }

  /** A new seat would cost the others theirs: as long as one is connected, this one is searched for on. */
  private giveUp(lost: PeerSession): void {
    const othersGoOn = [...this.sessions.values()].some((session) => session !== lost && session.isConnected);
    if (othersGoOn) lost.searchOn();
    else this.tell({ kind: "failed", why: "path" });
  }

  private tell(event: DriverEvent): void {
    if (!this.closed) this.context.on(event);
  }
}
