/** When a connection breaks: look for a new path a few times, then give up and let the page join again. */

export interface RecoveryCallbacks {
  restart(): void;
  giveUp(): void;
  /** Whether media comes in again since the last restart. */
  isReceiving(): boolean;
}

/** A short gap heals by itself more often than not. */
export const PATIENCE_MS = 2_000;
/** A restart that has found no path by then began before there was one. */
export const RESTART_MS = 5_000;
export const RESTARTS = 3;
/** The first path may need so long, on a phone at the edge of its network. */
export const FIRST_MS = 10_000;

export class Recovery {
  private readonly actions: RecoveryCallbacks;
  private restarts = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(actions: RecoveryCallbacks) {
    this.actions = actions;
  }

  connectionStateChanged(state: RTCPeerConnectionState): void {
    switch (state) {
      case "connected":
        return this.reset();
      case "disconnected":
        return this.schedule(PATIENCE_MS);
      case "failed":
        // While a restart runs, the failure of the old path is no news.
        return this.restarts === 0 ? this.restartNow() : this.schedule(RESTART_MS);
      default:
        return undefined;
    }
  }

  /** A connection was begun; without one after a while, restart. */
  start(): void {
    this.reset();
    this.schedule(FIRST_MS);
  }

  /** Start at once, without waiting for the connection to notice. */
  restartNow(): void {
    this.stop();
    if (this.restarts >= RESTARTS) return this.actions.giveUp();
    this.restarts += 1;
    this.schedule(RESTART_MS);
    this.actions.restart();
  }

  /** Forget the restarts so far: the other person is gone, or the connection works. */
  reset(): void {
    this.restarts = 0;
    this.stop();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private schedule(ms: number): void {
    // A running wait is not prolonged: "disconnected" and "failed" follow each other.
    this.timer ??= setTimeout(() => this.timedOut(), ms);
  }

  private timedOut(): void {
    // A restart of a connection that never broke is not followed by a change of its state.
    if (this.restarts > 0 && this.actions.isReceiving()) return this.reset();
    this.restartNow();
  }
}
