/** The part of a grant that is browser-to-browser's own. */
export interface P2pAccess {
  readonly iceServers: RTCIceServer[];
  readonly relayOnly: boolean;
}

/** Read a grant's `access`. */
export function readAccess(access: unknown): P2pAccess {
  const { iceServers, relayOnly } = (access ?? {}) as Partial<P2pAccess>;
  return { iceServers: iceServers ?? [], relayOnly: relayOnly === true };
}
