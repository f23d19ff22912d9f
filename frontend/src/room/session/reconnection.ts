/** Why this page is not connected with the others, and when it tries anew. */
import { backOff } from "../../shared/http";
import { onWake } from "../../shared/on-wake";
import type { PathProblem } from "../drivers/port";
import { isConnecting, worstLink } from "../links";
import type { RoomState } from "../state";

/** The first failure may be a moment's; the second is told. */
const TOLD_AFTER = 2;
const BACK_OFF = { first: 4_000, most: 60_000 };

export class Reconnection {
  /** Told to the person; null while there is hope. */
  problem: PathProblem | "interrupted" | null = null;
  /** This page could not even begin. */
  isBroken = false;
  private readonly request: () => void;
  private readonly changed: () => void;
  /** They were connected before: then no network forbids it, and one of them may be asleep. */
  private hadPath = false;
  private failures = 0;
  private requests = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(request: () => void, changed: () => void) {
    this.request = request;
    this.changed = changed;
    // The network is back, or somebody looks: what waits need not wait.
    onWake(() => this.timer !== undefined && this.requestNow());
  }

  /** A search for a path ended without one. */
  searchFailed(cause: PathProblem): void {
    const problem = this.hadPath ? "interrupted" : cause;
    this.failures += 1;
    if (this.failures < TOLD_AFTER || this.problem === problem) return;
    this.problem = problem;
    this.changed();
  }

  /** Ask for a new seat: at once the first time, then later and later. */
  requestSeat(): void {
    this.stop();
    const wait = this.requests === 0 ? 0 : backOff(this.requests, BACK_OFF);
    this.requests += 1;
    this.timer = setTimeout(() => this.requestNow(), wait);
  }

  /** Taking a seat ended with an error: say so, and try again. */
  seatFailed(): void {
    this.isBroken = true;
    this.requests = Math.max(1, this.requests);
    this.requestSeat();
    this.changed();
  }

  seatTaken(): void {
    this.isBroken = false;
  }

  /** With a path, or nobody to connect with, all is forgotten. While a seat is being taken nothing is known of it. */
  follow(state: RoomState, hasSeat: boolean): void {
    if (isConnecting(state) || (state.phase === "inCall" && !hasSeat)) return;
    if (worstLink(state)) this.hadPath = true;
    this.stop();
    this.failures = this.requests = 0;
    this.isBroken = false;
    this.problem = null;
  }

  private requestNow(): void {
    this.stop();
    this.request();
  }

  private stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
