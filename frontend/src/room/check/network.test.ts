import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { NO_NETWORK, PretendServer } from "../../shared/pretend-server";
import { relayWorks, roundTrip } from "./network";

let server: PretendServer;

beforeEach(() => (server = new PretendServer()));
afterEach(() => void vi.unstubAllGlobals());

test("the way is as long as its shortest trip, for the first one also opens the connection", async () => {
  const times = [0, 180, 200, 240, 300, 350];
  server.on("GET /state", () => ({}));
  expect(await roundTrip("/state", () => times.shift()!)).toBe(40);
});

test("a practice that does not answer has no way to it", async () => {
  server.on("GET /state", () => NO_NETWORK);
  expect(await roundTrip("/state")).toBeNull();
});

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

test.each([
  [["candidate:1 1 udp 1 192.0.2.1 3478 typ relay raddr 0.0.0.0 rport 0"], true],
  [[], false],
])("a relay works when it gives an address: %o", async (answers, works) => {
  vi.stubGlobal("RTCPeerConnection", Connection);
  Connection.answers = [...answers];
  server.on("POST /relay", () => ({ iceServers: [{ urls: "turn:192.0.2.1", username: "u", credential: "c" }] }));
  expect(await relayWorks("/relay")).toBe(works);
  expect(Connection.last.configuration).toMatchObject({ iceTransportPolicy: "relay", iceServers: [{ username: "u" }] });
  expect(Connection.last.closed).toBe(true);
});
