/**
 * `[data-queue-alert]`: the desk rings while a client waits unanswered, on whichever page the specialist is.
 *
 * The queue's fragment says in data-queue-ring for how many; the event `visavis:queue` on the document says that it
 * may be another number. The element itself holds, for what only a tap can switch on,
 *   [data-alert-sound]   a button, shown while the browser keeps this page silent
 *   [data-alert-notify]  a button that asks for notifications, and [data-alert-later] that declines them
 * and data-alert-title, the notification's heading.
 *
 * However many tabs are open, one of them rings; a tab that cannot be heard leaves it to the next.
 */

import { ARRIVAL_SOUND, play, soundIsOn, unlockSound } from "../../shared/sounds";
import { browserStorage } from "../../shared/storage";

export const REPEAT_MS = 30_000;
const STORAGE_KEY = "visavis alert";
const DISMISSED_KEY = "visavis no notifications";

interface LastAlert {
  readonly at: number;
  readonly count: number;
}

export function alertQueue(root: ParentNode): void {
  const bar = root.querySelector<HTMLElement>("[data-queue-alert]");
  if (bar) new Alert(bar).start();
}

class Alert {
  private readonly bar: HTMLElement;
  private waiting = 0;
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(bar: HTMLElement) {
    this.bar = bar;
  }

  start(): void {
    document.addEventListener("visavis:queue", () => this.update());
    // Browsers allow sound after any tap on the page.
    for (const kind of ["pointerdown", "keydown"])
      addEventListener(kind, () => void unlockSound().then(() => this.render()));
    this.find("sound")?.addEventListener("click", () => void play(ARRIVAL_SOUND).then(() => this.render()));
    this.find("notify")?.addEventListener(
      "click",
      () => void Notification.requestPermission().then(() => this.render()),
    );
    this.find("later")?.addEventListener("click", () => {
      browserStorage.set(DISMISSED_KEY, "yes");
      this.render();
    });
    void unlockSound().then(() => this.render());
    this.update();
  }

  private update(): void {
    const ring = document.querySelector<HTMLElement>("[data-queue-ring]")?.dataset.queueRing;
    const waiting = this.bar.isConnected ? Number(ring ?? 0) : 0;
    const isNews = waiting > this.waiting;
    this.waiting = waiting;
    if (waiting === 0) {
      clearInterval(this.timer);
      this.timer = undefined;
      // The next client rings again, in every tab.
      browserStorage.remove(STORAGE_KEY);
      return;
    }
    if (isNews) void this.ring();
    this.timer ??= setInterval(() => void this.ring(), REPEAT_MS);
  }

  private async ring(): Promise<void> {
    // During a call with somebody else one ring is enough.
    const isRepeated = (lastAlert()?.count ?? 0) >= this.waiting;
    if (isRepeated && document.querySelector(".call")) return;
    await withLock(async () => {
      const { waiting } = this;
      const last = lastAlert();
      if (waiting === 0 || (last && last.count >= waiting && Date.now() - last.at < REPEAT_MS * 0.8)) return;
      const isHeard = await play(ARRIVAL_SOUND);
      const isShown = this.notify();
      if (isHeard || isShown) browserStorage.set(STORAGE_KEY, JSON.stringify({ at: Date.now(), count: waiting }));
    });
    this.render();
  }

  /** Where nobody looks at this page; says that somebody waits, and not who: others may look at the screen. */
  private notify(): boolean {
    if (!document.hidden || !mayNotify("granted")) return false;
    const body = document.querySelector<HTMLElement>("[data-queue-say]")?.dataset.queueSay ?? "";
    try {
      const shown = new Notification(this.bar.dataset.alertTitle ?? "", { body, tag: STORAGE_KEY });
      shown.onclick = () => {
        window.focus();
        shown.close();
      };
      return true;
    } catch {
      // Android allows it to service workers only; there the sound and the text message remain.
      return false;
    }
  }

  private render(): void {
    const isSilent = !soundIsOn();
    const asks = mayNotify("default") && browserStorage.get(DISMISSED_KEY) === null;
    this.show("sound", isSilent);
    this.show("notify", asks);
    this.show("later", asks);
    this.bar.hidden = !isSilent && !asks;
    this.bar.classList.toggle("urgent", isSilent && this.waiting > 0);
  }

  private show(part: string, on: boolean): void {
    const element = this.find(part);
    if (element) element.hidden = !on;
  }

  private find(name: string): HTMLElement | null {
    return this.bar.querySelector<HTMLElement>(`[data-alert-${name}]`);
  }
}

function mayNotify(permission: NotificationPermission): boolean {
  return typeof Notification !== "undefined" && Notification.permission === permission;
}

function lastAlert(): LastAlert | null {
  const kept = browserStorage.get(STORAGE_KEY);
  return kept === null ? null : (JSON.parse(kept) as LastAlert);
}

/** One tab after the other. Plain http on a practice's own network has no locks: there two may ring at once. */
async function withLock(work: () => Promise<void>): Promise<void> {
  const locks: LockManager | undefined = navigator.locks;
  if (locks) await locks.request(STORAGE_KEY, work);
  else await work();
}
