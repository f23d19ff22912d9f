/** A driver without media: two of them meet in a `FakeCarrier`. */
import { NOTHING } from "../drivers/outgoing";
import {
  type CallDriver,
  type CallHealth,
  type DriverContext,
  type DriverEvent,
  NO_HEALTH,
  type Outgoing,
  type PeerAddress,
  type PeerId,
  SOURCES,
  type Source,
  type SourceStats,
} from "../drivers/port";
import type { TestCarrier } from "./call-room";
import { FakeCarrier, type FakeMember } from "./fake-carrier";
import { fakeTrack } from "./fake-media";

/** A carrier of a test, whose drivers are fakes. */
export function fakeTestCarrier(): TestCarrier {
  const carrier = new FakeCarrier();
  return {
    module: { create: (context) => new FakeDriver(context, carrier), testAccess: async () => "good" },
    access: () => ({}),
    cut: () => carrier.cut(),
    repair: () => carrier.repair(),
  };
}

export class FakeDriver implements CallDriver, FakeMember {
  readonly address: PeerAddress;
  outgoing: Outgoing = NOTHING;
  private readonly context: DriverContext;
  private readonly carrier: FakeCarrier;
  /** The page load of each who is there, as far as the server or the carrier said. */
  private readonly epochs = new Map<PeerId, number>();
  private readonly connected = new Set<PeerId>();
  private readonly refused = new Map<PeerId, Set<Source>>();
  private readonly counts = new Map<string, SourceStats>();
  private restarts = 0;
  private closed = false;

  constructor(context: DriverContext, carrier: FakeCarrier) {
    this.context = context;
    this.carrier = carrier;
    this.address = { id: context.me, epoch: context.grant.epoch };
  }

  async start(outgoing: Outgoing): Promise<void> {
    this.outgoing = outgoing;
    for (const address of this.context.present) this.met(address);
    this.carrier.enter(this);
  }

  send(outgoing: Outgoing): void {
    this.outgoing = outgoing;
    if (!this.closed)
      for (const other of this.carrier.others(this.address.id)) queueMicrotask(() => other.changed(this));
  }

  peer(address: PeerAddress, here: boolean): void {
    if (here) this.met(address);
    else if (this.epochs.get(address.id) === address.epoch) this.lost(address.id);
  }

  want(peer: PeerId, source: Source, pixels: number | null): void {
    const refused = this.refused.get(peer) ?? new Set();
    this.refused.set(peer, refused);
    if (pixels === null) refused.add(source);
    else refused.delete(source);
  }

  sendData(topic: string, bytes: Uint8Array, to?: PeerId): boolean {
    const others = [...this.connected].filter((id) => to === undefined || id === to);
    const copy = bytes.slice();
    for (const id of others) queueMicrotask(() => this.carrier.find(id)?.data(this.address.id, topic, copy));
    return !this.closed && others.length > 0;
  }

  restart(): void {
    this.restarts += 1;
    if (!this.carrier.isCut) for (const id of this.connected) this.tell({ kind: "link", peer: id, link: "good" });
  }

  /** Grows with each call while the others send, as real media would. */
  async health(): Promise<CallHealth> {
    if (this.closed) return NO_HEALTH;
    for (const id of this.connected) {
      const other = this.carrier.find(id);
      if (!other) continue;
      for (const source of SOURCES) if (this.comes(other, source)) this.count(id, source);
    }
    const path = { local: "host", remote: "host", protocol: "udp" };
    const isMeasured = this.connected.size > 0;
    return {
      ...NO_HEALTH,
      sources: [...this.counts.values()],
      restarts: this.restarts,
      ...(isMeasured && { roundTripS: 0.01, path }),
    };
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.carrier.leave(this);
  }

  entered({ address }: FakeMember): void {
    this.met(address);
  }

  gone({ address }: FakeMember): void {
    if (this.connected.has(address.id) && this.epochs.get(address.id) === address.epoch) this.lost(address.id);
  }

  changed({ address }: FakeMember): void {
    if (this.connected.has(address.id)) this.hearSends(address.id);
  }

  data(from: PeerId, topic: string, bytes: Uint8Array): void {
    this.tell({ kind: "data", peer: from, topic, bytes });
  }

  cut(): void {
    for (const id of this.connected) this.tell({ kind: "link", peer: id, link: "lost" });
  }

  private met({ id, epoch }: PeerAddress): void {
    if (this.closed || epoch < (this.epochs.get(id) ?? 0)) return;
    if (epoch !== this.epochs.get(id)) {
      if (this.epochs.has(id)) this.lost(id);
      this.epochs.set(id, epoch);
      this.tell({ kind: "joined", peer: id });
      this.tell({ kind: "link", peer: id, link: "connecting" });
    }
    if (this.carrier.find(id)?.address.epoch !== epoch || this.connected.has(id) || this.carrier.isCut) return;
    this.connected.add(id);
    this.tell({ kind: "link", peer: id, link: "good" });
    this.tell({ kind: "track", peer: id, source: "microphone", track: fakeTrack("audio") });
    this.tell({ kind: "track", peer: id, source: "camera", track: fakeTrack("video") });
    this.hearSends(id);
  }

  private lost(id: PeerId): void {
    this.epochs.delete(id);
    this.connected.delete(id);
    for (const source of SOURCES) this.counts.delete(`${id} ${source}`);
    this.tell({ kind: "left", peer: id });
  }

  private hearSends(id: PeerId): void {
    const { sends, lowData } = this.carrier.find(id)?.outgoing ?? NOTHING;
    this.tell({ kind: "sends", peer: id, sends, lowData });
  }

  private comes({ address, outgoing }: FakeMember, source: Source): boolean {
    const isSaved = source === "camera" && (this.outgoing.lowData || outgoing.lowData);
    const isSent = outgoing.sends[source] === "live" || (source === "microphone" && outgoing.sends[source] === "muted");
    return isSent && !isSaved && !this.refused.get(address.id)?.has(source) && !this.carrier.isCut;
  }

  private count(peer: PeerId, source: Source): void {
    const key = `${peer} ${source}`;
    const before = this.counts.get(key) ?? { peer, source, bytes: 0, packets: 0, lost: 0, frames: 0, energy: 0 };
    const { bytes, packets, lost, frames, energy } = before;
    const grown = { bytes: bytes + 500, packets: packets + 1, lost, frames: frames + 1, energy: energy + 0.1 };
    this.counts.set(key, { peer, source, ...grown });
  }

  private tell(event: DriverEvent): void {
    if (!this.closed) this.context.on(event);
  }
}
