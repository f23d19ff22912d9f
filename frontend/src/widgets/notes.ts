/**
 * `<form data-notes="/save/">`: a text that is saved while somebody types. Works as a plain form without this.
 *
 * What is not saved yet is kept in this tab (sessionStorage), over reloads and lost networks, until it is. A text
 * that was changed elsewhere is never overwritten: both are shown, and the person chooses what goes on.
 */
import { backOff } from "../shared/http";
import { type Draft, forget, keep, kept } from "./notes-draft";
import { type Standing, save } from "./notes-save";

const QUIET_MS = 2_000;
/** Somebody who never pauses is saved all the same. */
const LONGEST_MS = 10_000;
const AGAIN = { first: 2_000, most: 20_000 };

export function saveNotes(root: ParentNode): void {
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-notes]")) watch(form);
  // On a phone the note would cover the picture of who one talks to.
  const isNarrow = matchMedia("(max-width: 56rem)").matches;
  for (const sheet of root.querySelectorAll<HTMLDetailsElement>("[data-notes-sheet]")) sheet.open = !isNarrow;
}

function watch(form: HTMLFormElement): void {
  const area = form.querySelector("textarea");
  const version = form.querySelector<HTMLInputElement>("input[name=version]");
  const place = form.querySelector<HTMLElement>("[data-notes-state]");
  if (area && version && place) new DraftEditor(form, area, version, place).begin();
}

class DraftEditor {
  private readonly url: string;
  private saved: string;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** A text that the server will not have: only another one is worth sending. */
  private refused: string | null = null;
  private waitingSince = 0;
  private failures = 0;
  private saving: Promise<void> | null = null;
  /** What stands on the server, while it is not decided which text goes on. */
  private theirs: Standing | null = null;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly area: HTMLTextAreaElement,
    private readonly version: HTMLInputElement,
    private readonly place: HTMLElement,
  ) {
    this.url = form.dataset.notes ?? "";
    this.saved = area.value;
  }

  begin(): void {
    this.takeUp(kept(this.url));
    this.area.addEventListener("input", () => this.typed());
    addEventListener("online", () => this.area.isConnected && this.unsaved() && this.plan(0));
    // A page that closes has no time to wait for an answer; the draft stays until the next page compares.
    addEventListener("pagehide", () => this.closing());
    this.form.addEventListener("submit", (event) => this.submitted(event));
    const choices = { both: "[data-notes-both]", mine: "[data-notes-mine]", theirs: "[data-notes-use]" } as const;
    for (const [choice, selector] of Object.entries(choices) as [keyof typeof choices, string][])
      this.form.querySelector(selector)?.addEventListener("click", () => this.chose(choice));
    const shown = this.form.querySelector<HTMLElement>("[data-notes-other]:not([hidden]) [data-notes-theirs]");
    // The page came back from a save without this script, with both texts on it.
    if (shown) this.disagree({ version: this.base(), saved: "", text: shown.textContent ?? "" });
  }

  /** What this tab had not saved when its page was left. */
  private takeUp(draft: Draft | null): void {
    if (!draft) return;
    if (draft.text === this.saved) return forget(this.url);
    const standing = { version: this.base(), saved: "", text: this.saved };
    this.area.value = draft.text;
    if (draft.version === standing.version) return this.plan(0);
    this.disagree(standing);
  }

  private typed(): void {
    this.remember();
    if (this.theirs) return;
    if (!this.waitingSince) this.waitingSince = Date.now();
    if (this.failures === 0) this.say("typing");
    this.plan(Math.min(QUIET_MS, Math.max(0, this.waitingSince + LONGEST_MS - Date.now())));
  }

  private closing(): void {
    if (this.area.isConnected && this.unsaved() && !this.theirs) void save(this.url, this.draft(), true);
  }

  private plan(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.send(), ms);
  }

  private async send(): Promise<void> {
    if (this.saving || this.theirs || !this.unsaved()) return;
    this.waitingSince = 0;
    if (this.failures === 0) this.say("saving");
    this.saving = this.attempt(this.draft());
    await this.saving;
    this.saving = null;
    if (this.unsaved() && !this.theirs && this.failures === 0) this.plan(QUIET_MS);
  }

  private async attempt(draft: Draft): Promise<void> {
    const answer = await save(this.url, draft);
    if (answer.kind === "changed") return this.disagree(answer.standing);
    if (answer.kind === "saved") return this.stands(draft.text, answer.version, answer.saved);
    if (answer.kind === "refused") {
      this.refused = draft.text;
      this.place.textContent = answer.words;
      return;
    }
    this.failures += 1;
    this.say(answer.kind === "away" ? "away" : "trying");
    this.plan(backOff(this.failures, AGAIN));
  }

  private stands(text: string, version: number, at: string): void {
    this.failures = 0;
    this.saved = text;
    this.version.value = String(version);
    if (this.unsaved()) this.remember();
    else forget(this.url);
    this.place.textContent = (this.form.dataset.notesSaved ?? "").replace("{time}", at);
  }

  /** Somebody changed the text elsewhere: show it beside this one, and save nothing until there is a choice. */
  private disagree(standing: Standing): void {
    this.theirs = standing;
    this.remember();
    this.say("changed");
    const other = this.form.querySelector<HTMLElement>("[data-notes-other]");
    const words = other?.querySelector<HTMLElement>("[data-notes-theirs]");
    if (!other || !words) return;
    words.textContent = standing.text;
    other.hidden = false;
    other.querySelector<HTMLElement>("[data-notes-choice]")?.removeAttribute("hidden");
  }

  private chose(choice: "both" | "mine" | "theirs"): void {
    if (!this.theirs) return;
    const { text, version } = this.theirs;
    this.theirs = null;
    this.saved = text;
    this.version.value = String(version);
    if (choice === "theirs") this.area.value = text;
    if (choice === "both") this.area.value = `${text}\n\n${this.area.value}`.trim();
    const other = this.form.querySelector<HTMLElement>("[data-notes-other]");
    if (other) other.hidden = true;
    this.area.focus();
    if (this.unsaved()) return this.typed();
    forget(this.url);
    this.place.textContent = "";
  }

  /** A button of the form: let the save that is under way end first, for it raises the version. */
  private submitted(event: SubmitEvent): void {
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
    if (this.theirs) return;
    this.saving = this.attempt(this.draft());
    await this.saving;
    this.saving = null;
  }

  private unsaved = (): boolean => this.area.value !== this.saved && this.area.value !== this.refused;
  private base = (): number => Number(this.version.value);
  private draft = (): Draft => ({ text: this.area.value, version: this.base() });
  private remember = (): void => keep(this.url, this.draft());

  private say(what: "typing" | "saving" | "trying" | "away" | "changed"): void {
    const words = { typing: "notesTyping", saving: "notesSaving", trying: "notesTrying", away: "notesAway" } as const;
    const key = what === "changed" ? "notesChanged" : words[what];
    const text = this.form.dataset[key] ?? "";
    if (this.place.textContent !== text) this.place.textContent = text;
  }
}
