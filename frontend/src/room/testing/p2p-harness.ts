/** For tests: two people who call each other browser to browser, over a fake network. */
import { expect } from "vitest";
import { ConnectionPool } from "../drivers/p2p/connection-pool";
import { createP2pDriver } from "../drivers/p2p/driver";
import type { IceConfig, Outgoing } from "../drivers/port";
import { bothDevices, type Caller, call, restoreBrowser, settle, stubBrowser } from "./caller";
import { FakeNetwork } from "./fake-network";
import type { FakePeerConnection } from "./fake-peer-connection";
import { FakeSignalling } from "./fake-signalling";

export class P2pHarness {
  readonly network = new FakeNetwork();
  readonly signalling = new FakeSignalling();
  specialist!: Caller;
  client!: Caller;

  constructor() {
    stubBrowser();
  }

  /** A page load of one of the two. */
  join(party: "client" | "specialist", outgoing: Outgoing = bothDevices(), renewed: IceConfig | null = null): void {
    const { network, signalling } = this;
    const pool = new ConnectionPool(network.connect);
    this[party] = call(signalling, party, (context) => createP2pDriver(context, pool), outgoing, renewed);
  }

  async connect(): Promise<void> {
    this.join("specialist");
    this.join("client");
    await settle();
    this.expectGood();
  }

  expectGood(): void {
    expect([this.specialist.links.at(-1), this.client.links.at(-1)]).toEqual(["good", "good"]);
  }

  /** The connection made n-th; the first is the specialist's, who joins first. */
  connection(n: number): FakePeerConnection {
    const connection = this.network.all[n];
    if (!connection) throw new Error(`There are ${this.network.all.length} connections`);
    return connection;
  }

  offersOf(party: "client" | "specialist"): number {
    return this.signalling.sent.filter(({ from, signal }) => from === party && signal.description?.type === "offer")
      .length;
  }

  close(): void {
    this.specialist.driver.close();
    this.client.driver.close();
    restoreBrowser();
  }
}
