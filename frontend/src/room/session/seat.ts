/** One grant in use: its signalling, its driver, and the watch over both. Closed as one. */
import type { LiveEvent } from "../../shared/live-event";
import type { DriverFactory, Grant, MediaState, Outgoing, RemoteStreams } from "../drivers/port";
import { type Quality, Watch } from "../media/quality-monitor";
import type { Link } from "../state";
import type { JoinAnswer, RoomApi } from "./api";
import { Reporter } from "./connection-report";
import { ServerSignalling } from "./signalling";

export interface SeatReports {
  onRemote(remote: RemoteStreams | null): void;
  onLink(link: Link): void;
  onMediaState(media: MediaState): void;
  /** Media began or ceased to come in. */
  onFlow(): void;
  onFailed(): void;
  onLost(): void;
}

export class Seat {
  readonly grant: Grant;
  readonly driver;
  private readonly signalling: ServerSignalling;
  private readonly watch: Watch;
  private readonly reporter: Reporter;
  private readonly reports: SeatReports;
  private peerEpoch: number;
  private peerMedia: MediaState | null = null;
  private link: Exclude<Link, "poor"> = "connecting";
  private quality: Quality = "good";
  /** Packets vanish without a word, though the connection says that all is well. */
  private stalled = false;

  constructor(api: RoomApi, answer: JoinAnswer, create: DriverFactory, outgoing: Outgoing, reports: SeatReports) {
    this.grant = answer.grant;
    this.reports = reports;
    this.peerEpoch = answer.peer?.epoch ?? -1;
    this.signalling = new ServerSignalling(api, answer.grant, () => reports.onLost());
    this.driver = create({
      grant: answer.grant,
      peer: answer.peer,
      signalling: this.signalling,
      renew: () => api.renew(answer.grant),
      onRemote: (remote) => reports.onRemote(remote),
      onLink: (link) => this.linked(link),
      onMediaState: (media) => {
        this.peerMedia = media;
        reports.onMediaState(media);
      },
      onFailed: () => reports.onFailed(),
    });
    this.reporter = new Reporter(this.driver, (health, last) => api.report(answer.grant, health, last));
    this.watch = new Watch(this.driver, {
      onQuality: (quality) => {
        this.quality = quality;
        this.tell();
      },
      onFlow: () => reports.onFlow(),
      expects: () => this.link === "good" && this.peerSends,
      onGrowth: () => this.stall(false),
      onStall: () => this.stall(true),
      onStats: (stats) => this.reporter.note(stats),
    });
    this.driver.start(outgoing);
  }

  /**
   * Whether the two are connected by media, as the server wants to know it.
   *
   * One who muted still sends silence. One who has neither camera nor microphone sends nothing, and then the
   * connection itself is all there can be.
   */
  async connected(): Promise<boolean> {
    const silent = this.peerMedia !== null && !this.peerSends;
    return (await this.watch.flows()) || (silent && this.link === "good");
  }

  /** The server answers again, or the network has changed: a path that is lost is worth looking for at once. */
  hurry(): void {
    if (this.link === "lost") this.driver.restart();
  }

  /** Whether this "joined" or "left" is about the page load that the other person uses now. */
  isNews(event: LiveEvent): boolean {
    const epoch = typeof event.epoch === "number" ? event.epoch : null;
    if (event.kind === "peer_joined") {
      const news = epoch !== null && epoch >= this.peerEpoch;
      if (news) this.peerEpoch = epoch;
      return news;
    }
    return event.kind === "peer_left" && (epoch === null || epoch === this.peerEpoch);
  }

  take(event: LiveEvent): void {
    this.signalling.take(event);
  }

  /** "A newer tab took over": is it about this seat? When the event doesn't say, the server is asked. */
  lostBy(event: LiveEvent): boolean {
    if (typeof event.seat === "string") return event.seat === this.grant.seat;
    if (typeof event.epoch === "number") return event.epoch === this.grant.epoch;
    this.signalling.probe(this.peerEpoch);
    return false;
  }

  close(): void {
    this.watch.close();
    this.reporter.close();
    this.driver.close();
    this.signalling.close();
  }

  private get peerSends(): boolean {
    return this.peerMedia !== null && (this.peerMedia.camera || this.peerMedia.microphone);
  }

  private linked(link: Exclude<Link, "poor">): void {
    this.link = link;
    this.tell();
  }

  private stall(stalled: boolean): void {
    // Again, if the last new path did not help.
    if (stalled) this.driver.restart();
    if (stalled === this.stalled) return;
    this.stalled = stalled;
    this.tell();
  }

  private tell(): void {
    this.reports.onLink(this.link !== "good" ? this.link : this.stalled ? "lost" : this.quality);
  }
}
