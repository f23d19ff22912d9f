/** What should flow in a call at present. */
import type { Outgoing, PeerId } from "../drivers/port";
import type { Expectation } from "../media/watchdog";
import type { PeerStates } from "./peer-states";
import type { RemotePeers } from "./remote-peers";

/** Data are saved on either side: then no camera's picture comes or goes. */
export function savesData(outgoing: Outgoing, remotes: RemotePeers, peer: PeerId): boolean {
  return outgoing.lowData || remotes.get(peer)?.lowData === true;
}

/** Whether they send anything that should come in. */
export function isSending(outgoing: Outgoing, remotes: RemotePeers, peer: PeerId): boolean {
  const sends = remotes.get(peer)?.sends;
  if (!sends) return false;
  const isSeen = sends.camera === "live" && !savesData(outgoing, remotes, peer);
  return sends.microphone === "live" || sends.screen === "live" || isSeen;
}

export function expectationOf(outgoing: Outgoing, remotes: RemotePeers, states: PeerStates): Expectation {
  const reached = [...remotes].filter(([peer]) => states.isGood(peer) && !states.isStalled(peer));
  const { microphone, camera } = outgoing.sends;
  return {
    connected: reached.length > 0,
    microphone: microphone === "live",
    camera: camera === "live" && reached.some(([peer]) => !savesData(outgoing, remotes, peer)),
    peers: reached.map(([peer, { sends }]) => ({
      peer,
      sound: sends?.microphone === "live",
      // A tab out of sight may not decode; a shared screen may stand still.
      picture:
        sends?.camera === "live" && sends.screen !== "live" && !savesData(outgoing, remotes, peer) && !document.hidden,
    })),
  };
}
