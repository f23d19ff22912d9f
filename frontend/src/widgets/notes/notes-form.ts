/**
 * `<form data-notes="/save/">`: a text that is saved while somebody types. Works as a plain form without this.
 *
 * What is not saved yet is kept in this tab (sessionStorage), over reloads and lost networks, until it is. A text
 * that was changed elsewhere is never overwritten: both are shown, and the person chooses what goes on.
 */
import { backOff } from "../../shared/http";
import { clearDraft, type Draft, loadDraft, storeDraft } from "./notes-draft";
import { type ServerText, save } from "./notes-save";

const PAUSE_MS = 2_000;
/** Somebody who never pauses is saved all the same. */
const MAX_WAIT_MS = 10_000;
const RETRY = { first: 2_000, most: 20_000 };

export function saveNotes(root: ParentNode): void {
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-notes]")) watch(form);
  // On a phone the note would cover the picture of who one talks to.
  const isNarrow = matchMedia("(max-width: 56rem)").matches;
  for (const sheet of root.querySelectorAll<HTMLDetailsElement>("[data-notes-sheet]")) sheet.open = !isNarrow;
}

function watch(form: HTMLFormElement): void {
  const area = form.querySelector("textarea");
  const version = form.querySelector<HTMLInputElement>("input[name=version]");
  const status = form.querySelector<HTMLElement>("[data-notes-state]");
  if (area && version && status) new DraftEditor(form, area, version, status).start();
}

