/**
 * `<form data-keep-typed>`: what was typed is still there after another language was chosen.
 *
 * The page is loaded anew for that. The words wait in this tab for that one load and are forgotten at the next
 * page, whichever it is: they may be about somebody's health.
 */
import { tabStorage } from "../shared/storage";

const KEY = "typed before another language";
const NEVER = ["password", "hidden", "file"];

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

export function keepTyped(root: Document): void {
  const stored = tabStorage.get(KEY);
  tabStorage.remove(KEY);
  if (stored) restore(root, JSON.parse(stored) as { page: string; typed: Record<string, string> });
  root.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented || !form.closest(".language")) return;
    const typed = Object.fromEntries(
      fields(root)
        .filter(isTyped)
        .map((field) => [field.id, value(field)]),
    );
    tabStorage.set(KEY, JSON.stringify({ page: location.pathname, typed }));
  });
}

function restore(root: Document, stored: { page: string; typed: Record<string, string> }): void {
  if (stored.page !== location.pathname) return;
  for (const field of fields(root)) {
    const typed = stored.typed[field.id];
    if (typed === undefined || typed === value(field)) continue;
    if (isCheckable(field)) field.checked = typed === "on";
    else field.value = typed;
    // What was typed in a fold is not lost, and is not to look so either.
    const fold = field.closest("details");
    if (fold) fold.open = true;
  }
}

function fields(root: Document): Field[] {
  return [...root.querySelectorAll<Field>("form[data-keep-typed] :is(input, select, textarea)[id]")].filter(
    (field) => !NEVER.includes(field.type),
  );
}

/**
 * What a list offers first may depend on the language; only another choice is one. In a form that came back with
 * a mistake the server has drawn the choice itself.
 */
function isTyped(field: Field): boolean {
  if (!(field instanceof HTMLSelectElement) || field.form?.querySelector(".problems, .wrong")) return true;
  const offered = [...field.options].findIndex((option) => option.defaultSelected);
  return field.selectedIndex !== Math.max(offered, 0);
}

function isCheckable(field: Field): field is HTMLInputElement {
  return field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type);
}

function value(field: Field): string {
  return isCheckable(field) ? (field.checked ? "on" : "") : field.value;
}
