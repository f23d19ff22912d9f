/** Why this page is not connected with the other person, and when it tries anew. */
import { backOff } from "../../shared/http";
import type { PathProblem } from "../drivers/port";

/** The first failure may be a moment's; the second is told. */
const TOLD_AFTER = 2;
const BACK_OFF = { first: 4_000, most: 60_000 };

export class Reconnection {
  /** Told to the person; null while there is hope. */
  problem: PathProblem | null = null;
  /** This page could not even begin. */
  isBroken = false;
  private readonly request: () => void;
  private readonly changed: () => void;
  private failures = 0;
  private requests = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(request: () => void, changed: () => void) {
    this.request = request;
    this.changed = changed;
  }

  /** A search for a path ended without one. */
  searchFailed(problem: PathProblem): void {
    this.failures += 1;
    if (this.failures < TOLD_AFTER || this.problem === problem) return;
    this.problem = problem;
    this.changed();
  }

  /** Ask for a new seat: at once the first time, then later and later. */
  requestSeat(): void {
    clearTimeout(this.timer);
    const wait = this.requests === 0 ? 0 : backOff(this.requests, BACK_OFF);
    this.requests += 1;
    this.timer = setTimeout(this.request, wait);
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

  /** There is a path, or nobody to connect with: all is forgotten. */
  reset(): void {
    clearTimeout(this.timer);
    this.failures = this.requests = 0;
    this.isBroken = false;
    this.problem = null;
  }
}
