/** `[data-slot-picker]`: another month or day without leaving the page. The server draws the whole page; we keep the part. */

const PART = "[data-slot-picker]";

let latest: AbortController | undefined;

/** Start listening; `enhance` brings the swapped part to life. */
export function pickSlotsInPlace(enhance: (root: ParentNode) => void): void {
  document.addEventListener("click", (event) => {
    const link = (event.target as Element | null)?.closest<HTMLAnchorElement>(`${PART} a[href]`);
    if (!link || !isPlainClick(event) || !isSamePage(link)) return;
    event.preventDefault();
    // Marks the entry we leave, so that "back" knows it may swap.
    history.replaceState({ swap: true }, "");
    void show(link.href, enhance, () => history.pushState({ swap: true }, "", link.href));
  });
  addEventListener("popstate", (event) => {
    if ((event.state as { swap?: boolean } | null)?.swap) void show(location.href, enhance);
  });
}

async function show(address: string, enhance: (root: ParentNode) => void, arrived?: () => void): Promise<void> {
  latest?.abort();
  const mine = new AbortController();
  latest = mine;
  const old = document.querySelector<HTMLElement>(PART);
  old?.setAttribute("aria-busy", "true");
  try {
    const page = await load(address, mine.signal);
    const fresh = page.querySelector<HTMLElement>(PART);
    if (!old || !fresh) throw new Error("The page has no times to pick from");
    const focus = old.contains(document.activeElement) ? document.activeElement : null;
    const part = document.importNode(fresh, true);
    old.replaceWith(part);
    arrived?.();
    document.title = page.title || document.title;
    enhance(part);
    if (focus) keepFocus(part, focus);
  } catch {
    // The ordinary way always works, and shows what went wrong.
    if (!mine.signal.aborted) location.assign(address);
  }
}

async function load(address: string, signal: AbortSignal): Promise<Document> {
  const response = await fetch(address, { signal, headers: { Accept: "text/html" }, credentials: "same-origin" });
  if (!response.ok || response.redirected) throw new Error(`Answered ${response.status}`);
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

function keepFocus(part: HTMLElement, before: Element): void {
  const links = [...part.querySelectorAll<HTMLElement>("a[href]")];
  const same =
    (before.id && part.querySelector<HTMLElement>(`#${CSS.escape(before.id)}`)) ||
    links.find((link) => link.getAttribute("href") === before.getAttribute("href")) ||
    part.querySelector<HTMLElement>("[aria-current]");
  if (!same) part.tabIndex = -1;
  (same || part).focus({ preventScroll: true });
}

function isPlainClick(event: MouseEvent): boolean {
  const modified = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  return event.button === 0 && !modified && !event.defaultPrevented;
}

function isSamePage(link: HTMLAnchorElement): boolean {
  const samePlace = link.origin === location.origin && link.pathname === location.pathname;
  return samePlace && !link.target && link.search !== location.search;
}
