/** One attempt to save a text, and what became of it. */
import { postWithToken } from "../../shared/csrf";
import type { Draft } from "./notes-draft";

/** A text as it stands on the server. */
export interface ServerText {
  readonly version: number;
  readonly saved: string;
  readonly text: string;
}

export type Answer =
  | { kind: "saved"; version: number; saved: string }
  | { kind: "changed"; server: ServerText }
  /** The server will not have this text; `words` say why. */
  | { kind: "refused"; words: string }
  /** Nobody is signed in any more. */
  | { kind: "signedOut" }
  | { kind: "lost" };

const TIMEOUT_MS = 12_000;

/** Save the text. `closing`: the page is going, and nobody will read the answer. Never rejects. */
export async function save(url: string, draft: Draft, closing = false): Promise<Answer> {
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), TIMEOUT_MS);
  try {
    const response = await postWithToken(url, {
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify(draft),
      keepalive: closing,
      signal: timeout.signal,
    });
    return await parseAnswer(response);
  } catch {
    return { kind: "lost" };
  } finally {
    clearTimeout(timer);
  }
}

async function parseAnswer(response: Response): Promise<Answer> {
  if (response.redirected || response.status === 401 || response.status === 403) return { kind: "signedOut" };
  if (response.status >= 500) return { kind: "lost" };
  const body = (await response.json()) as Partial<ServerText> & { code?: string; detail?: string };
  const { version = 0, saved = "" } = body;
  if (response.ok) return { kind: "saved", version, saved };
  if (body.code === "changed_elsewhere") return { kind: "changed", server: { version, saved, text: body.text ?? "" } };
  return { kind: "refused", words: body.detail ?? "" };
}
