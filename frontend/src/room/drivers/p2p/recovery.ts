/** When a connection falters: look for a new path a few times, then give up and let the page join again. */

export interface RecoveryActions {
  restart(): void;
  giveUp(): void;
  /** Whether media comes in again since the last restart. */
  isWell(): boolean;
}

/** A short gap heals by itself more often than not. */
export const PATIENCE_MS = 2_000;
/** A restart that has found no path by then began before there was one. */
export const RESTART_MS = 5_000;
export const RESTARTS = 3;
/** The first path may need so long, on a phone at the edge of its network. */
export const FIRST_MS = 10_000;

export class Recovery {
  private readonly actions: RecoveryActions;
  private restarts = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(actions: RecoveryActions) {
    this.actions = actions;
  }

  changed(state: RTCPeerConnectionState): void {
    switch (state) {
      case "connected":
        return this.reset();
      case "disconnected":
        return this.after(PATIENCE_MS);
      case "failed":
        // While a restart runs, the failure of the old path is no news.
        return this.restarts === 0 ? this.act() : this.after(RESTART_MS);
      default:
        return undefined;
    }
  }

  /** A connection was begun, and should come about. */
  begin(): void {
    this.reset();
    this.after(FIRST_MS);
  }

  /** Start at once, without waiting for the connection to notice. */
  act(): void {
    this.stop();
    if (this.restarts >= RESTARTS) return this.actions.giveUp();
    this.restarts += 1;
    this.after(RESTART_MS);
    this.actions.restart();
  }

  /** Leave things be: the other person is gone, or all is well. */
  reset(): void {
    this.restarts = 0;
    this.stop();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private after(ms: number): void {
    // A running wait is not prolonged: "disconnected" and "failed" follow each other.
    this.timer ??= setTimeout(() => this.due(), ms);
  }

  private due(): void {
    // A restart of a connection that never broke is not followed by a change of its state.
    if (this.restarts > 0 && this.actions.isWell()) return this.reset();
    this.act();
  }
}
