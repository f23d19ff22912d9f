/** The queue over our own server's signalling, as it is in a page. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeServer, NO_NETWORK, problem, type Reply } from "../../../shared/testing/fake-server";
import type { RoomConfig } from "../../config";
import { RoomApi } from "../../session/api";
import { ServerSignalling } from "../../session/signalling";
import type { Grant, PeerAddress } from "../port";
import type { Signal } from "./signal";
import { SignalQueue } from "./signal-queue";

const GRANT: Grant = { provider: "p2p", seat: "s1", epoch: 4, lastsS: 300, access: {} };
const OLENA: PeerAddress = { id: "olena", epoch: 2 };
const OFFER: Signal = { description: { type: "offer", sdp: "v=0" } };
const candidates = (...names: string[]): Signal => ({ candidates: names.map((candidate) => ({ candidate })) });

let server: FakeServer;
let queue: SignalQueue;
let lost: number;

beforeEach(() => {
  vi.useFakeTimers();
  server = new FakeServer().on("POST /signal", () => null);
  lost = 0;
  const api = new RoomApi({ signal: "/signal" } as RoomConfig["urls"], "tab");
  const signalling = new ServerSignalling(api, GRANT, () => {
    lost += 1;
    // As the seat does.
    queue.close();
  });
  queue = new SignalQueue(signalling);
});

afterEach(() => {
  queue.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const bodies = (): { seq: number; to: string; data: { to: number; candidates?: unknown[] } }[] =>
  server.asked.map(({ body }) => body as never);

test("a description and the candidates of the same moment travel together", async () => {
  queue.send(OLENA, OFFER);
  queue.send(OLENA, candidates("a"));
  await vi.advanceTimersByTimeAsync(5);
  queue.send(OLENA, candidates("b"));
  await vi.advanceTimersByTimeAsync(30);
  const data = { to: 2, ...OFFER, ...candidates("a", "b") };
  expect(bodies()).toEqual([{ seat: "s1", epoch: 4, to: "olena", seq: 1, data }]);
});

test("what is for another person, or another page load of theirs, travels by itself", async () => {
  queue.send(OLENA, OFFER);
  queue.send({ id: "maria", epoch: 2 }, candidates("a"));
  queue.send({ id: "maria", epoch: 3 }, candidates("b"));
  await vi.advanceTimersByTimeAsync(100);
  expect(bodies().map(({ to, data }) => [to, data.to, data.candidates?.length])).toEqual([
    ["olena", 2, undefined],
    ["maria", 2, 1],
    ["maria", 3, 1],
  ]);
});

test("no signal carries more candidates than the server takes", async () => {
  for (let n = 0; n < 150; n += 1) queue.send(OLENA, candidates(`${n}`));
  await vi.advanceTimersByTimeAsync(100);
  expect(bodies().map(({ data }) => data.candidates?.length)).toEqual([100, 50]);
});

test("the next waits until the one before has arrived, and is numbered after it", async () => {
  let arrive: (reply: Reply) => void = () => undefined;
  server.on("POST /signal", () => new Promise((resolve) => (arrive = resolve)));
  queue.send(OLENA, OFFER);
  await vi.advanceTimersByTimeAsync(30);
  queue.send(OLENA, candidates("a"));
  queue.send(OLENA, OFFER);
  await vi.advanceTimersByTimeAsync(100);
  expect(bodies().length).toBe(1);
  server.on("POST /signal", () => null);
  arrive(null);
  await vi.advanceTimersByTimeAsync(30);
  expect(bodies().map(({ seq }) => seq)).toEqual([1, 2, 3]);
});

test("twenty seconds without a network lose nothing and change no order", async () => {
  server.on("POST /signal", () => NO_NETWORK);
  queue.send(OLENA, OFFER);
  await vi.advanceTimersByTimeAsync(30);
  queue.send(OLENA, candidates("a"));
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
  queue.send(OLENA, OFFER);
  queue.send({ id: "maria", epoch: 1 }, OFFER);
  await vi.advanceTimersByTimeAsync(30);
  queue.send(OLENA, candidates("a"));
  await vi.advanceTimersByTimeAsync(10_000);
  expect([lost, server.asked.length]).toEqual([1, 1]);
});

test("a refusal for another reason is not repeated for ever and does not stop what follows", async () => {
  const replies: Reply[] = [problem(413, "too_large"), null];
  server.on("POST /signal", () => replies.shift());
  queue.send(OLENA, OFFER);
  await vi.advanceTimersByTimeAsync(30);
  queue.send(OLENA, OFFER);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(bodies().map(({ seq }) => seq)).toEqual([1, 2]);
  expect(lost).toBe(0);
});
