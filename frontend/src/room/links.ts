/** How the connections to the others are, of a room in some state. */
import type { Link, PeerId } from "./drivers/port";
import type { RoomState } from "./state";

const WORST_FIRST: readonly Link[] = ["lost", "connecting", "poor", "good"];

/** How the connection to `peer` is; null while they are not in the call. */
export function linkTo(state: RoomState, peer: PeerId): Link | null {
  return (state.phase === "inCall" && state.peers.get(peer)?.link) || null;
}

/** The worst of the connections; null while nobody else is in the call. */
export function worstLink(state: RoomState): Link | null {
  const links = linksOf(state);
  return WORST_FIRST.find((link) => links.includes(link)) ?? null;
}

/** Whether something is being set up that is worth asking the server more often for. */
export function isConnecting(state: RoomState): boolean {
  return state.phase === "joining" || linksOf(state).some((link) => link === "connecting" || link === "lost");
}

/** Whether a connection that stood is interrupted. */
export function isLost(state: RoomState): boolean {
  return linksOf(state).includes("lost");
}

function linksOf(state: RoomState): readonly Link[] {
  return state.phase === "inCall" ? [...state.peers.values()].map(({ link }) => link) : [];
}
