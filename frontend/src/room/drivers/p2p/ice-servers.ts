/** The servers that help two browsers find a path, with credentials that live for minutes. */
import type { IceConfig } from "../port";
import { BUNDLED } from "./connection-pool";

/** Renewed while there is still time to use them. */
const MARGIN_MS = 45_000;
/** A server that does not answer must not hold up the search for a path; the old credentials may still do. */
const PATIENCE_MS = 3_000;

export class IceServers {
  private paths: IceConfig;
  private received = now();
  private readonly ask: () => Promise<IceConfig | null>;

  constructor(paths: IceConfig, ask: () => Promise<IceConfig | null>) {
    this.paths = paths;
    this.ask = ask;
  }

  get servers(): readonly RTCIceServer[] {
    return this.paths.iceServers;
  }

  get configuration(): RTCConfiguration {
    const { iceServers, relayOnly } = this.paths;
    return { iceServers, iceTransportPolicy: relayOnly ? "relay" : "all", ...BUNDLED };
  }

  /** Whether the credentials, if there are any, will be accepted. */
  get isFresh(): boolean {
    return !this.hasCredentials || this.age < (this.paths.lasts ?? 0) * 1_000 - MARGIN_MS;
  }

  /** Get fresh credentials; keep the old ones when the server has none for us now. */
  async renew(): Promise<void> {
    if (!this.hasCredentials) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const waited = new Promise<null>((resolve) => (timer = setTimeout(() => resolve(null), PATIENCE_MS)));
    const paths = await Promise.race([this.ask().catch(() => null), waited]);
    clearTimeout(timer);
    if (!paths) return;
    this.paths = paths;
    this.received = now();
  }

  /** One clock stops while a laptop sleeps, the other may be set: the older of the two is believed. */
  private get age(): number {
    const { steady, wall } = now();
    return Math.max(steady - this.received.steady, wall - this.received.wall);
  }

  private get hasCredentials(): boolean {
    return this.paths.iceServers.some(({ credential }) => credential !== undefined);
  }
}

function now(): { steady: number; wall: number } {
  return { steady: performance.now(), wall: Date.now() };
}
