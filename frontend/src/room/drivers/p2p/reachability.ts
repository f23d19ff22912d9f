/** Whether the relay, or else the STUN server, is reached from this network. */
import type { Reachability } from "../port";
import { readAccess } from "./access";

const PATIENCE_MS = 8_000;

export async function testReachability(access: unknown): Promise<Reachability> {
  const { iceServers } = readAccess(access);
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
