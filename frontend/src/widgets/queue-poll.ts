/**
 * `[data-queue-poll="/desk/queue/"]`: who is waiting, on every desk page, the moment it changes.
 *
 * With data-queue-live (where to get a ticket) an event makes every tab ask at once; asking now and then stays as the
 * net, for some things nobody tells, such as a client's silence. The fragment's outermost element may carry
 *   data-queue-count  how many wait, shown in the title as "(1) …"
 *   data-queue-say    a sentence for screen readers, spoken when it changes
 *   data-queue-name, data-queue-minutes  who waits longest, by first name, and how long
 * and the place itself data-queue-lost, shown when the server stops answering; it gets data-queue-told, whether the
 * page would hear of an event now. After each look at the queue that changed something, the document hears
 * `visavis:queue` with those as its detail.
 */
import { backOff, csrfToken } from "../shared/http";
import { shareLive } from "../shared/live-tabs";

export interface QueueDetail {
  count: number;
  firstName?: string;
  sinceMinutes?: number;
}

/** Without live events. */
const ALONE_MS = 3_000;
/** "She sees that you are here" is true for ten seconds after one of her pages has asked. */
const SOMEBODY_WAITS_MS = 5_000;
const NOBODY_WAITS_MS = 20_000;
const CONNECTED_BY_MS = 2_000;
const BACK_OFF = { first: 3_000, most: 10_000 };
const WORRY_AFTER = 3;

export function pollQueues(root: ParentNode): void {
  for (const place of root.querySelectorAll<HTMLElement>("[data-queue-poll]")) new Queue(place);
}

class Queue {
  private readonly place: HTMLElement;
  private readonly voice: HTMLElement;
  private readonly trouble: HTMLElement;
  private shown: string;
  private failures = 0;
  private told = false;
  private asking = false;
  private again = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(place: HTMLElement) {
    this.place = place;
    this.voice = liveRegion(place, "hidden");
    this.trouble = liveRegion(place, "muted");
    this.shown = comparable(place.innerHTML);
    // Later than the other widgets, which may want to hear of who waits as the page is drawn.
    queueMicrotask(() => tell(place));
    count(place);
    this.plan();
    const ticketUrl = place.dataset.queueLive;
    if (!ticketUrl) return;
    shareLive({
      name: `visavis ${ticketUrl}`,
      ticketUrl,
      onEvent: () => this.hear(),
      onUp: (up) => {
        this.told = up;
        place.dataset.queueTold = up ? "yes" : "no";
        // Whatever happened while nobody told it.
        void this.ask();
      },
    });
  }

  /** At once, except while this page's own call is being connected: that the client was let in can wait. */
  private hear(): void {
    if (!document.documentElement.hasAttribute("data-connecting")) return void this.ask();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.ask(), CONNECTED_BY_MS);
  }

  // Goes on while the tab is hidden: the title is what calls a specialist back.
  private plan(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.ask(), this.pause());
  }

  private pause(): number {
    if (this.failures > 0) return backOff(this.failures, BACK_OFF);
    if (!this.told) return ALONE_MS;
    return detailOf(this.place).count > 0 ? SOMEBODY_WAITS_MS : NOBODY_WAITS_MS;
  }

  private async ask(): Promise<void> {
    if (!this.place.isConnected) return;
    // What happens during a question may be younger than its answer.
    if (this.asking) {
      this.again = true;
      return;
    }
    this.asking = true;
    try {
      do {
        this.again = false;
        this.show(await fragment(this.place.dataset.queuePoll ?? ""));
      } while (this.again);
      this.failures = 0;
      this.trouble.textContent = "";
    } catch {
      this.failures += 1;
      if (this.failures >= WORRY_AFTER) this.trouble.textContent = this.place.dataset.queueLost ?? "";
    } finally {
      this.asking = false;
      this.plan();
    }
  }

  private show(html: string): void {
    if (comparable(html) === this.shown || isTypingIn(this.place)) return;
    this.shown = comparable(html);
    replace(this.place, html);
    announce(this.place, this.voice);
    tell(this.place);
  }
}

const PATIENCE_MS = 5_000;

async function fragment(url: string): Promise<string> {
  const patience = new AbortController();
  const impatient = setTimeout(() => patience.abort(), PATIENCE_MS);
  try {
    // A POST, for asking says that somebody here is shown who waits, and the client is told so.
    const headers = { Accept: "text/html", "X-CSRFToken": csrfToken() };
    const asked: RequestInit = { method: "POST", cache: "no-store", credentials: "same-origin", headers };
    const response = await fetch(url, { ...asked, signal: patience.signal });
    // Signed out meanwhile: a page that silently shows nobody is worse than the sign-in page.
    if (response.redirected) location.reload();
    if (!response.ok || response.redirected) throw new Error(`The queue answered ${response.status}`);
    return await response.text();
  } finally {
    clearTimeout(impatient);
  }
}

function replace(place: HTMLElement, html: string): void {
  const focus = place.contains(document.activeElement) ? document.activeElement : null;
  place.innerHTML = html;
  count(place);
  if (focus?.id) place.querySelector<HTMLElement>(`#${CSS.escape(focus.id)}`)?.focus();
}

function announce(place: HTMLElement, voice: HTMLElement): void {
  const words = place.querySelector<HTMLElement>("[data-queue-say]")?.dataset.queueSay ?? "";
  if (voice.textContent !== words) voice.textContent = words;
}

function count(place: HTMLElement): void {
  const waiting = detailOf(place).count;
  const title = document.title.replace(/^\(\d+\) /, "");
  document.title = waiting > 0 ? `(${waiting}) ${title}` : title;
}

function tell(place: HTMLElement): void {
  document.dispatchEvent(new CustomEvent<QueueDetail>("visavis:queue", { detail: detailOf(place) }));
}

function detailOf(place: HTMLElement): QueueDetail {
  const { queueCount, queueName, queueMinutes } = place.querySelector<HTMLElement>("[data-queue-count]")?.dataset ?? {};
  const detail: QueueDetail = { count: Number(queueCount ?? 0) };
  if (queueName) detail.firstName = queueName;
  if (queueMinutes) detail.sinceMinutes = Number(queueMinutes);
  return detail;
}

/** Django masks the CSRF token anew in each answer; that alone is no news. */
function comparable(html: string): string {
  return html
    .replace(/<input[^>]*csrfmiddlewaretoken[^>]*>/g, "")
    .replace(/\s+/g, " ")
    .trim();
}

function isTypingIn(place: HTMLElement): boolean {
  const active = document.activeElement;
  return place.contains(active) && !!active?.matches("textarea, select, input:not([type=submit], [type=button])");
}

function liveRegion(place: HTMLElement, name: string): HTMLElement {
  const region = document.createElement("div");
  region.className = name;
  region.setAttribute("aria-live", "polite");
  place.after(region);
  return region;
}