class DraftEditor {
  private readonly url: string;
  private saved: string;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** A text that the server will not have: only another one is worth sending. */
  private refused: string | null = null;
  private unsavedSince = 0;
  private failures = 0;
  private saving: Promise<void> | null = null;
  /** What stands on the server, while it is not decided which text goes on. */
  private conflict: ServerText | null = null;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly area: HTMLTextAreaElement,
    private readonly version: HTMLInputElement,
    private readonly status: HTMLElement,
  ) {
    this.url = form.dataset.notes ?? "";
    this.saved = area.value;
  }

  start(): void {
    this.restoreDraft(loadDraft(this.url));
    this.area.addEventListener("input", () => this.onInput());
    addEventListener("online", () => this.area.isConnected && this.isUnsaved() && this.schedule(0));
    // A page that closes has no time to wait for an answer; the draft stays until the next page compares.
    addEventListener("pagehide", () => this.saveOnLeave());
    this.form.addEventListener("submit", (event) => this.onSubmit(event));
    const choices = { both: "[data-notes-both]", mine: "[data-notes-mine]", theirs: "[data-notes-use]" } as const;
    for (const [choice, selector] of Object.entries(choices) as [keyof typeof choices, string][])
      this.form.querySelector(selector)?.addEventListener("click", () => this.resolveConflict(choice));
    const shown = this.form.querySelector<HTMLElement>("[data-notes-other]:not([hidden]) [data-notes-theirs]");
    // The page came back from a save without this script, with both texts on it.
    if (shown) this.showConflict({ version: this.baseVersion(), saved: "", text: shown.textContent ?? "" });
  }

  /** What this tab had not saved when its page was left. */
  private restoreDraft(draft: Draft | null): void {
    if (!draft) return;
    if (draft.text === this.saved) return clearDraft(this.url);
    const server = { version: this.baseVersion(), saved: "", text: this.saved };
    this.area.value = draft.text;
    if (draft.version === server.version) return this.schedule(0);
    this.showConflict(server);
  }

  private onInput(): void {
    this.keepDraft();
    if (this.conflict) return;
    if (!this.unsavedSince) this.unsavedSince = Date.now();
    if (this.failures === 0) this.showStatus("typing");
    this.schedule(Math.min(PAUSE_MS, Math.max(0, this.unsavedSince + MAX_WAIT_MS - Date.now())));
  }

  private saveOnLeave(): void {
    if (this.area.isConnected && this.isUnsaved() && !this.conflict) void save(this.url, this.draft(), true);
  }

  private schedule(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.send(), ms);
  }

  private async send(): Promise<void> {
    if (this.saving || this.conflict || !this.isUnsaved()) return;
    this.unsavedSince = 0;
    if (this.failures === 0) this.showStatus("saving");
    this.saving = this.trySave(this.draft());
    await this.saving;
    this.saving = null;
    if (this.isUnsaved() && !this.conflict && this.failures === 0) this.schedule(PAUSE_MS);
  }

  private async trySave(draft: Draft): Promise<void> {
    const answer = await save(this.url, draft);
    if (answer.kind === "changed") return this.showConflict(answer.server);
    if (answer.kind === "saved") return this.markSaved(draft.text, answer.version, answer.saved);
    if (answer.kind === "refused") {
      this.refused = draft.text;
      this.status.textContent = answer.words;
      return;
    }
    this.failures += 1;
    this.showStatus(answer.kind === "signedOut" ? "away" : "trying");
    this.schedule(backOff(this.failures, RETRY));
  }

  private markSaved(text: string, version: number, at: string): void {
    this.failures = 0;
    this.saved = text;
    this.version.value = String(version);
    if (this.isUnsaved()) this.keepDraft();
    else clearDraft(this.url);
    this.status.textContent = (this.form.dataset.notesSaved ?? "").replace("{time}", at);
  }

  /** Somebody changed the text elsewhere: show it beside this one, and save nothing until there is a choice. */
  private showConflict(server: ServerText): void {
    this.conflict = server;
    this.keepDraft();
    this.showStatus("changed");
    const other = this.form.querySelector<HTMLElement>("[data-notes-other]");
    const words = other?.querySelector<HTMLElement>("[data-notes-theirs]");
    if (!other || !words) return;
    words.textContent = server.text;
    other.hidden = false;
    other.querySelector<HTMLElement>("[data-notes-choice]")?.removeAttribute("hidden");
  }

  private resolveConflict(choice: "both" | "mine" | "theirs"): void {
    if (!this.conflict) return;
    const { text, version } = this.conflict;
    this.conflict = null;
    this.saved = text;
    this.version.value = String(version);
    if (choice === "theirs") this.area.value = text;
    if (choice === "both") this.area.value = `${text}\n\n${this.area.value}`.trim();
    const other = this.form.querySelector<HTMLElement>("[data-notes-other]");
    if (other) other.hidden = true;
    this.area.focus();
    if (this.isUnsaved()) return this.onInput();
    clearDraft(this.url);
    this.status.textContent = "";
  }

  /** A button of the form: let the save that is under way end first, for it raises the version. */
  private onSubmit(event: SubmitEvent): void {
    clearTimeout(this.timer);
    const saving = this.saving;
    // Beside a call, leaving the page would hang up.
    if (this.form.closest("[data-beside-call]")) {
      event.preventDefault();
      return void this.saveHere();
    }
    if (!saving) return;
    event.preventDefault();
    const button = event.submitter instanceof HTMLButtonElement ? event.submitter : undefined;
    void saving.then(() => this.form.requestSubmit(button));
  }

  private async saveHere(): Promise<void> {
    await this.saving;
    if (this.conflict) return;
    this.saving = this.trySave(this.draft());
    await this.saving;
    this.saving = null;
  }

  private isUnsaved = (): boolean => this.area.value !== this.saved && this.area.value !== this.refused;
  private baseVersion = (): number => Number(this.version.value);
  private draft = (): Draft => ({ text: this.area.value, version: this.baseVersion() });
  private keepDraft = (): void => storeDraft(this.url, this.draft());

  private showStatus(what: "typing" | "saving" | "trying" | "away" | "changed"): void {
    const words = { typing: "notesTyping", saving: "notesSaving", trying: "notesTrying", away: "notesAway" } as const;
    const key = what === "changed" ? "notesChanged" : words[what];
    const text = this.form.dataset[key] ?? "";
    if (this.status.textContent !== text) this.status.textContent = text;
  }
}
