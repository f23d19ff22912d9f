/** Keep the screen from going dark during a call, where the browser knows how. */

export class WakeLock {
  private lock: WakeLockSentinel | null = null;
  private wanted = false;

  constructor() {
    // The system takes the lock whenever the page is out of sight.
    document.addEventListener("visibilitychange", () => void this.update());
  }

  hold(on: boolean): void {
    if (on === this.wanted) return;
    this.wanted = on;
    void this.update();
  }

  private async update(): Promise<void> {
    if (!this.wanted) {
      await this.lock?.release().catch(() => undefined);
      this.lock = null;
    } else if (!document.hidden && (!this.lock || this.lock.released)) {
      // Refused on an almost empty battery: the call goes on all the same.
      this.lock = (await navigator.wakeLock?.request("screen").catch(() => null)) ?? null;
      if (!this.wanted) await this.update();
    }
  }
}
