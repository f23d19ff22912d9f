/** What comes of the others, as the driver tells it. */
import { eachSource } from "../drivers/outgoing";
import type { DriverEvent, PeerId, Sends, Source } from "../drivers/port";

export interface RemotePeer {
  readonly tracks: Readonly<Record<Source, MediaStreamTrack | null>>;
  /** What they say that they send; null until they have said it. */
  readonly sends: Sends | null;
  readonly lowData: boolean;
}

export type RemotePeers = ReadonlyMap<PeerId, RemotePeer>;

const NEW: RemotePeer = { tracks: eachSource(() => null), sends: null, lowData: false };

/** The same after an event of the driver. */
export function applyToRemotes(remotes: RemotePeers, event: DriverEvent): RemotePeers {
  switch (event.kind) {
    case "joined":
      return new Map(remotes).set(event.peer, NEW);
    case "left":
      return new Map([...remotes].filter(([peer]) => peer !== event.peer));
    case "sends":
      return update(remotes, event.peer, { sends: event.sends, lowData: event.lowData });
    case "track": {
      const { tracks } = remotes.get(event.peer) ?? NEW;
      return update(remotes, event.peer, { tracks: { ...tracks, [event.source]: event.track } });
    }
    default:
      return remotes;
  }
}

function update(remotes: RemotePeers, peer: PeerId, changes: Partial<RemotePeer>): RemotePeers {
  return new Map(remotes).set(peer, { ...(remotes.get(peer) ?? NEW), ...changes });
}
