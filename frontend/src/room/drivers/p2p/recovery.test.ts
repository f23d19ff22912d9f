/** What the driver does when a path breaks, and with which credentials it looks for another. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { bothDevices, settle } from "../../testing/caller";
import { P2pHarness } from "../../testing/p2p-harness";
import type { Grant } from "../port";
import type { P2pAccess } from "./access";
import { FIRST_MS, PATIENCE_MS, RESTART_MS, RESTARTS } from "./recovery";

let p2p: P2pHarness;

beforeEach(() => {
  p2p = new P2pHarness();
});

afterEach(() => p2p.close());

describe("recovery", () => {
  test("a short gap is waited out, a longer one leads to a new path", async () => {
    await p2p.connect();
    p2p.network.cut("disconnected");
    await vi.advanceTimersByTimeAsync(PATIENCE_MS - 100);
    expect(p2p.offersOf("specialist")).toBe(1);
    p2p.network.isCut = false;
    await vi.advanceTimersByTimeAsync(200);
    await settle();
    expect(p2p.offersOf("specialist")).toBe(2);
    p2p.expectGood();
    await vi.advanceTimersByTimeAsync(60_000);
    expect([p2p.specialist.failures, p2p.client.failures]).toEqual([0, 0]);
  });

  test("a few restarts in vain, and the page is asked to join again", async () => {
    await p2p.connect();
    p2p.network.cut("failed");
    await vi.advanceTimersByTimeAsync(RESTARTS * RESTART_MS - 100);
    expect(p2p.specialist.failures).toBe(0);
    await vi.advanceTimersByTimeAsync(200);
    expect(p2p.specialist.failures).toBe(1);
    expect(p2p.specialist.link("client")).toBe("lost");
  });

  test("a first path that does not come about is looked for again, and in the end the page joins anew", async () => {
    p2p.network.isCut = true;
    p2p.join("specialist");
    p2p.join("client");
    await vi.advanceTimersByTimeAsync(FIRST_MS - 100);
    expect(p2p.offersOf("specialist")).toBe(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(p2p.offersOf("specialist")).toBe(2);
    await vi.advanceTimersByTimeAsync(RESTARTS * RESTART_MS);
    expect(p2p.specialist.failures).toBe(1);
  });

  test("a restart of a connection that was whole ends when media comes in", async () => {
    await p2p.connect();
    p2p.client.driver.restart();
    await settle();
    for (let look = 0; look < 10; look += 1) {
      await p2p.client.driver.health();
      await vi.advanceTimersByTimeAsync(2_000);
    }
    expect((await p2p.client.driver.health()).restarts).toBe(1);
    expect(p2p.client.failures).toBe(0);
  });

  test("a dead connection is given up within eight seconds, however often a restart is asked for", async () => {
    await p2p.connect();
    p2p.network.cut("disconnected");
    for (let tenth = 0; tenth < 81; tenth += 1) {
      p2p.specialist.driver.restart();
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(p2p.specialist.failures).toBeGreaterThanOrEqual(1);
    // Asked for eighty times, restarted as often as by itself.
    expect((await p2p.client.driver.health()).restarts).toBeLessThanOrEqual(RESTARTS);
    expect(PATIENCE_MS + RESTARTS * RESTART_MS).toBeLessThanOrEqual(8_000);
  });

  test("restarts that are asked for at once are one", async () => {
    await p2p.connect();
    for (const _time of [1, 2, 3, 4]) p2p.client.driver.restart();
    await settle();
    expect((await p2p.client.driver.health()).restarts).toBe(1);
    expect(p2p.client.failures).toBe(0);
  });

  test("each search without a path says why, within twenty seconds for the second time", async () => {
    p2p.network.isCut = true;
    p2p.join("specialist");
    p2p.join("client");
    await vi.advanceTimersByTimeAsync(20_000);
    expect(p2p.specialist.problems.slice(0, 2)).toEqual(["noRelay", "noRelay"]);
  });

  test("nobody is looked for who has left", async () => {
    await p2p.connect();
    p2p.client.driver.close();
    p2p.room.leave("client");
    p2p.network.cut("disconnected");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(p2p.offersOf("specialist")).toBe(1);
    expect(p2p.specialist.failures).toBe(0);
  });
});

describe("the relay's credentials", () => {
  const paths = (name: string): P2pAccess => ({
    iceServers: [{ urls: "turn:relay.example", username: name, credential: "secret" }],
    relayOnly: true,
  });
  const fresh: Partial<Grant> = { access: paths("fresh"), lastsS: 300 };

  /** Both with credentials that come with the seat, and fresh ones to be had. */
  function meet(renewed: Partial<Grant> | null = fresh): void {
    p2p.access = paths("first");
    p2p.join("specialist", bothDevices(), renewed);
    p2p.join("client", bothDevices(), renewed);
  }

  const names = (): (string | undefined)[] =>
    p2p.network.all.map(({ configuration }) => configuration.iceServers?.[0]?.username);

  test("those that came with the seat are used while they are good", async () => {
    meet();
    await settle();
    expect(names()).toEqual(["first", "first"]);
    expect(p2p.network.all.map(({ configuration }) => configuration.iceTransportPolicy)).toEqual(["relay", "relay"]);
    expect([p2p.specialist.renewals, p2p.client.renewals]).toEqual([0, 0]);
  });

  test("fresh ones are fetched before a new path is looked for", async () => {
    meet();
    await settle();
    p2p.client.driver.restart();
    await settle();
    expect(p2p.client.renewals).toBe(1);
    expect(names()).toEqual(["first", "fresh"]);
  });

  test("one who waited alone for long meets the other with fresh ones, and no early signal is lost", async () => {
    p2p.access = paths("first");
    p2p.join("specialist", bothDevices(), fresh);
    await vi.advanceTimersByTimeAsync(600_000);
    p2p.join("client", bothDevices(), fresh);
    await settle();
    // What had lain ready was thrown away, and nothing of it sent.
    expect(names()).toEqual(["first", "first", "fresh"]);
    expect(p2p.network.all[0]?.connectionState).toBe("closed");
    expect(p2p.offersOf("specialist")).toBe(1);
    p2p.expectGood();
  });

  test("a laptop's sleep ages them, although its steady clock stood still meanwhile", async () => {
    p2p.access = paths("first");
    p2p.join("specialist", bothDevices(), fresh);
    await settle();
    vi.setSystemTime(Date.now() + 3_600_000);
    p2p.join("client", bothDevices(), fresh);
    await settle();
    expect(p2p.specialist.renewals).toBe(1);
    p2p.expectGood();
  });

  test("the one who answers a search for a path brings fresh ones too, when theirs are old", async () => {
    meet();
    await settle();
    await vi.advanceTimersByTimeAsync(600_000);
    p2p.client.driver.restart();
    await settle();
    expect([p2p.specialist.renewals, p2p.client.renewals]).toEqual([1, 1]);
    expect(names()).toEqual(["fresh", "fresh"]);
  });

  test("a server that has none for us does not stop the search", async () => {
    meet(null);
    await settle();
    const before = p2p.offersOf("client");
    p2p.client.driver.restart();
    await settle();
    expect(p2p.offersOf("client")).toBe(before + 1);
    expect(names()).toEqual(["first", "first"]);
  });
});
