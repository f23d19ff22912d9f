/** How this person gets a seat: asked for once the client is admitted, or granted with the answer to admitting them. */

import { ProblemError } from "../../shared/http";
import type { LiveEvent } from "../../shared/live-event";
import type { Outgoing } from "../drivers/port";
import type { RoomApi } from "./api";
import type { CallSession } from "./call-session";

export interface SeatRequestCallbacks {
  outgoing(): Outgoing;
  /** The client was let in; returns whether a seat is wanted by now. */
  admitted(): boolean;
  onDeferred(event: LiveEvent): void;
}

export class SeatRequest {
  /** Whether to take the seat from another tab; until it is settled, the newest tab that is looked at does. */
  takeOver: boolean | null = null;
  private readonly api: RoomApi;
  private readonly callSession: CallSession;
  private readonly callbacks: SeatRequestCallbacks;
  /** Events that came while a seat was being asked for: they may be about that seat. */
  private deferred: LiveEvent[] = [];
  private isAdmitting = false;

  constructor(api: RoomApi, callSession: CallSession, callbacks: SeatRequestCallbacks) {
    this.api = api;
    this.callSession = callSession;
    this.callbacks = callbacks;
  }

  async request(): Promise<void> {
    if (this.isAdmitting) return;
    this.deferred = [];
    await this.callSession.join(this.takeOver ?? !document.hidden, () => this.callbacks.outgoing());
    if (this.callSession.seat) this.takeOver = false;
    this.replayDeferred();
  }

  /** Admit the client and take the seat; returns whether it was done. The event of it may come before the answer. */
  async admitAndJoin(): Promise<boolean> {
    this.isAdmitting = true;
    const answer = await this.api.admit().catch((error: unknown) => (isSeatTaken(error) ? "elsewhere" : null));
    if (answer === "elsewhere") return this.joinElsewhere();
    const isWanted = answer !== null && this.callbacks.admitted();
    this.isAdmitting = false;
    // Before anything is drawn: the connection should not wait for that.
    if (isWanted) await this.callSession.takeSeat(answer, () => this.callbacks.outgoing());
    this.replayDeferred();
    return answer !== null;
  }

  /** Another page has let the client in and sits there: a second press takes nothing from it. */
  private async joinElsewhere(): Promise<boolean> {
    this.takeOver = false;
    const isWanted = this.callbacks.admitted();
    this.isAdmitting = false;
    if (isWanted) await this.request();
    return true;
  }

  /** Whether an event about seats is kept until this seat is there. */
  defers(event: LiveEvent): boolean {
    if (!this.isAdmitting && !this.callSession.isJoining) return false;
    this.deferred.push(event);
    return true;
  }

  private replayDeferred(): void {
    for (const event of this.deferred.splice(0)) this.callbacks.onDeferred(event);
  }
}

function isSeatTaken(error: unknown): boolean {
  return error instanceof ProblemError && error.code === "seat_taken";
}
