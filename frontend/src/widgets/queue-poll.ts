/**
 * `[data-queue-poll="/desk/queue/"]`: who is waiting, on every desk page, asked every three seconds.
 *
 * The fragment's outermost element may carry
 *   data-queue-count  how many wait, shown in the title as "(1) …"
 *   data-queue-say    a sentence for screen readers, spoken when it changes
 * and the place itself data-queue-lost, shown when the server stops answering.
 */
import { backOff, csrfToken } from "../shared/http";

const CALM_MS = 3_000;
const BACK_OFF = { first: CALM_MS, most: 20_000 };
const WORRY_AFTER = 3;

export function pollQueues(root: ParentNode): void {
  for (const place of root.querySelectorAll<HTMLElement>("[data-queue-poll]")) poll(place);
}

function poll(place: HTMLElement): void {
  const voice = liveRegion(place, "hidden");
  const trouble = liveRegion(place, "muted");
  let shown = comparable(place.innerHTML);
  let failures = 0;
  count(place);

  // Goes on while the tab is hidden: the title is what calls a specialist back.
  const ask = async (): Promise<void> => {
    if (!place.isConnected) return;
    try {
      const html = await fragment(place.dataset.queuePoll ?? "");
      failures = 0;
      trouble.textContent = "";
      if (comparable(html) !== shown && !isTypingIn(place)) {
        shown = comparable(html);
        replace(place, html);
        announce(place, voice);
      }
    } catch {
      failures += 1;
      if (failures >= WORRY_AFTER) trouble.textContent = place.dataset.queueLost ?? "";
    }
    setTimeout(ask, failures === 0 ? CALM_MS : backOff(failures, BACK_OFF));
  };
  setTimeout(ask, CALM_MS);
}

async function fragment(url: string): Promise<string> {
  // A POST, for asking says that somebody here is shown who waits, and the client is told so.
  const headers = { Accept: "text/html", "X-CSRFToken": csrfToken() };
  const response = await fetch(url, { method: "POST", cache: "no-store", credentials: "same-origin", headers });
  // Signed out meanwhile: a page that silently shows nobody is worse than the sign-in page.
  if (response.redirected) location.reload();
  if (!response.ok || response.redirected) throw new Error(`The queue answered ${response.status}`);
  return response.text();
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
  const waiting = Number(place.querySelector<HTMLElement>("[data-queue-count]")?.dataset.queueCount ?? 0);
  const title = document.title.replace(/^\(\d+\) /, "");
  document.title = waiting > 0 ? `(${waiting}) ${title}` : title;
}

/** Django masks the CSRF token anew in each answer; that alone is no news. */
function comparable(html: string): string {
  return html.replace(/<input[^>]*csrfmiddlewaretoken[^>]*>/g, "").replace(/\s+/g, " ").trim();
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
