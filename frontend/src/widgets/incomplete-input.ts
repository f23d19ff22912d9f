/**
 * A date, time or number that is typed by half would be sent as nothing, and what was typed be lost. All other
 * mistakes are the server's to name; these the browser alone knows, so it says them.
 */
export function blockIncompleteInput(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented || form.method !== "post") return;
    const half = [...form.elements].find(isIncomplete);
    if (!half) return;
    event.preventDefault();
    for (let around = half.closest("details"); around; around = around.parentElement?.closest("details") ?? null)
      around.open = true;
    half.reportValidity();
  });
}

function isIncomplete(element: Element): element is HTMLInputElement {
  return element instanceof HTMLInputElement && element.validity.badInput;
}
