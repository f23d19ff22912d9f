/** What the driver does when a path breaks, and with which credentials it looks for another. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Air } from "../../testing/fake-network";
import { Relay } from "../../testing/fake-signalling";
import { bothDevices, type Caller, call, enterStandIn, leaveStandIn, settle } from "../contract";
import type { DriverFactory, Paths } from "../port";
import { Lines } from "./connection-pool";
import { createP2p } from "./driver";
import { FIRST_MS, PATIENCE_MS, RESTART_MS, RESTARTS } from "./recovery";

let air: Air;
let relay: Relay;
let specialist: Caller;
let client: Caller;
const create: DriverFactory = (context) => createP2p(context, new Lines(air.connect));

const offersOf = (side: "client" | "specialist"): number =>
  relay.sent.filter(({ from, signal }) => from === side && signal.description?.type === "offer").length;

beforeEach(() => {
  enterStandIn();
  air = new Air();
  relay = new Relay();
});

afterEach(() => {
  specialist.driver.close();
  client.driver.close();
  leaveStandIn();
});

async function connect(): Promise<void> {
  specialist = call(relay, "specialist", create);
  client = call(relay, "client", create);
  await settle();
  expect([specialist.links.at(-1), client.links.at(-1)]).toEqual(["good", "good"]);
}

describe("recovery", () => {
  test("a short gap is waited out, a longer one leads to a new path", async () => {
    await connect();
    air.cut("disconnected");
    await vi.advanceTimersByTimeAsync(PATIENCE_MS - 100);
    expect(offersOf("specialist")).toBe(1);
    air.isCut = false;
    await vi.advanceTimersByTimeAsync(200);
    await settle();
    expect(offersOf("specialist")).toBe(2);
    expect([specialist.links.at(-1), client.links.at(-1)]).toEqual(["good", "good"]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect([specialist.failures, client.failures]).toEqual([0, 0]);
  });

  test("a few restarts in vain, and the page is asked to join again", async () => {
    await connect();
    air.cut("failed");
    await vi.advanceTimersByTimeAsync(RESTARTS * RESTART_MS - 100);
    expect(specialist.failures).toBe(0);
    await vi.advanceTimersByTimeAsync(200);
    expect(specialist.failures).toBe(1);
    expect(specialist.links.at(-1)).toBe("lost");
  });

  test("a first path that does not come about is looked for again, and in the end the page joins anew", async () => {
    air.isCut = true;
    specialist = call(relay, "specialist", create);
    client = call(relay, "client", create);
    await vi.advanceTimersByTimeAsync(FIRST_MS - 100);
    expect(offersOf("specialist")).toBe(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(offersOf("specialist")).toBe(2);
    await vi.advanceTimersByTimeAsync(RESTARTS * RESTART_MS);
    expect(specialist.failures).toBe(1);
  });

  test("a restart of a connection that was whole ends when media comes in", async () => {
    await connect();
    client.driver.restart();
    await settle();
    for (let look = 0; look < 10; look += 1) {
      await client.driver.stats();
      await vi.advanceTimersByTimeAsync(2_000);
    }
    expect((await client.driver.stats()).restarts).toBe(1);
    expect(client.failures).toBe(0);
  });

  test("nobody is looked for who has left", async () => {
    await connect();
    client.driver.close();
    relay.leave("client");
    air.cut("disconnected");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(offersOf("specialist")).toBe(1);
    expect(specialist.failures).toBe(0);
  });
});

describe("the relay's credentials", () => {
  const paths = (name: string): Paths => ({
    iceServers: [{ urls: "turn:relay.example", username: name, credential: "secret" }],
    relayOnly: true,
    lasts: 300,
  });

  /** Both with credentials that come with the seat, and fresh ones to be had. */
  function meet(renewed: Paths | null = paths("fresh")): void {
    relay.paths = paths("first");
    specialist = call(relay, "specialist", create, bothDevices(), renewed);
    client = call(relay, "client", create, bothDevices(), renewed);
  }

  const names = (): (string | undefined)[] =>
    air.all.map(({ configuration }) => configuration.iceServers?.[0]?.username);

  test("those that came with the seat are used while they are good", async () => {
    meet();
    await settle();
    expect(names()).toEqual(["first", "first"]);
    expect(air.all.map(({ configuration }) => configuration.iceTransportPolicy)).toEqual(["relay", "relay"]);
    expect([specialist.renewals, client.renewals]).toEqual([0, 0]);
  });

  test("fresh ones are fetched before a new path is looked for", async () => {
    meet();
    await settle();
    client.driver.restart();
    await settle();
    expect(client.renewals).toBe(1);
    expect(names()).toEqual(["first", "fresh"]);
  });

  test("one who waited alone for long meets the other with fresh ones, and no early signal is lost", async () => {
    relay.paths = paths("first");
    specialist = call(relay, "specialist", create, bothDevices(), paths("fresh"));
    await vi.advanceTimersByTimeAsync(600_000);
    client = call(relay, "client", create, bothDevices(), paths("fresh"));
    await settle();
    // What had lain ready was thrown away, and nothing of it sent.
    expect(names()).toEqual(["first", "first", "fresh"]);
    expect(air.all[0]?.connectionState).toBe("closed");
    expect(offersOf("specialist")).toBe(1);
    expect([specialist.links.at(-1), client.links.at(-1)]).toEqual(["good", "good"]);
  });

  test("the one who answers a search for a path brings fresh ones too, when theirs are old", async () => {
    meet();
    await settle();
    await vi.advanceTimersByTimeAsync(600_000);
    client.driver.restart();
    await settle();
    expect([specialist.renewals, client.renewals]).toEqual([1, 1]);
    expect(names()).toEqual(["fresh", "fresh"]);
  });

  test("a server that has none for us does not stop the search", async () => {
    meet(null);
    await settle();
    const before = offersOf("client");
    client.driver.restart();
    await settle();
    expect(offersOf("client")).toBe(before + 1);
    expect(names()).toEqual(["first", "first"]);
  });
});
