import { afterEach, expect, test, vi } from "vitest";
import { testReachability } from "./reachability";

afterEach(() => void vi.unstubAllGlobals());

class Connection {
  static last: Connection;
  onicecandidate: ((event: { candidate: { type?: string; candidate: string } | null }) => void) | null = null;
  closed = false;
  readonly configuration: RTCConfiguration;
  constructor(configuration: RTCConfiguration) {
    this.configuration = configuration;
    Connection.last = this;
  }
  createDataChannel(): void {}
  async setLocalDescription(): Promise<void> {
    const found = Connection.answers.shift();
    if (found) this.onicecandidate?.({ candidate: { candidate: found } });
    this.onicecandidate?.({ candidate: null });
  }
  close(): void {
    this.closed = true;
  }
  static answers: string[] = [];
}

const RELAY = { urls: "turn:192.0.2.1", username: "u", credential: "c" };
const STUN = { urls: "stun:192.0.2.1" };
const RELAYED = "candidate:1 1 udp 1 192.0.2.1 3478 typ relay raddr 0.0.0.0 rport 0";
const SEEN = "candidate:1 1 udp 1 192.0.2.7 3478 typ srflx raddr 0.0.0.0 rport 0";
const OWN = "candidate:1 1 udp 1 10.0.0.7 3478 typ host";

test.each([
  ["the relay gives an address", [STUN, RELAY], RELAYED, "good"],
  ["the relay gives none", [STUN, RELAY], SEEN, "blocked"],
  ["there is STUN alone, and it answers", [STUN], SEEN, "good"],
  ["there is STUN alone, and it is silent", [STUN], OWN, "narrow"],
])("when %s", async (_when, iceServers, found, way) => {
  vi.stubGlobal("RTCPeerConnection", Connection);
  Connection.answers = [found];
  expect(await testReachability({ iceServers })).toBe(way);
  const policy = iceServers.includes(RELAY) ? "relay" : "all";
  expect(Connection.last.configuration).toEqual({ iceServers, iceTransportPolicy: policy });
  expect(Connection.last.closed).toBe(true);
});
