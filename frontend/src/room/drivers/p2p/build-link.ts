/** Makes a link to one other person, addressed to nobody yet. */
import type { DriverEvent, Outgoing, PeerId } from "../port";
import type { ConnectionPool } from "./connection-pool";
import { DeferredPeerLink } from "./deferred-peer-link";
import type { IceServers } from "./ice-servers";
import { PeerLink } from "./peer-link";
import { isPolite, type Signal } from "./signal";

export interface PeerSessionOptions {
  readonly me: PeerId;
  readonly peer: PeerId;
  readonly pool: ConnectionPool;
  readonly ice: IceServers;
  outgoing(): Outgoing;
  send(epoch: number, signal: Signal): void;
  on(event: DriverEvent): void;
  onGiveUp(): void;
}

export function buildLink(
  { me, peer, pool, ice, outgoing, send: deliver }: PeerSessionOptions,
  tell: (event: DriverEvent) => void,
  onConnection: (state: RTCPeerConnectionState) => void,
): DeferredPeerLink {
  const polite = isPolite(me, peer);
  const build = (send: (signal: Signal) => void): PeerLink =>
    new PeerLink({
      polite,
      pooled: pool.acquire(ice.configuration, !polite),
      outgoing: outgoing(),
      send,
      renewConfiguration: async () => (ice.isFresh ? null : ice.renew().then(() => ice.configuration)),
      onTrack: (source, track) => tell({ kind: "track", peer, source, track }),
      onConnection,
      onSends: ({ sends, lowData }) => tell({ kind: "sends", peer, sends, lowData }),
      onData: (topic, bytes) => tell({ kind: "data", peer, topic, bytes }),
    });
  return new DeferredPeerLink(build, deliver);
}
