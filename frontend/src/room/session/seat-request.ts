/** Getting a seat: asked for once the client is in, or given with the answer to letting them in. */
import type { LiveEvent } from "../../shared/live-event";
import type { Outgoing } from "../drivers/port";
import type { RoomApi } from "./api";
import type { Place } from "./call-session";

export interface Arrival {
  outgoing(): Outgoing;
  /** The client was let in; returns whether a seat is wanted by now. */
  letIn(): boolean;
  hear(event: LiveEvent): void;
}

export class Arriving {
  /** Whether to take the seat from another tab; until it is settled, the newest tab that is looked at does. */
  takeOver: boolean | null = null;
  private readonly api: RoomApi;
  private readonly place: Place;
  private readonly arrival: Arrival;
  /** What came in while a seat was on its way: it may be about that seat, and about who sat down meanwhile. */
  private early: LiveEvent[] = [];
  private isLettingIn = false;

  constructor(api: RoomApi, place: Place, arrival: Arrival) {
    this.api = api;
    this.place = place;
    this.arrival = arrival;
  }

  async ask(): Promise<void> {
    if (this.isLettingIn) return;
    this.early = [];
    await this.place.join(this.takeOver ?? !document.hidden, () => this.arrival.outgoing());
    if (this.place.seat) this.takeOver = false;
    this.makeUpFor();
  }

  /** Let the client in, and sit down; returns whether it was done. Word of it may come before the answer. */
  async letIn(): Promise<boolean> {
    this.isLettingIn = true;
    const answer = await this.api.admit().catch(() => null);
    const isWanted = answer !== null && this.arrival.letIn();
    this.isLettingIn = false;
    // Before anything is drawn anew: drawing the call takes as long as connecting it begins.
    if (isWanted) this.place.sit(answer, this.arrival.outgoing());
    this.makeUpFor();
    return answer !== null;
  }

  /** Whether an event about a seat, or that one may be had, is kept until the seat is there. */
  keeps(event: LiveEvent): boolean {
    if (!this.isLettingIn && !this.place.isJoining) return false;
    this.early.push(event);
    return true;
  }

  private makeUpFor(): void {
    for (const event of this.early.splice(0)) this.arrival.hear(event);
  }
}
