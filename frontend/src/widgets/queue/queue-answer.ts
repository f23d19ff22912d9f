/**
 * During a call the bar of those who wait sends its answer without leaving the page, which would hang up: a form with
 * data-in-call, whose button carries `minutes`.
 */
import { postJson } from "../../shared/http";

export function answerOverCall(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (!form.matches("[data-in-call]") || !document.querySelector(".call")) return;
    event.preventDefault();
    const button = event.submitter as HTMLButtonElement | null;
    if (button) void answer(form, button);
  });
}

async function answer(form: HTMLFormElement, button: HTMLButtonElement): Promise<void> {
  button.disabled = true;
  try {
    // The bar is refreshed by the event, as on every other page.
    await postJson(form.action, { minutes: Number(button.value), text: "" });
  } catch {
    button.disabled = false;
  }
}
