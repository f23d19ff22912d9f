import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeServer, NO_NETWORK, problem, type Reply } from "../../shared/testing/fake-server";
import type { RoomConfig } from "../config";
import type { Grant, SignallingEvent } from "../drivers/port";
import { RoomApi } from "./api";
import { ServerSignalling } from "./signalling";

const GRANT: Grant = {
  provider: "p2p",
  seat: "s1",
  epoch: 4,
  polite: false,
  iceServers: [],
  relayOnly: false,
  until: "",
};
const OFFER = { to: 2, description: { type: "offer" as const, sdp: "v=0" } };
const candidates = (...names: string[]) => ({ to: 2, candidates: names.map((candidate) => ({ candidate })) });

let server: FakeServer;
let signalling: ServerSignalling;
let lost: number;
let received: SignallingEvent[];

beforeEach(() => {
  vi.useFakeTimers();
  server = new FakeServer().on("POST /signal", () => null);
  lost = 0;
  received = [];
  const api = new RoomApi({ signal: "/signal" } as RoomConfig["urls"], "tab");
  signalling = new ServerSignalling(api, GRANT, () => (lost += 1));
  signalling.listen((event) => received.push(event));
});

afterEach(() => {
  signalling.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const bodies = (): { seq: number; data: { candidates?: unknown[] } }[] => server.asked.map(({ body }) => body as never);

test("a description and the candidates of the same moment travel together", async () => {
  signalling.send(OFFER);
  signalling.send(candidates("a"));
  await vi.advanceTimersByTimeAsync(5);
  signalling.send(candidates("b"));
  await vi.advanceTimersByTimeAsync(30);
  expect(bodies()).toEqual([{ seat: "s1", epoch: 4, seq: 1, data: { ...OFFER, ...candidates("a", "b") } }]);
});

test("no signal carries more candidates than the server takes", async () => {
  for (let n = 0; n < 150; n += 1) signalling.send(candidates(`${n}`));
  await vi.advanceTimersByTimeAsync(100);
  expect(bodies().map(({ data }) => data.candidates?.length)).toEqual([100, 50]);
});

test("the next waits until the one before has arrived, and is numbered after it", async () => {
  let arrive: (reply: Reply) => void = () => undefined;
  server.on("POST /signal", () => new Promise((resolve) => (arrive = resolve)));
  signalling.send(OFFER);
  await vi.advanceTimersByTimeAsync(30);
  signalling.send(candidates("a"));
  signalling.send(OFFER);
  await vi.advanceTimersByTimeAsync(100);
  expect(bodies().length).toBe(1);
  server.on("POST /signal", () => null);
  arrive(null);
  await vi.advanceTimersByTimeAsync(30);
  expect(bodies().map(({ seq }) => seq)).toEqual([1, 2, 3]);
});

test("twenty seconds without a network lose nothing and change no order", async () => {
  server.on("POST /signal", () => NO_NETWORK);
  signalling.send(OFFER);
  await vi.advanceTimersByTimeAsync(30);
  signalling.send(candidates("a"));
  await vi.advanceTimersByTimeAsync(20_000);
  server.on("POST /signal", () => null);
  const tries = server.asked.length;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(
    bodies()
      .slice(tries)
      .map(({ seq }) => seq),
  ).toEqual([1, 2]);
});

test("a seat that is no longer ours is said once, and nothing more is sent from it", async () => {
  server.on("POST /signal", () => problem(409, "stale_seat"));
  signalling.send(OFFER);
  await vi.advanceTimersByTimeAsync(30);
  signalling.send(candidates("a"));
  await vi.advanceTimersByTimeAsync(30);
  expect(lost).toBeGreaterThan(0);
  signalling.close();
  const before = server.asked.length;
  signalling.send(OFFER);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(server.asked.length).toBe(before);
});

test("a refusal for another reason is not repeated for ever and does not stop what follows", async () => {
  const replies: Reply[] = [problem(413, "too_large"), null];
  server.on("POST /signal", () => replies.shift());
  signalling.send(OFFER);
  await vi.advanceTimersByTimeAsync(30);
  signalling.send(OFFER);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(bodies().map(({ seq }) => seq)).toEqual([1, 2]);
  expect(lost).toBe(0);
});

test("the stream's events are read for the driver", () => {
  signalling.receive({ id: 1, kind: "peer_joined", seat: "x", epoch: 7 });
  signalling.receive({ id: 2, kind: "peer_left" });
  signalling.receive({ id: 3, kind: "signal", from_epoch: 7, epoch: 4, seq: 1, data: OFFER });
  signalling.receive({ id: 4, kind: "acknowledged", by: "Olena" });
  expect(received).toEqual([
    { kind: "peerJoined", epoch: 7 },
    { kind: "peerLeft", epoch: null },
    { kind: "signal", fromEpoch: 7, seq: 1, data: OFFER },
  ]);
});

test("a signal meant for an earlier page load is dropped", () => {
  signalling.receive({ id: 1, kind: "signal", from_epoch: 7, epoch: 3, seq: 1, data: OFFER });
  expect(received).toEqual([]);
});
