/** Watches a running call: is media coming in, from whom, and how well? */
import type { CallDriver, CallHealth, PeerId } from "../drivers/port";
import { figuresFrom } from "./figures";
import { type ConnectionQuality, PeerQuality } from "./peer-quality";

const POLL_EVERY_MS = 1_000;

export interface QualityMonitorCallbacks {
  /** The others in the call. */
  peers(): readonly PeerId[];
  /** Whether media of `peer` should come in: there is a connection to them, and they send. */
  expectsMedia(peer: PeerId): boolean;
  onQuality(peer: PeerId, quality: ConnectionQuality): void;
  /** Media of anybody began or ceased to come in. */
  onReceiving(receiving: boolean): void;
  /** Something of `peer` came in since the last poll. */
  onProgress(peer: PeerId): void;
  /** Media of `peer` should come in and does not, although the connection is reported as good. */
  onStall(peer: PeerId): void;
  onHealth(health: CallHealth): void;
}

export class QualityMonitor {
  private readonly driver: CallDriver;
  private readonly callbacks: QualityMonitorCallbacks;
  private readonly timer: ReturnType<typeof setInterval>;
  private readonly qualities = new Map<PeerId, PeerQuality>();
  private receiving = false;

  constructor(driver: CallDriver, callbacks: QualityMonitorCallbacks) {
    this.driver = driver;
    this.callbacks = callbacks;
    this.timer = setInterval(() => void this.poll(), POLL_EVERY_MS);
  }

  /** Whether media of another person is coming in, as of now. */
  async isReceiving(): Promise<boolean> {
    await this.poll();
    return this.receiving;
  }

  close(): void {
    clearInterval(this.timer);
  }

  private async poll(): Promise<void> {
    const health = await this.driver.health();
    const at = performance.now();
    const peers = this.callbacks.peers();
    for (const gone of [...this.qualities.keys()].filter((peer) => !peers.includes(peer))) this.qualities.delete(gone);
    const receiving = peers.map((peer) => this.pollPeer(peer, health, at));
    this.callbacks.onHealth(health);
    this.setReceiving(receiving.some(Boolean));
  }

  private pollPeer(peer: PeerId, health: CallHealth, at: number): boolean {
    const { callbacks } = this;
    const quality = this.qualities.get(peer) ?? new PeerQuality();
    this.qualities.set(peer, quality);
    const figures = figuresFrom(health, peer);
    const isExpected = callbacks.expectsMedia(peer);
    const verdict = quality.poll({ figures, roundTripS: health.roundTripS, isExpected, at });
    if (verdict.progress) callbacks.onProgress(peer);
    if (verdict.stalls) callbacks.onStall(peer);
    if (verdict.quality) callbacks.onQuality(peer, verdict.quality);
    return verdict.isReceiving;
  }

  private setReceiving(receiving: boolean): void {
    if (receiving === this.receiving) return;
    this.receiving = receiving;
    this.callbacks.onReceiving(receiving);
  }
}
