/**
 * A date, time or number that is typed only in part would be sent as empty, and lost. The server names all other
 * mistakes; only the browser knows of these, so the form is not sent and the browser names them.
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
