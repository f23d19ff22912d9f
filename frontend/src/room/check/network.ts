/** How the way to the practice is: the round trip of a small question, and whether a relay can be reached. */
import { getJson, postJson } from "../../shared/http";

const TRIES = 3;
const RELAY_PATIENCE_MS = 8_000;

/** The shortest of a few round trips in milliseconds; null when the practice does not answer. */
export async function roundTrip(url: string, now: () => number = () => performance.now()): Promise<number | null> {
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

/** Whether the practice's relay gives this browser an address, with credentials good for this one test. */
export async function relayWorks(url: string): Promise<boolean> {
  const answer = await postJson<{ iceServers: RTCIceServer[] }>(url, {});
  const connection = new RTCPeerConnection({ iceServers: answer?.iceServers ?? [], iceTransportPolicy: "relay" });
  try {
    return await new Promise<boolean>((resolve) => {
      setTimeout(() => resolve(false), RELAY_PATIENCE_MS);
      connection.onicecandidate = ({ candidate }) => {
        if (candidate?.type === "relay" || candidate?.candidate.includes(" typ relay")) resolve(true);
        else if (candidate === null) resolve(false);
      };
      connection.createDataChannel("test");
      connection.setLocalDescription().catch(() => resolve(false));
    });
  } finally {
    connection.close();
  }
}
