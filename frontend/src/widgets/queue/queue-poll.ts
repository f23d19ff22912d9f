/**
 * `[data-queue-poll="/desk/queue/"]`: who is waiting, on every desk page, the moment it changes.
 *
 * With data-queue-live (where to get a ticket) an event makes every tab refresh at once; polling goes on more
 * slowly, because some changes have no event, such as a client who falls silent. Only the lines that changed are sent
 * (`queue-lines.ts`). The fragment's outermost element may carry
 *   data-queue-count  how many wait, shown in the title as "(1) …"
 *   data-queue-say    a sentence for screen readers, spoken when it changes
 *   data-queue-name, data-queue-minutes  who waits longest, by first name, and how long
 * and the element itself data-queue-lost, shown when the server stops answering; it gets data-queue-told, whether the
 * page would hear of an event now. After each change the document gets the event `visavis:queue` with
 * those as its detail.
 */
import { postWithToken } from "../../shared/csrf";
import { backOff } from "../../shared/http";
import { shareLive } from "../../shared/live-tabs";
import { showLines, shownLines } from "./queue-lines";

export interface QueueDetail {
  count: number;
  firstName?: string;
  sinceMinutes?: number;
}

/** Without live events. */
const WITHOUT_LIVE_MS = 3_000;
/** "She sees that you are here" is true for ten seconds after one of her pages has asked. */
const SOMEBODY_WAITS_MS = 5_000;
const NOBODY_WAITS_MS = 20_000;
const CONNECTED_BY_MS = 2_000;
const BACK_OFF = { first: 3_000, most: 10_000 };
const WARN_AFTER = 3;

export function pollQueues(root: ParentNode): void {
  for (const element of root.querySelectorAll<HTMLElement>("[data-queue-poll]")) new Queue(element);
}

class Queue {
  private readonly element: HTMLElement;
  private readonly announcer: HTMLElement;
  private readonly errorRegion: HTMLElement;
  private asksForAll = false;
  private failures = 0;
  private isLive = false;
  private isRefreshing = false;
  private refreshAgain = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(element: HTMLElement) {
    this.element = element;
    this.announcer = liveRegion(element, "hidden");
    this.errorRegion = liveRegion(element, "muted");
    // After the other widgets have started, which listen to this event.
    queueMicrotask(() => dispatchQueue(element));
    updateTitle(element);
    this.schedule();
    const ticketUrl = element.dataset.queueLive;
    if (!ticketUrl) return;
    shareLive({
      name: `visavis ${ticketUrl}`,
      ticketUrl,
      onEvent: () => this.onEvent(),
      onUp: (up) => {
        this.isLive = up;
        element.dataset.queueTold = up ? "yes" : "no";
        // Catch up with what happened without events.
        void this.refresh();
      },
    });
  }

  /** Refresh at once, but not while this page's own call is being connected. */
  private onEvent(): void {
    if (!document.documentElement.hasAttribute("data-connecting")) return void this.refresh();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.refresh(), CONNECTED_BY_MS);
  }

  // Goes on while the tab is hidden: the title is what calls a specialist back.
  private schedule(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.refresh(), this.pause());
  }

  private pause(): number {
    if (this.failures > 0) return backOff(this.failures, BACK_OFF);
    if (!this.isLive) return WITHOUT_LIVE_MS;
    return detailOf(this.element).count > 0 ? SOMEBODY_WAITS_MS : NOBODY_WAITS_MS;
  }

  private async refresh(): Promise<void> {
    if (!this.element.isConnected) return;
    // An event during a request may be newer than its answer.
    if (this.isRefreshing) {
      this.refreshAgain = true;
      return;
    }
    this.isRefreshing = true;
    try {
      do {
        this.refreshAgain = false;
        const html = await fetchFragment(this.element.dataset.queuePoll ?? "", this.sent());
        if (html !== null) this.show(html);
      } while (this.refreshAgain);
      this.failures = 0;
      this.errorRegion.textContent = "";
    } catch {
      this.failures += 1;
      if (this.failures >= WARN_AFTER) this.errorRegion.textContent = this.element.dataset.queueLost ?? "";
    } finally {
      this.isRefreshing = false;
      this.schedule();
    }
  }

  /** What the page shows: the server answers with what is missing, whatever was missed in between. */
  private sent(): URLSearchParams {
    return new URLSearchParams(this.asksForAll ? {} : { shown: shownLines(this.element).join(" ") });
  }

  private show(html: string): void {
    if (isTypingIn(this.element)) return;
    this.asksForAll = !showLines(this.element, html);
    if (this.asksForAll) throw new Error("The queue's answer takes lines for shown that are not");
    updateTitle(this.element);
    announce(this.element, this.announcer);
    dispatchQueue(this.element);
  }
}

const TIMEOUT_MS = 5_000;
/** The lines that the page does not show yet and the order of all; null where nothing is new. */
async function fetchFragment(url: string, sent: URLSearchParams): Promise<string | null> {
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), TIMEOUT_MS);
  try {
    // A POST, for asking says that somebody here is shown who waits, and the client is told so.
    const asked: RequestInit = {
      body: sent,
      cache: "no-store",
      headers: { Accept: "text/html" },
      signal: timeout.signal,
    };
    const response = await postWithToken(url, asked);
    // Signed out meanwhile: a page that silently shows nobody is worse than the sign-in page. The room says it itself.
    if (response.redirected && !document.getElementById("room")) location.reload();
    if (!response.ok || response.redirected) throw new Error(`The queue answered ${response.status}`);
    return response.status === 204 ? null : await response.text();
  } finally {
    clearTimeout(timer);
  }
}

function announce(element: HTMLElement, announcer: HTMLElement): void {
  const words = element.querySelector<HTMLElement>("[data-queue-say]")?.dataset.queueSay ?? "";
  if (announcer.textContent !== words) announcer.textContent = words;
}

function updateTitle(element: HTMLElement): void {
  const waiting = detailOf(element).count;
  const title = document.title.replace(/^\(\d+\) /, "");
  document.title = waiting > 0 ? `(${waiting}) ${title}` : title;
}

function dispatchQueue(element: HTMLElement): void {
  document.dispatchEvent(new CustomEvent<QueueDetail>("visavis:queue", { detail: detailOf(element) }));
}

function detailOf(element: HTMLElement): QueueDetail {
  const { queueCount, queueName, queueMinutes } =
    element.querySelector<HTMLElement>("[data-queue-count]")?.dataset ?? {};
  const detail: QueueDetail = { count: Number(queueCount ?? 0) };
  if (queueName) detail.firstName = queueName;
  if (queueMinutes) detail.sinceMinutes = Number(queueMinutes);
  return detail;
}

function isTypingIn(element: HTMLElement): boolean {
  const active = document.activeElement;
  return element.contains(active) && !!active?.matches("textarea, select, input:not([type=submit], [type=button])");
}

function liveRegion(element: HTMLElement, name: string): HTMLElement {
  const region = document.createElement("div");
  region.className = name;
  region.setAttribute("aria-live", "polite");
  element.after(region);
  return region;
}
