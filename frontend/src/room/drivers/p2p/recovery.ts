/** When a connection breaks: look for a new path a few times, then give up and let the page join again. */

export interface RecoveryCallbacks {
  restart(): void;
  giveUp(): void;
  /** A search for a path ended without one. */
  searchFailed(): void;
  /** Whether media comes in again since the last restart. */
  isReceiving(): boolean;
}

/** A short gap heals by itself more often than not. */
export const PATIENCE_MS = 2_000;
/** A restart that has found no path by then began before there was one. */
export const RESTART_MS = 3_000;
/** Together with the patience before them: after eight seconds a dead connection is given up. */
export const RESTARTS = 2;
/** The first path may need so long, on a phone at the edge of its network. */
export const FIRST_MS = 10_000;
/** Reasons for a restart come together: the network is back, the server answers, sound has stopped. */
export const COALESCED_MS = 1_000;

export class Recovery {
  private readonly actions: RecoveryCallbacks;
  private restarts = 0;
  private restartedAt = -Infinity;
  private isSearching = false;
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
        return this.restarts === 0 ? this.searchAgain() : this.schedule(RESTART_MS);
      default:
        return undefined;
    }
  }

  /** A connection was begun; without one after a while, restart. */
  start(): void {
    this.reset();
    this.isSearching = true;
    this.schedule(FIRST_MS);
  }

  /** Start at once, without waiting for the connection to notice; what was just started is not started again. */
  restartNow(): void {
    if (performance.now() - this.restartedAt >= COALESCED_MS) this.restart();
  }

  /** Forget the restarts so far: the other person is gone, or the connection works. */
  reset(): void {
    this.restarts = 0;
    this.restartedAt = -Infinity;
    this.isSearching = false;
    this.stop();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private searchAgain(): void {
    if (this.isSearching) this.actions.searchFailed();
    this.restart();
  }

  private restart(): void {
    this.stop();
    if (this.restarts >= RESTARTS) return this.actions.giveUp();
    this.restarts += 1;
    this.restartedAt = performance.now();
    this.isSearching = true;
    this.schedule(RESTART_MS);
    this.actions.restart();
  }

  private schedule(ms: number): void {
    // A running wait is not prolonged: "disconnected" and "failed" follow each other.
    this.timer ??= setTimeout(() => this.timedOut(), ms);
  }

  private timedOut(): void {
    this.timer = undefined;
    // A restart of a connection that never broke is not followed by a change of its state.
    if (this.restarts > 0 && this.actions.isReceiving()) return this.reset();
    this.searchAgain();
  }
}
