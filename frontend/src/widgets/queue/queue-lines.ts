/**
 * The lines of the queue's fragment. Each carries in data-queue-line what names it as it is now; their outermost element
 * carries in data-queue-order what all lines are, in order. The server sends those that a page does not show yet; what
 * stays is not touched, so that its focus and whatever is open in it stay, too.
 */

const LINE = "[data-queue-line]";
const LINES = "[data-queue-order]";

/** What a page shows now. */
export function shownLines(element: HTMLElement): string[] {
  return linesOf(element).map(nameOf);
}

/**
 * Show the fragment `html`. False where it takes a line for shown that is not: then all of them are to be asked for.
 */
export function showLines(element: HTMLElement, html: string): boolean {
  const template = document.createElement("template");
  template.innerHTML = html;
  const fresh = template.content.querySelector<HTMLElement>(LINES);
  const shown = element.querySelector<HTMLElement>(LINES);
  const known = new Map([...linesOf(element), ...(fresh ? linesOf(fresh) : [])].map((line) => [nameOf(line), line]));
  const order = (fresh?.dataset.queueOrder ?? "").split(" ").filter((name) => name !== "");
  const lines = order.flatMap((name) => known.get(name) ?? []);
  if (lines.length !== order.length) return false;
  const focus = element.contains(document.activeElement) ? document.activeElement : null;
  if (!fresh || !shown) element.replaceChildren(template.content);
  else {
    for (const { name, value } of fresh.attributes) shown.setAttribute(name, value);
    arrange(shown, lines);
  }
  // Its line was drawn anew or moved: the same button is another one, or has lost its focus.
  if (focus?.id && document.activeElement !== focus)
    element.querySelector<HTMLElement>(`#${CSS.escape(focus.id)}`)?.focus();
  return true;
}

/** Only what is new or stands elsewhere now is moved: an element that is moved loses its focus. */
function arrange(parent: HTMLElement, lines: readonly HTMLElement[]): void {
  const staying = new Set(lines);
  for (const line of linesOf(parent)) if (!staying.has(line)) line.remove();
  let place = parent.firstElementChild;
  for (const line of lines) {
    if (line === place) place = place.nextElementSibling;
    else parent.insertBefore(line, place);
  }
}

function linesOf(element: HTMLElement): HTMLElement[] {
  return [...element.querySelectorAll<HTMLElement>(LINE)];
}

function nameOf(line: HTMLElement): string {
  return line.dataset.queueLine ?? "";
}
