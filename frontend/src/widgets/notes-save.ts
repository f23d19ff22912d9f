/** One attempt to save a text, and what became of it. */
import { csrfToken } from "../shared/http";
import type { Draft } from "./notes-draft";

/** A text as it stands on the server. */
export interface Standing {
  readonly version: number;
  readonly saved: string;
  readonly text: string;
}

export type Answer =
  | { kind: "saved"; version: number; saved: string }
  | { kind: "changed"; standing: Standing }
  /** The server will not have this text; `words` say why. */
  | { kind: "refused"; words: string }
  /** Nobody is signed in any more. */
  | { kind: "away" }
  | { kind: "lost" };

const PATIENCE_MS = 12_000;

/** Save the text. `closing`: the page is going, and nobody will read the answer. Never rejects. */
export async function save(url: string, draft: Draft, closing = false): Promise<Answer> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrfToken() },
      body: JSON.stringify(draft),
      credentials: "same-origin",
      keepalive: closing,
      signal: patience.signal,
    });
    return await understood(response);
  } catch {
    return { kind: "lost" };
  } finally {
    clearTimeout(timer);
  }
}

async function understood(response: Response): Promise<Answer> {
  if (response.redirected || response.status === 403) return { kind: "away" };
  if (response.status >= 500) return { kind: "lost" };
  const told = (await response.json()) as Partial<Standing> & { code?: string; detail?: string };
  const { version = 0, saved = "" } = told;
  if (response.ok) return { kind: "saved", version, saved };
  if (told.code === "changed_elsewhere")
    return { kind: "changed", standing: { version, saved, text: told.text ?? "" } };
  return { kind: "refused", words: told.detail ?? "" };
}
