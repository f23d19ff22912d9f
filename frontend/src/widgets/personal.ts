/**
 * `#personal[data-personal]`: the personal page is kept up to date without a reload.
 *
 * data-personal         what it is: an answer that says the same changes nothing
 * data-personal-opens   when it changes by itself: the waiting room opens, or the client may enter
 * data-personal-now     the server's time when it drew the page: corrects a wrong clock
 * data-personal-every   how often an open page looks whether it is another one, in milliseconds; usually 30 s
 * data-personal-failed  a sentence for when entering did not reach the server
 *
 * `form[data-enter]` enters from here, so that the tap also unlocks sound and the camera's picture stays.
 */
import { postWithToken } from "../shared/csrf";
import { backOff } from "../shared/http";
import { unlockSound } from "../shared/sounds";

/** The specialist may open early, move or cancel: found within this time while the page is looked at. */
const REFRESH_EVERY_MS = 30_000;
const RETRY = { first: 2_000, most: REFRESH_EVERY_MS };
const MAX_WAIT_MS = 24 * 3_600_000;

type Enhance = (root: ParentNode) => void;

export function followPersonal(enhance: Enhance): void {
  const section = document.querySelector<HTMLElement>("#personal[data-personal-opens]");
  if (section) follow(section, enhance);
}

function follow(first: HTMLElement, enhance: Enhance): void {
  let section = first;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const announcer = liveRegion(first);
  const skew = skewOf(first);

  const schedule = (): void => {
    clearTimeout(timer);
    if (section.dataset.personalOpens === undefined) return;
    const opens = Date.parse(section.dataset.personalOpens) - Date.now() - skew;
    // A moment later, in case the two clocks differ a little.
    const every = Number(section.dataset.personalEvery) || REFRESH_EVERY_MS;
    const due = opens > 0 ? Math.min(opens + 300, MAX_WAIT_MS) : every;
    timer = setTimeout(refresh, failures > 0 ? backOff(failures, RETRY) : Math.min(due, every));
  };

  const refresh = async (): Promise<void> => {
    const { personalOpens } = section.dataset;
    if (personalOpens === undefined) return;
    if (document.hidden && Date.parse(personalOpens) > Date.now() + skew) return schedule();
    try {
      const requested = section;
      const page = await fetchPage(location.href);
      failures = 0;
      // The client has entered meanwhile: this answer is old.
      if (page && requested === section) replacePage(page);
    } catch {
      failures += 1;
    }
    schedule();
  };

  const replacePage = (page: Document): void => {
    const fresh = page.querySelector<HTMLElement>("#personal");
    if (!fresh) return location.reload();
    if (fresh.dataset.personal === section.dataset.personal) return;
    const hadFocus = section.contains(document.activeElement);
    document.title = page.title;
    if (!page.querySelector("#device-check")) {
      // With its texts: the room brings its own.
      document.querySelector("#device-check")?.remove();
      document.querySelector("#room-texts")?.remove();
    }
    const next = document.importNode(fresh, true);
    section.replaceWith(next);
    section = next;
    enhance(next);
    loadAssets(page);
    announcer.textContent = next.querySelector("h1")?.textContent ?? "";
    if (hadFocus) document.getElementById("content")?.focus({ preventScroll: true });
  };

  const enter = async (form: HTMLFormElement): Promise<void> => {
    const buttons = [...form.querySelectorAll("button")];
    // Within the tap: later the browser would not let this page be heard.
    void unlockSound();
    for (const button of buttons) button.disabled = true;
    form.setAttribute("aria-busy", "true");
    try {
      const body = new FormData(form);
      // It would win over the header, and may be old.
      body.delete("csrfmiddlewaretoken");
      const page = await fetchPage(form.action, { method: "POST", body });
      if (!page) return location.reload();
      replacePage(page);
      // What waits for an answer looks for it sooner than the door did.
      schedule();
      document.getElementById("content")?.focus({ preventScroll: true });
    } catch {
      showError(form, section.dataset.personalFailed ?? "");
    } finally {
      for (const button of buttons) button.disabled = false;
      form.removeAttribute("aria-busy");
    }
  };

  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target as HTMLFormElement;
      if (!form.matches("form[data-enter]") || !section.contains(form)) return;
      event.preventDefault();
      if (form.getAttribute("aria-busy") !== "true") void enter(form);
    },
    { capture: true },
  );
  document.addEventListener("visibilitychange", () => document.hidden || void refresh());
  addEventListener("online", () => void refresh());
  schedule();
}

/** The page behind an address; null where the answer is another page. Throws where there is none. */
async function fetchPage(url: string, request: RequestInit = {}): Promise<Document | null> {
  const asked: RequestInit = {
    cache: "no-store",
    credentials: "same-origin",
    headers: { Accept: "text/html" },
    ...request,
  };
  const response = await (request.method === "POST" ? postWithToken(url, asked) : fetch(url, asked));
  if (response.status >= 500) throw new Error(`The page answered ${response.status}`);
  if (!response.ok) return null;
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

/** Scripts and styles that the new content needs and this page does not have yet. */
function loadAssets(page: Document): void {
  for (const link of page.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"]')) {
    const href = link.getAttribute("href") ?? "";
    if (document.querySelector(`link[href="${CSS.escape(href)}"]`)) continue;
    document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href }));
  }
  for (const script of page.querySelectorAll<HTMLScriptElement>('script[type="module"][src]')) {
    const src = script.getAttribute("src") ?? "";
    if (document.querySelector(`script[src="${CSS.escape(src)}"]`)) continue;
    document.head.append(Object.assign(document.createElement("script"), { type: "module", src }));
  }
}

function showError(form: HTMLFormElement, words: string): void {
  let region = form.querySelector<HTMLElement>("[role=alert]");
  if (!region) {
    region = document.createElement("p");
    region.setAttribute("role", "alert");
    form.append(region);
  }
  region.textContent = words;
}

function skewOf(section: HTMLElement): number {
  const drawn = Date.parse(section.dataset.personalNow ?? "");
  return Number.isNaN(drawn) ? 0 : drawn - Date.now();
}

function liveRegion(section: HTMLElement): HTMLElement {
  const region = document.createElement("div");
  region.className = "hidden";
  region.setAttribute("aria-live", "polite");
  section.before(region);
  return region;
}
