/**
 * `<div data-proof-of-work>` in a form: its hidden field holds a challenge, which is solved while people type.
 *
 * Nobody is told unless they are quicker: then the form waits, says `data-proof-busy`, and is sent by itself.
 * A browser that cannot compute shows `[data-proof-wait]`: the server then goes by the age of the challenge.
 */
import { type Challenge, type Solution, solve } from "./solve";

interface Payload {
  challenge: Challenge;
  solution: Solution;
}

/** `subtle` is missing on pages that came in the clear. */
export function proveWork(root: ParentNode, subtle: SubtleCrypto | undefined): void {
  for (const box of root.querySelectorAll<HTMLElement>("[data-proof-of-work]")) prove(box, subtle);
}

function prove(box: HTMLElement, subtle: SubtleCrypto | undefined): void {
  const field = box.querySelector<HTMLInputElement>("input");
  const form = field?.form;
  if (!field || !form) return;
  const payload = JSON.parse(atob(field.value)) as Payload;
  // A form that came back with a mistake has its solution still.
  if (payload.solution.derivedKey) return;
  if (!subtle) return showWait(box);

  const status = box.querySelector<HTMLElement>("[data-proof-status]");
  let isOver = false;
  let isWanted = false;
  let pressed: HTMLElement | null = null;
  form.addEventListener("submit", (event) => {
    if (isOver) return;
    event.preventDefault();
    isWanted = true;
    pressed = event.submitter;
    if (status) status.textContent = box.dataset.proofBusy ?? "";
  });

  solve(payload.challenge, subtle)
    .then((solution) => {
      field.value = btoa(JSON.stringify({ ...payload, solution }));
    })
    .catch(() => showWait(box))
    .finally(() => {
      isOver = true;
      if (status) status.textContent = "";
      if (isWanted) form.requestSubmit(pressed);
    });
}

function showWait(box: HTMLElement): void {
  const wait = box.querySelector<HTMLElement>("[data-proof-wait]");
  if (wait) wait.hidden = false;
}
