/** A form that was sent is not sent again by an impatient second press. The button may say so: `data-sending="Sending…"`. */

const UNLOCK_AFTER_MS = 15_000;
const SENT = "[data-sent]";

export function submitOnce(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent !== undefined) return event.preventDefault();
    form.dataset.sent = "";
    // After the browser has read the form: a disabled button's own name and value would not be sent.
    setTimeout(() => lock(form, event.submitter));
    // An answer that leaves the page in place (a download, a stopped load) must not leave it dead.
    setTimeout(() => unlock(form), UNLOCK_AFTER_MS);
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll<HTMLFormElement>(SENT).forEach(unlock);
  });
}

function lock(form: HTMLFormElement, pressed: HTMLElement | null): void {
  form.setAttribute("aria-busy", "true");
  for (const button of buttons(form)) button.disabled = true;
  const words = pressed?.dataset.sending ?? form.dataset.sending;
  if (!pressed || !words) return;
  pressed.dataset.before = pressed.textContent ?? "";
  pressed.textContent = words;
}

function unlock(form: HTMLFormElement): void {
  delete form.dataset.sent;
  form.removeAttribute("aria-busy");
  for (const button of buttons(form)) {
    button.disabled = false;
    if (button.dataset.before !== undefined) button.textContent = button.dataset.before;
    delete button.dataset.before;
  }
}

function buttons(form: HTMLFormElement): HTMLButtonElement[] {
  return [...form.elements].filter((element) => element instanceof HTMLButtonElement);
}
