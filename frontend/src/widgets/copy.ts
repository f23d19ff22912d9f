/** `<button data-copy="text" data-copy-said="Copied" data-copy-failed="…">`: copies, and says whether it did. */

const SHOWN_MS = 2_500;

export function copyOnClick(): void {
  document.addEventListener("click", (event) => {
    const button = (event.target as Element | null)?.closest<HTMLElement>("[data-copy]");
    if (button) void copy(button);
  });
}

async function copy(button: HTMLElement): Promise<void> {
  const done = await write(button.dataset.copy ?? "");
  const words = done ? button.dataset.copySaid : button.dataset.copyFailed;
  if (words) showStatus(button, words);
}

async function write(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return writeTheOldWay(text);
  }
}

/** Plain http on a practice's own network has no clipboard interface. */
function writeTheOldWay(text: string): boolean {
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "hidden";
  const before = document.activeElement;
  document.body.append(field);
  field.select();
  const done = typeof document.execCommand === "function" && document.execCommand("copy");
  field.remove();
  if (before instanceof HTMLElement) before.focus();
  return done;
}

function showStatus(button: HTMLElement, words: string): void {
  let status = button.nextElementSibling;
  if (!status?.matches("[data-copy-status]")) {
    status = document.createElement("span");
    status.className = "muted";
    status.setAttribute("role", "status");
    status.setAttribute("data-copy-status", "");
    button.after(status);
  }
  const region = status;
  // A live region speaks when its text changes after it is there.
  setTimeout(() => (region.textContent = words));
  setTimeout(() => (region.textContent = ""), SHOWN_MS);
}
