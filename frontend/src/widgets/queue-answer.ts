/**
 * Over a call the bar of those who wait answers in place: a form with data-in-call (`minutes` by its button) is sent
 * without leaving the page, for leaving it would hang up.
 */
import { postJson } from "../shared/http";

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
    // The bar hears of it, and shows who has been answered as every other page does.
    await postJson(form.action, { minutes: Number(button.value), text: "" });
  } catch {
    button.disabled = false;
  }
}
