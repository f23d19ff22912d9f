/**
 * `<span data-countdown="2026-01-01T12:00:00Z">`: minutes and seconds until then.
 *
 * data-countdown-over    the text at the end
 * data-countdown-said    spoken at each full minute, "{minutes} min left"
 * data-countdown-now     the server's time when it drew the page: corrects a wrong clock
 * data-countdown-reload  reload the page at the end, once
 */

import { formatClock } from "../shared/clock";
import { tabStorage } from "../shared/storage";

const DAY_S = 86_400;

export function runCountdowns(root: ParentNode): void {
  for (const element of root.querySelectorAll<HTMLElement>("[data-countdown]")) run(element);
}

function run(element: HTMLElement): void {
  const end = Date.parse(element.dataset.countdown ?? "");
  if (Number.isNaN(end)) return;
  const drawn = Date.parse(element.dataset.countdownNow ?? "");
  const skew = Number.isNaN(drawn) ? 0 : drawn - Date.now();
  const announcer = announcerFor(element);
  let minute = -1;

  const tick = (): void => {
    if (!element.isConnected) return clearInterval(timer);
    const left = Math.ceil((end - Date.now() - skew) / 1000);
    if (left <= 0) return finish();
    // Days ahead the server's own words ("on Friday") say more than a clock.
    if (left >= DAY_S) return;
    element.textContent = formatClock(left);
    if (Math.ceil(left / 60) === minute) return;
    // The first minute shown is on the page already; only later ones are news.
    if (minute >= 0 && announcer) announcer.textContent = minutesLeftText(element, left);
    minute = Math.ceil(left / 60);
  };

  const finish = (): void => {
    clearInterval(timer);
    const over = element.dataset.countdownOver ?? formatClock(0);
    element.textContent = over;
    if (announcer) announcer.textContent = over;
    if (element.dataset.countdownReload !== undefined) reloadOnce(element.dataset.countdown ?? "");
  };

  const timer = setInterval(tick, 1000);
  element.setAttribute("role", "timer");
  tick();
}

function announcerFor(element: HTMLElement): HTMLElement | null {
  if (!element.dataset.countdownSaid && !element.dataset.countdownOver) return null;
  const announcer = document.createElement("span");
  announcer.className = "hidden";
  announcer.setAttribute("aria-live", "polite");
  element.after(announcer);
  return announcer;
}

function minutesLeftText(element: HTMLElement, left: number): string {
  return (element.dataset.countdownSaid ?? "").replace("{minutes}", String(Math.ceil(left / 60)));
}

function reloadOnce(end: string): void {
  const guard = `reloaded ${location.pathname} ${end}`;
  // What cannot be remembered would be done for ever.
  if (!tabStorage.get(guard) && tabStorage.set(guard, "yes")) location.reload();
}
