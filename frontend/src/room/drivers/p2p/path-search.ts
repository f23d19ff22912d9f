/** What a search for a path has shown of the relay: why there may be no path. */
import type { PathProblem } from "../port";

/** By this code a browser says that a server did not answer; all others are answers. */
const NO_ANSWER = 701;

export class PathSearch {
  private hasRelayed = false;
  private errors: number[] = [];

  constructor(connection: RTCPeerConnection) {
    connection.addEventListener?.("icecandidate", ({ candidate }) => {
      if (candidate?.type === "relay") this.hasRelayed = true;
    });
    connection.addEventListener?.("icecandidateerror", ({ errorCode, url }) => {
      // A STUN server's silence says nothing of the relay.
      if (/^turns?:/.test(url ?? "")) this.errors.push(errorCode);
    });
  }

  /** Why there is no path, as far as is known. `servers` are those that were to help. */
  problem(servers: readonly RTCIceServer[]): PathProblem {
    if (!servers.some(isRelay)) return "noRelay";
    if (this.hasRelayed || this.errors.length === 0) return "unknown";
    return this.errors.some((code) => code !== NO_ANSWER) ? "relayRefused" : "relayBlocked";
  }
}

function isRelay({ urls }: RTCIceServer): boolean {
  return [urls].flat().some((url) => /^turns?:/.test(url));
}
