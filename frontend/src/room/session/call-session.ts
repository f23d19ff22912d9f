/** One person's place in the call: asks for a seat, sits on it, stands up. */
import type { LiveEvent } from "../../shared/live-event";
import type { DriverFactory, MediaState, Outgoing, RemoteStreams } from "../drivers/port";
import type { Party } from "../party";
import type { RoomEvent } from "../state";
import type { JoinAnswer, RoomApi } from "./api";
import { askForSeat, type Refusal } from "./join";
import { Seat } from "./seat";

export type Drivers = Readonly<Record<string, DriverFactory>>;

export interface PlaceReports {
  /** Something happened that the state should know. */
  onEvent(event: RoomEvent): void;
  /** Media began or ceased to come in. */
  onFlow(): void;
  onRefused(refusal: Refusal): void;
  /** The driver's own means are used up. */
  onFailed(): void;
  changed(): void;
}

export class Place {
  seat: Seat | null = null;
  remote: RemoteStreams | null = null;
  peerMedia: MediaState | null = null;
  private readonly api: RoomApi;
  private readonly peer: Party;
  private readonly drivers: Drivers;
  private readonly reports: PlaceReports;
  private joining: AbortController | null = null;

  /** `peer` is whom a seat connects with; a call between two has one. */
  constructor(api: RoomApi, peer: Party, drivers: Drivers, reports: PlaceReports) {
    this.api = api;
    this.peer = peer;
    this.drivers = drivers;
    this.reports = reports;
  }

  /** Ask for a seat and sit down on it. What to send is asked for when the seat is there. */
  async join(takeOver: boolean, outgoing: () => Outgoing): Promise<void> {
    this.standUp();
    this.joining = new AbortController();
    const { signal } = this.joining;
    const answer = await askForSeat(this.api, takeOver, signal);
    if (answer === null || signal.aborted) return;
    this.joining = null;
    if (typeof answer === "object") this.sit(answer, outgoing());
    else this.reports.onRefused(answer);
  }

  /** Whether a seat was asked for and is still on its way. */
  get isJoining(): boolean {
    return this.joining !== null;
  }

  standUp(): void {
    this.joining?.abort();
    this.joining = null;
    this.seat?.close();
    this.seat = null;
    this.remote = null;
    this.peerMedia = null;
  }

  /** Let the server know that nobody sits here any more: the page closes, or "Leave" was pressed. */
  giveUp(pressed: boolean): void {
    if (this.seat) void this.api.leave(this.seat.grant.seat, pressed).catch(() => undefined);
  }

  /** Take an event of the stream, which may be about this seat. */
  take(event: LiveEvent): void {
    if (event.kind === "seat_lost") {
      if (this.seat?.lostBy(event)) this.reports.onEvent({ kind: "seatLost" });
      return;
    }
    this.seat?.take(event);
  }

  /** Sit down on a seat that was given. */
  sit(answer: JoinAnswer, outgoing: Outgoing): void {
    const create = this.drivers[answer.grant.provider];
    if (!create) throw new Error(`No driver for ${answer.grant.provider}`);
    const { reports, peer } = this;
    reports.onEvent({ kind: "seatGranted", peers: answer.peer ? [peer] : [] });
    this.seat = new Seat(this.api, answer, create, outgoing, {
      onRemote: (remote) => this.show({ remote }),
      onLink: (link) => reports.onEvent({ kind: "linkChanged", peer, link }),
      onMediaState: (peerMedia) => this.show({ peerMedia }),
      onFlow: () => reports.onFlow(),
      onFailed: () => reports.onFailed(),
      onLost: () => reports.onEvent({ kind: "seatLost" }),
    });
    reports.onFlow();
  }

  private show(part: Partial<Pick<Place, "remote" | "peerMedia">>): void {
    Object.assign(this, part);
    this.reports.changed();
  }
}
