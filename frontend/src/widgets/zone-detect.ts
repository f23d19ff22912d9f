/**
 * Show times in the visitor's own zone: `<form data-zone-form>` with `<select name="zone">`.
 *
 * `data-zone-form="settled"`: the page knows whose times it shows, so the browser is not asked.
 */
import { tabStorage } from "../shared/storage";

const GUARD = "zone asked for";

/** Reload once in the browser's zone when the address names none; a choice is sent at once. */
export function detectZone(root: ParentNode): void {
  const form = root.querySelector<HTMLFormElement>("form[data-zone-form]");
  const select = form?.querySelector<HTMLSelectElement>('select[name="zone"]');
  if (!form || !select) return;
  for (const hidden of form.querySelectorAll<HTMLElement>("[data-js-hide]")) hidden.hidden = true;
  select.addEventListener("change", () => form.requestSubmit());

  if (form.dataset.zoneForm === "settled") return;
  const here = new URL(location.href);
  if (here.searchParams.has("zone")) {
    tabStorage.remove(GUARD);
    return;
  }
  // Chromium may report an old name such as Europe/Kiev; the server knows which zone it means.
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!zone || zone === select.value) return;
  // Should the server drop the parameter, one try is enough.
  if (tabStorage.get(GUARD) === here.pathname || !tabStorage.set(GUARD, here.pathname)) return;
  here.searchParams.set("zone", zone);
  location.replace(here.href);
}
