/** The servers that help two browsers find a path, with credentials that live for minutes. */
import type { Grant } from "../port";
import { type P2pAccess, readAccess } from "./access";
import { BUNDLED } from "./connection-pool";

/** Renewed while there is still time to use them. */
const MARGIN_MS = 45_000;
/** A server that does not answer must not hold up the search for a path; the old credentials may still do. */
const PATIENCE_MS = 3_000;

export class IceServers {
  private access: P2pAccess;
  private lastsS: number;
  private received = now();
  private readonly ask: () => Promise<Grant | null>;
  private renewing: Promise<void> | null = null;

  constructor(grant: Grant, ask: () => Promise<Grant | null>) {
    this.access = readAccess(grant.access);
    this.lastsS = grant.lastsS;
    this.ask = ask;
  }

  get servers(): readonly RTCIceServer[] {
    return this.access.iceServers;
  }

  get configuration(): RTCConfiguration {
    const { iceServers, relayOnly } = this.access;
    return { iceServers, iceTransportPolicy: relayOnly ? "relay" : "all", ...BUNDLED };
  }

  /** Whether the credentials, if there are any, will be accepted. */
  get isFresh(): boolean {
    return !this.hasCredentials || this.age < this.lastsS * 1_000 - MARGIN_MS;
  }

  /** Get fresh credentials, once for all who ask meanwhile; keep the old ones when the server has none for us now. */
  async renew(): Promise<void> {
    if (!this.hasCredentials) return;
    this.renewing ??= this.fetch().finally(() => (this.renewing = null));
    await this.renewing;
  }

  private async fetch(): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const waited = new Promise<null>((resolve) => (timer = setTimeout(() => resolve(null), PATIENCE_MS)));
    const grant = await Promise.race([this.ask().catch(() => null), waited]);
    clearTimeout(timer);
    if (!grant) return;
    this.access = readAccess(grant.access);
    this.lastsS = grant.lastsS;
    this.received = now();
  }

  /** One clock stops while a laptop sleeps, the other may be set: the older of the two is believed. */
  private get age(): number {
    const { steady, wall } = now();
    return Math.max(steady - this.received.steady, wall - this.received.wall);
  }

  private get hasCredentials(): boolean {
    return this.access.iceServers.some(({ credential }) => credential !== undefined);
  }
}

function now(): { steady: number; wall: number } {
  return { steady: performance.now(), wall: Date.now() };
}
