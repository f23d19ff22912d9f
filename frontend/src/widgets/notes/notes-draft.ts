/** What a tab has not saved yet: kept in sessionStorage, which ends with the tab and is shared with no other. */
import { tabStorage } from "../../shared/storage";

export interface Draft {
  readonly text: string;
  /** The version that the text was written from. */
  readonly version: number;
}

const name = (url: string): string => `unsaved ${url}`;

export function storeDraft(url: string, draft: Draft): void {
  // Full, or forbidden: the text still stands in its field, and is saved from there.
  tabStorage.set(name(url), JSON.stringify(draft));
}

export function clearDraft(url: string): void {
  tabStorage.remove(name(url));
}

export function loadDraft(url: string): Draft | null {
  try {
    const draft = JSON.parse(tabStorage.get(name(url)) ?? "null") as Partial<Draft> | null;
    if (typeof draft?.text !== "string" || typeof draft.version !== "number") return null;
    return { text: draft.text, version: draft.version };
  } catch {
    return null;
  }
}
