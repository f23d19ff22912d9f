/** One grant in use: its signalling, its driver and the monitors. Closed together. */
import type { LiveEvent } from "../../shared/live-event";
import { mediaStateOf } from "../drivers/media-state";
import type { DriverFactory, Grant, MediaState, Outgoing, PathProblem, RemoteStreams } from "../drivers/port";
import { type ConnectionQuality, QualityMonitor } from "../media/quality-monitor";
import { type Expectation, type Warning, Watchdog } from "../media/watchdog";
import type { Link } from "../state";
import type { JoinAnswer, RoomApi } from "./api";
import { ConnectionReporter } from "./connection-report";
import { ServerSignalling } from "./signalling";

export interface SeatCallbacks {
  onRemote(remote: RemoteStreams | null): void;
  onLink(link: Link): void;
  onMediaState(media: MediaState): void;
  /** Media began or ceased to come in. */
  onReceiving(): void;
  /** Each kind that should flow and does not, after each look. */
  onWarnings(warnings: readonly Warning[]): void;
  /** A search for a path ended without one. */
  onSearchFailed(problem: PathProblem): void;
  onFailed(): void;
  onLost(): void;
}

export class Seat {
  readonly grant: Grant;
  readonly driver;
  private readonly signalling: ServerSignalling;
  private readonly monitor: QualityMonitor;
  private readonly reporter: ConnectionReporter;
  private readonly callbacks: SeatCallbacks;
  private peerEpoch: number;
  private peerMedia: MediaState | null = null;
  private link: Exclude<Link, "poor"> = "connecting";
  private readonly watchdog = new Watchdog();
  private outgoing: Outgoing;
  private quality: ConnectionQuality = "good";
  /** Nothing comes in, although the connection is reported as good. */
  private stalled = false;

  constructor(api: RoomApi, answer: JoinAnswer, create: DriverFactory, outgoing: Outgoing, callbacks: SeatCallbacks) {
    this.grant = answer.grant;
    this.callbacks = callbacks;
    this.outgoing = outgoing;
    this.peerEpoch = answer.peer?.epoch ?? -1;
    this.signalling = new ServerSignalling(api, answer.grant, () => callbacks.onLost());
    this.driver = create({
      grant: answer.grant,
      peer: answer.peer,
      signalling: this.signalling,
      renew: () => api.renew(answer.grant),
      onRemote: (remote) => callbacks.onRemote(remote),
      onLink: (link) => this.linkChanged(link),
      onMediaState: (media) => {
        this.peerMedia = media;
        callbacks.onMediaState(media);
      },
      onSearchFailed: (problem) => callbacks.onSearchFailed(problem),
      onFailed: () => callbacks.onFailed(),
    });
    this.reporter = new ConnectionReporter(this.driver, (health, last) => api.report(answer.grant, health, last));
    this.monitor = new QualityMonitor(this.driver, {
      onQuality: (quality) => {
        this.quality = quality;
        this.reportLink();
      },
      onReceiving: () => callbacks.onReceiving(),
      expectsMedia: () => this.link === "good" && this.peerIsSending,
      onProgress: () => this.setStalled(false),
      onStall: () => this.setStalled(true),
      onStats: (stats) => {
        this.reporter.setStats(stats);
        callbacks.onWarnings(this.watchdog.judge(stats, this.expectation, performance.now()));
      },
    });
    this.driver.start(outgoing);
  }

  /** From now on, send this. */
  send(outgoing: Outgoing): void {
    this.outgoing = outgoing;
    this.driver.send(outgoing);
  }

  /**
   * Whether media connects the two, as the server records it.
   *
   * A muted person still sends silence. One without camera and microphone sends nothing; then a good connection
   * is enough.
   */
  async connected(): Promise<boolean> {
    const silent = this.peerMedia !== null && !this.peerIsSending;
    return (await this.monitor.isReceiving()) || (silent && this.link === "good");
  }

  /** The server answers again, or the network has changed: restart a lost connection at once. */
  restartIfLost(): void {
    if (this.link === "lost") this.driver.restart();
  }

  /** Whether this "joined" or "left" is about the other person's present page load. */
  isCurrent(event: LiveEvent): boolean {
    const epoch = typeof event.epoch === "number" ? event.epoch : null;
    if (event.kind === "peer_joined") {
      const isCurrent = epoch !== null && epoch >= this.peerEpoch;
      if (isCurrent) this.peerEpoch = epoch;
      return isCurrent;
    }
    return event.kind === "peer_left" && (epoch === null || epoch === this.peerEpoch);
  }

  receive(event: LiveEvent): void {
    this.signalling.receive(event);
  }

  /** Whether a "seat lost" is about this seat. When the event does not say, ask the server. */
  isLostBy(event: LiveEvent): boolean {
    if (typeof event.seat === "string") return event.seat === this.grant.seat;
    if (typeof event.epoch === "number") return event.epoch === this.grant.epoch;
    this.signalling.probe(this.peerEpoch);
    return false;
  }

  close(): void {
    this.monitor.close();
    this.reporter.close();
    this.driver.close();
    this.signalling.close();
  }

  /** Data are saved on either side: then no camera's picture comes or goes. */
  private get savesData(): boolean {
    return this.outgoing.lowData || this.peerMedia?.lowData === true;
  }

  private get peerIsSending(): boolean {
    if (this.peerMedia === null) return false;
    const { camera, microphone, screen } = this.peerMedia;
    return microphone || screen || (camera && !this.savesData);
  }

  private get expectation(): Expectation {
    const { microphone, camera } = mediaStateOf(this.outgoing);
    const peer = this.peerMedia;
    return {
      connected: this.link === "good" && !this.stalled,
      peerSound: peer?.microphone === true,
      // A tab out of sight may not decode; a shared screen may stand still.
      peerPicture: peer?.camera === true && !peer.screen && !this.savesData && !document.hidden,
      microphone,
      camera: camera && !this.savesData,
    };
  }

  private linkChanged(link: Exclude<Link, "poor">): void {
    this.link = link;
    this.reportLink();
  }

  private setStalled(stalled: boolean): void {
    // Also when the last restart did not help.
    if (stalled) this.driver.restart();
    if (stalled === this.stalled) return;
    this.stalled = stalled;
    this.reportLink();
  }

  private reportLink(): void {
    this.callbacks.onLink(this.link !== "good" ? this.link : this.stalled ? "lost" : this.quality);
  }
}
