/** One grant in use: its driver, its signalling where the driver wants one, and the monitors. Closed together. */
import type { LiveEvent } from "../../shared/live-event";
import type {
  CallDriver,
  CallHealth,
  DriverEvent,
  DriverModule,
  Grant,
  Link,
  Outgoing,
  PathProblem,
  PeerId,
} from "../drivers/port";
import { QualityMonitor } from "../media/quality-monitor";
import { type Warning, Watchdog } from "../media/watchdog";
import type { JoinAnswer, RoomApi } from "./api";
import { ConnectionReporter } from "./connection-report";
import { expectationOf, isSending } from "./expectation";
import { PeerStates } from "./peer-states";
import { applyToRemotes, type RemotePeers } from "./remote-peers";
import { seatEvent } from "./room-events";
import type { Roster } from "./roster";
import { isStale, ServerSignalling } from "./signalling";

export interface SeatCallbacks {
  onLink(peer: PeerId, link: Link): void;
  /** Something of what the others send has changed. */
  onRemotes(): void;
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
  readonly driver: CallDriver;
  remotes: RemotePeers = new Map();
  private readonly api: RoomApi;
  private readonly callbacks: SeatCallbacks;
  private readonly me: PeerId;
  private readonly signalling: ServerSignalling;
  private readonly monitor: QualityMonitor;
  private readonly reporter: ConnectionReporter;
  private readonly watchdog: Watchdog;
  private readonly states: PeerStates;
  /** The newest page load of each who is or was there. */
  private readonly epochs: Map<PeerId, number>;
  private outgoing: Outgoing;
  private closed = false;

  constructor(
    api: RoomApi,
    roster: Roster,
    { grant, peers }: JoinAnswer,
    module: DriverModule,
    outgoing: Outgoing,
    callbacks: SeatCallbacks,
  ) {
    this.api = api;
    this.grant = grant;
    this.me = roster.me;
    this.callbacks = callbacks;
    this.outgoing = outgoing;
    this.epochs = new Map(peers.map(({ id, epoch }) => [id, epoch]));
    this.states = new PeerStates((peer, link) => callbacks.onLink(peer, link));
    this.watchdog = new Watchdog(roster.me);
    this.signalling = new ServerSignalling(api, grant, () => callbacks.onLost());
    this.driver = module.create({
      me: roster.me,
      grant,
      present: peers.map(({ id, epoch }) => ({ id, epoch })),
      expected: roster.others.map(({ id }) => id),
      signalling: () => this.signalling,
      renew: () => api.renew(grant),
      on: (event) => this.closed || this.driverSaid(event),
    });
    this.reporter = new ConnectionReporter(this.driver, this.me, (health, last) => api.report(grant, health, last));
    this.monitor = this.watch();
    this.driver.start(outgoing).catch((error: unknown) => this.startFailed(error));
  }

  /** From now on, send this. */
  send(outgoing: Outgoing): void {
    this.outgoing = outgoing;
    this.driver.send(outgoing);
  }

  /**
   * Whether media connects this person with another, as the server records it.
   *
   * A muted person still sends silence. One without camera and microphone sends nothing; then a good connection
   * is enough.
   */
  async connected(): Promise<boolean> {
    if (await this.monitor.isReceiving()) return true;
    return [...this.remotes].some(
      ([peer, { sends }]) => sends !== null && !this.isPeerSending(peer) && this.states.isGood(peer),
    );
  }

  /** The server answers again, or the network has changed: restart a lost connection at once. */
  restartIfLost(): void {
    if (this.states.isAnyLost) this.driver.restart();
  }

  /** Whether this "joined" or "left" is about the present page load of another person. */
  isCurrent(event: LiveEvent): boolean {
    const about = seatEvent(event);
    if (!about) return false;
    const { id, epoch } = about.address;
    const known = this.epochs.get(id) ?? -1;
    if (!about.here) return epoch === known;
    if (epoch >= known) this.epochs.set(id, epoch);
    return epoch >= known;
  }

  receive(event: LiveEvent): void {
    const about = seatEvent(event);
    if (!about) return this.signalling.receive(event);
    this.driver.peer(about.address, about.here);
    // The driver may have met them before the server told of them.
    if (about.here) this.states.tell(about.address.id);
  }

  /** Whether a "seat lost" is about this seat. When the event does not say, ask the server. */
  isLostBy(event: LiveEvent): boolean {
    if (typeof event.seat === "string") return event.seat === this.grant.seat;
    if (typeof event.epoch === "number") return event.epoch === this.grant.epoch;
    // It renews no seat that is not ours.
    this.api.renew(this.grant).catch((error: unknown) => !this.closed && isStale(error) && this.callbacks.onLost());
    return false;
  }

  close(): void {
    this.closed = true;
    this.monitor.close();
    this.reporter.close();
    this.signalling.close();
    this.driver.close().catch((error: unknown) => console.error("The call could not be left in order", error));
  }

  private watch(): QualityMonitor {
    return new QualityMonitor(this.driver, {
      peers: () => [...this.remotes.keys()],
      expectsMedia: (peer) => this.states.isGood(peer) && this.isPeerSending(peer),
      onQuality: (peer, quality) => this.states.setQuality(peer, quality),
      onReceiving: () => this.callbacks.onReceiving(),
      onProgress: (peer) => this.states.setStalled(peer, false),
      onStall: (peer) => {
        // Also when the last restart did not help.
        this.driver.restart();
        this.states.setStalled(peer, true);
      },
      onHealth: (health) => this.healthRead(health),
    });
  }

  private healthRead(health: CallHealth): void {
    this.reporter.setHealth(health);
    const expected = expectationOf(this.outgoing, this.remotes, this.states);
    this.callbacks.onWarnings(this.watchdog.judge(health, expected, performance.now()));
  }

  private isPeerSending(peer: PeerId): boolean {
    return isSending(this.outgoing, this.remotes, peer);
  }

  private driverSaid(event: DriverEvent): void {
    if (event.kind === "link") return this.states.setLink(event.peer, event.link);
    if (event.kind === "noPath") return this.callbacks.onSearchFailed(event.problem);
    if (event.kind === "failed") return this.callbacks.onFailed();
    if (event.kind === "joined" || event.kind === "left") this.states.forget(event.peer);
    const before = this.remotes;
    this.remotes = applyToRemotes(before, event);
    if (this.remotes !== before) this.callbacks.onRemotes();
  }

  private startFailed(error: unknown): void {
    if (this.closed) return;
    console.error("The call could not be entered", error);
    this.callbacks.onFailed();
  }
}
