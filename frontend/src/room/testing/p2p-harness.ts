/** For tests: people who call each other browser to browser, over a fake network. */
import { expect } from "vitest";
import { p2pModule } from "../drivers/p2p";
import type { P2pAccess } from "../drivers/p2p/access";
import { ConnectionPool } from "../drivers/p2p/connection-pool";
import type { Grant, Outgoing } from "../drivers/port";
import { CallRoom, type JoinOptions, type TestCarrier } from "./call-room";
import { bothDevices, type Caller, restoreBrowser, settle, stubBrowser } from "./caller";
import { FakeNetwork } from "./fake-network";
import type { FakePeerConnection } from "./fake-peer-connection";
import { FakeSignalling } from "./fake-signalling";

/** Browser to browser, over a network and a server of the test. */
export function p2pCarrier(
  network = new FakeNetwork(),
  signalling = new FakeSignalling(),
  access: () => P2pAccess = () => ({ iceServers: [], relayOnly: false }),
): TestCarrier {
  return {
    module: p2pModule(new ConnectionPool(network.connect)),
    access,
    signalling: (me) => signalling.of(me),
    cut: () => network.cut("disconnected"),
    repair: () => (network.isCut = false),
  };
}

export class P2pHarness {
  readonly network = new FakeNetwork();
  readonly signalling = new FakeSignalling();
  /** What each grant brings. */
  access: P2pAccess = { iceServers: [], relayOnly: false };
  readonly room: CallRoom;
  specialist!: Caller;
  /** Gives way: "client" is less than "specialist". */
  client!: Caller;

  constructor() {
    stubBrowser();
    this.room = new CallRoom(p2pCarrier(this.network, this.signalling, () => this.access));
  }

  /** A page load of one of the two. */
  join(
    party: "client" | "specialist",
    outgoing: Outgoing = bothDevices(),
    renewed: Partial<Grant> | null = null,
  ): void {
    const options: JoinOptions = { outgoing, renewed, expected: [party === "client" ? "specialist" : "client"] };
    this[party] = this.room.join(party, options);
  }

  async connect(): Promise<void> {
    this.join("specialist");
    this.join("client");
    await settle();
    this.expectGood();
  }

  expectGood(): void {
    expect([this.specialist.link("client"), this.client.link("specialist")]).toEqual(["good", "good"]);
  }

  /** The connection made n-th; the first is the specialist's, who joins first. */
  connection(n: number): FakePeerConnection {
    const connection = this.network.all[n];
    if (!connection) throw new Error(`There are ${this.network.all.length} connections`);
    return connection;
  }

  offersOf(id: string): number {
    return this.signalling.sent.filter(({ from, signal }) => from === id && signal.description?.type === "offer")
      .length;
  }

  close(): void {
    for (const { driver } of this.room.seats.values()) void driver.close();
    restoreBrowser();
  }
}
