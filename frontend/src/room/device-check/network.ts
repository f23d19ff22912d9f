/** How the way to the practice is: the round trip of a small question, and whether a call gets out of this network. */
import { getJson, postJson } from "../../shared/http";

const TRIES = 3;
const PATIENCE_MS = 8_000;

/** The shortest of a few round trips in milliseconds; null when the practice does not answer. */
export async function measureRoundTrip(
  url: string,
  now: () => number = () => performance.now(),
): Promise<number | null> {
  let best: number | null = null;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const begun = now();
    try {
      await getJson(url);
    } catch {
      return best;
    }
    const took = Math.round(now() - begun);
    best = best === null ? took : Math.min(best, took);
  }
  return best;
}

/** How a call gets out of this network: well, not through the relay, or perhaps not at all where there is none. */
export type Reachability = "good" | "blocked" | "narrow";

/**
 * What the practice's relay, or else its STUN server, says of this network, with credentials good for this one test.
 * Throws when the practice cannot be asked.
 */
export async function testReachability(url: string): Promise<Reachability> {
  const { iceServers } = (await postJson<{ iceServers: RTCIceServer[] }>(url, {})) ?? { iceServers: [] };
  const hasRelay = iceServers.some(({ credential }) => credential);
  const connection = new RTCPeerConnection({ iceServers, iceTransportPolicy: hasRelay ? "relay" : "all" });
  try {
    const found = await gathersCandidate(connection, hasRelay ? "relay" : "srflx");
    return found ? "good" : hasRelay ? "blocked" : "narrow";
  } finally {
    connection.close();
  }
}

/** Whether the connection is given an address of this type before patience ends. */
function gathersCandidate(connection: RTCPeerConnection, type: "relay" | "srflx"): Promise<boolean> {
  return new Promise<boolean>((resolve) => {
    setTimeout(() => resolve(false), PATIENCE_MS);
    connection.onicecandidate = ({ candidate }) => {
      if (candidate?.candidate.includes(` typ ${type}`)) resolve(true);
      else if (candidate === null) resolve(false);
    };
    connection.createDataChannel("test");
    connection.setLocalDescription().catch(() => resolve(false));
  });
}
