/** This person's part in the call: takes a seat, holds it, leaves it. */
import type { LiveEvent } from "../../shared/live-event";
import type { DriverModule, Drivers, Outgoing } from "../drivers/port";
import type { Warning } from "../media/watchdog";
import type { RoomEvent } from "../state";
import type { JoinAnswer, RoomApi } from "./api";
import { joinWithRetry, type SeatRefusal } from "./join";
import type { Reconnection } from "./reconnection";
import type { RemotePeers } from "./remote-peers";
import type { Roster } from "./roster";
import { Seat } from "./seat";

export interface CallSessionCallbacks {
  /** Something happened that the state should know. */
  onEvent(event: RoomEvent): void;
  /** Media began or ceased to come in. */
  onReceiving(): void;
  onRefused(refusal: SeatRefusal): void;
  changed(): void;
}

const NOBODY: RemotePeers = new Map();

export class CallSession {
  seat: Seat | null = null;
  /** What should flow and does not. */
  warnings: readonly Warning[] = [];
  private readonly api: RoomApi;
  private readonly roster: Roster;
  private readonly drivers: Drivers;
  private readonly reconnection: Reconnection;
  private readonly callbacks: CallSessionCallbacks;
  private joining: AbortController | null = null;

  constructor(
    api: RoomApi,
    roster: Roster,
    drivers: Drivers,
    reconnection: Reconnection,
    callbacks: CallSessionCallbacks,
  ) {
    this.reconnection = reconnection;
    this.api = api;
    this.roster = roster;
    this.drivers = drivers;
    this.callbacks = callbacks;
  }

  /** What comes of the others. */
  get remotes(): RemotePeers {
    return this.seat?.remotes ?? NOBODY;
  }

  /** Ask for a seat and take it. What to send is asked for once the seat is granted. */
  async join(takeOver: boolean, outgoing: () => Outgoing): Promise<void> {
    this.leaveSeat();
    const joining = new AbortController();
    this.joining = joining;
    const answer = await joinWithRetry(this.api, takeOver, joining.signal);
    if (answer === null || joining.signal.aborted) return;
    if (typeof answer === "object") return this.takeSeat(answer, outgoing, joining);
    this.joining = null;
    this.callbacks.onRefused(answer);
  }

  /** Whether a seat was asked for and is not taken yet. */
  get isJoining(): boolean {
    return this.joining !== null;
  }

  leaveSeat(): void {
    this.joining?.abort();
    this.joining = null;
    this.seat?.close();
    this.seat = null;
    this.warnings = [];
  }

  /** Tell the server that this seat is free: the page closes, or "Leave" was pressed. */
  announceLeaving(pressed: boolean): void {
    if (this.seat) void this.api.leave(this.seat.grant.seat, pressed).catch(() => undefined);
  }

  /** An event of the stream, which may be about this seat. */
  receive(event: LiveEvent): void {
    if (event.kind === "seat_lost") {
      if (this.seat?.isLostBy(event)) this.callbacks.onEvent({ kind: "seatLost" });
      return;
    }
    // Staff hold the call another way: whoever sits elsewhere joins there.
    if (event.kind === "carrier_changed") {
      if (this.seat && this.seat.grant.provider !== event.provider) this.reconnection.requestSeat();
      return;
    }
    this.seat?.receive(event);
  }

  /** Take a seat that was granted. Whatever goes wrong in it is told and tried again; the page goes on. */
  async takeSeat(answer: JoinAnswer, outgoing: () => Outgoing, joining = new AbortController()): Promise<void> {
    this.joining = joining;
    try {
      const module = await this.load(answer.grant.provider);
      if (joining.signal.aborted) return;
      this.joining = null;
      this.useSeat(answer, module, outgoing());
      this.reconnection.seatTaken();
    } catch (error) {
      if (joining.signal.aborted) return;
      console.error("The seat could not be taken", error);
      this.leaveSeat();
      this.reconnection.seatFailed();
    }
  }

  private load(provider: string): Promise<DriverModule> {
    const load = this.drivers[provider];
    if (!load) throw new Error(`No driver for ${provider}`);
    return load();
  }

  private useSeat(answer: JoinAnswer, module: DriverModule, outgoing: Outgoing): void {
    const { callbacks, roster } = this;
    for (const { id, party, name } of answer.peers) roster.add({ id, party, name });
    callbacks.onEvent({ kind: "seatGranted", peers: answer.peers.map(({ id }) => id) });
    this.seat = new Seat(this.api, roster, answer, module, outgoing, {
      onLink: (peer, link) => callbacks.onEvent({ kind: "linkChanged", peer, link }),
      onRemotes: () => callbacks.changed(),
      onWarnings: (warnings) => this.setWarnings(warnings),
      onReceiving: () => callbacks.onReceiving(),
      onSearchFailed: (problem) => this.reconnection.searchFailed(problem),
      // A new seat gives all a fresh connection.
      onFailed: () => this.reconnection.requestSeat(),
      onLost: () => callbacks.onEvent({ kind: "seatLost" }),
    });
    callbacks.onReceiving();
  }

  private setWarnings(warnings: readonly Warning[]): void {
    if (JSON.stringify(warnings) === JSON.stringify(this.warnings)) return;
    this.warnings = warnings;
    this.callbacks.changed();
  }
}
