/**
 * `[data-queue-alert]`: the desk rings while a client waits unanswered, on whichever page the specialist is.
 *
 * The queue's fragment says in data-queue-ring for how many; the event `visavis:queue` on the document says that it
 * may be another number. The place itself holds, for what only a tap can switch on,
 *   [data-alert-sound]   a button, shown while the browser keeps this page silent
 *   [data-alert-notify]  a button that asks for notifications, and [data-alert-later] that asks for peace
 * and data-alert-title, the notification's heading.
 *
 * However many tabs are open, one of them rings; a tab that cannot be heard leaves it to the next.
 */
import { ARRIVAL, play, soundIsOn, unlockSound } from "../shared/chime";

export const AGAIN_MS = 30_000;
const STAMP = "visavis alert";
const LATER = "visavis no notifications";

interface Stamp {
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
    document.addEventListener("visavis:queue", () => this.look());
    // Any tap on the page is one that the browser takes for a permission to be heard.
    for (const kind of ["pointerdown", "keydown"])
      addEventListener(kind, () => void unlockSound().then(() => this.draw()));
    this.part("sound")?.addEventListener("click", () => void play(ARRIVAL).then(() => this.draw()));
    this.part("notify")?.addEventListener("click", () => void Notification.requestPermission().then(() => this.draw()));
    this.part("later")?.addEventListener("click", () => {
      localStorage.setItem(LATER, "yes");
      this.draw();
    });
    void unlockSound().then(() => this.draw());
    this.look();
  }

  private look(): void {
    const said = document.querySelector<HTMLElement>("[data-queue-ring]")?.dataset.queueRing;
    const waiting = this.bar.isConnected ? Number(said ?? 0) : 0;
    const isNews = waiting > this.waiting;
    this.waiting = waiting;
    if (waiting === 0) {
      clearInterval(this.timer);
      this.timer = undefined;
      // Whoever comes next is news again, to every tab.
      localStorage.removeItem(STAMP);
      return;
    }
    if (isNews) void this.ring();
    this.timer ??= setInterval(() => void this.ring(), AGAIN_MS);
  }

  private async ring(): Promise<void> {
    // In a call with somebody else one ring is enough: what they say matters now.
    const isRepeated = (stampOf()?.count ?? 0) >= this.waiting;
    if (isRepeated && document.querySelector(".call")) return;
    await alone(async () => {
      const { waiting } = this;
      const stamp = stampOf();
      if (waiting === 0 || (stamp && stamp.count >= waiting && Date.now() - stamp.at < AGAIN_MS * 0.8)) return;
      const isHeard = await play(ARRIVAL);
      const isShown = this.notify();
      if (isHeard || isShown) localStorage.setItem(STAMP, JSON.stringify({ at: Date.now(), count: waiting }));
    });
    this.draw();
  }

  /** Where nobody looks at this page; says that somebody waits, and not who: others may look at the screen. */
  private notify(): boolean {
    if (!document.hidden || !mayNotify("granted")) return false;
    const body = document.querySelector<HTMLElement>("[data-queue-say]")?.dataset.queueSay ?? "";
    try {
      const shown = new Notification(this.bar.dataset.alertTitle ?? "", { body, tag: STAMP });
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

  private draw(): void {
    const isSilent = !soundIsOn();
    const asks = mayNotify("default") && localStorage.getItem(LATER) === null;
    this.show("sound", isSilent);
    this.show("notify", asks);
    this.show("later", asks);
    this.bar.hidden = !isSilent && !asks;
    this.bar.classList.toggle("urgent", isSilent && this.waiting > 0);
  }

  private show(part: string, on: boolean): void {
    const element = this.part(part);
    if (element) element.hidden = !on;
  }

  private part(name: string): HTMLElement | null {
    return this.bar.querySelector<HTMLElement>(`[data-alert-${name}]`);
  }
}

function mayNotify(permission: NotificationPermission): boolean {
  return typeof Notification !== "undefined" && Notification.permission === permission;
}

function stampOf(): Stamp | null {
  const kept = localStorage.getItem(STAMP);
  return kept === null ? null : (JSON.parse(kept) as Stamp);
}

/** One tab after the other. Plain http on a practice's own network has no locks: there two may ring at once. */
async function alone(work: () => Promise<void>): Promise<void> {
  const locks: LockManager | undefined = navigator.locks;
  if (locks) await locks.request(STAMP, work);
  else await work();
}
