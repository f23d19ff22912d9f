/** This person's part in the call: takes a seat, holds it, leaves it. */
import type { LiveEvent } from "../../shared/live-event";
import type { DriverFactory, MediaState, Outgoing, RemoteStreams } from "../drivers/port";
import type { Warning } from "../media/watchdog";
import type { Party } from "../party";
import type { RoomEvent } from "../state";
import type { JoinAnswer, RoomApi } from "./api";
import { joinWithRetry, type SeatRefusal } from "./join";
import type { Reconnection } from "./reconnection";
import { Seat } from "./seat";

export type Drivers = Readonly<Record<string, DriverFactory>>;

export interface CallSessionCallbacks {
  /** Something happened that the state should know. */
  onEvent(event: RoomEvent): void;
  /** Media began or ceased to come in. */
  onReceiving(): void;
  onRefused(refusal: SeatRefusal): void;
  changed(): void;
}

export class CallSession {
  seat: Seat | null = null;
  remote: RemoteStreams | null = null;
  peerMedia: MediaState | null = null;
  /** What should flow and does not. */
  warnings: readonly Warning[] = [];
  private readonly api: RoomApi;
  private readonly peer: Party;
  private readonly drivers: Drivers;
  private readonly reconnection: Reconnection;
  private readonly callbacks: CallSessionCallbacks;
  private joining: AbortController | null = null;

  /** `peer` is whom a seat connects with; a call between two has one. */
  constructor(
    api: RoomApi,
    peer: Party,
    drivers: Drivers,
    reconnection: Reconnection,
    callbacks: CallSessionCallbacks,
  ) {
    this.reconnection = reconnection;
    this.api = api;
    this.peer = peer;
    this.drivers = drivers;
    this.callbacks = callbacks;
  }

  /** Ask for a seat and take it. What to send is asked for once the seat is granted. */
  async join(takeOver: boolean, outgoing: () => Outgoing): Promise<void> {
    this.leaveSeat();
    this.joining = new AbortController();
    const { signal } = this.joining;
    const answer = await joinWithRetry(this.api, takeOver, signal);
    if (answer === null || signal.aborted) return;
    this.joining = null;
    if (typeof answer === "object") this.takeSeat(answer, outgoing());
    else this.callbacks.onRefused(answer);
  }

  /** Whether a seat was asked for and the answer has not come yet. */
  get isJoining(): boolean {
    return this.joining !== null;
  }

  leaveSeat(): void {
    this.joining?.abort();
    this.joining = null;
    this.seat?.close();
    this.seat = null;
    this.remote = null;
    this.peerMedia = null;
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
    this.seat?.receive(event);
  }

  /** Take a seat that was granted. Whatever goes wrong in it is told and tried again; the page goes on. */
  takeSeat(answer: JoinAnswer, outgoing: Outgoing): void {
    try {
      this.useSeat(answer, outgoing);
      this.reconnection.seatTaken();
    } catch (error) {
      console.error("The seat could not be taken", error);
      this.leaveSeat();
      this.reconnection.seatFailed();
    }
  }

  private useSeat(answer: JoinAnswer, outgoing: Outgoing): void {
    const create = this.drivers[answer.grant.provider];
    if (!create) throw new Error(`No driver for ${answer.grant.provider}`);
    const { callbacks, peer } = this;
    callbacks.onEvent({ kind: "seatGranted", peers: answer.peer ? [peer] : [] });
    this.seat = new Seat(this.api, answer, create, outgoing, {
      onRemote: (remote) => this.update({ remote }),
      onLink: (link) => callbacks.onEvent({ kind: "linkChanged", peer, link }),
      onMediaState: (peerMedia) => this.update({ peerMedia }),
      onWarnings: (warnings) => warnings.join() === this.warnings.join() || this.update({ warnings }),
      onReceiving: () => callbacks.onReceiving(),
      onSearchFailed: (problem) => this.reconnection.searchFailed(problem),
      // A new seat gives both sides a fresh connection.
      onFailed: () => this.reconnection.requestSeat(),
      onLost: () => callbacks.onEvent({ kind: "seatLost" }),
    });
    callbacks.onReceiving();
  }

  private update(changes: Partial<Pick<CallSession, "remote" | "peerMedia" | "warnings">>): void {
    Object.assign(this, changes);
    this.callbacks.changed();
  }
}
