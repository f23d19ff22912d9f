/** Whether the server still knows who uses this page: a member of staff who is signed in, a client by their link. */

/** The codes by which it says that it does not. */
const ENDED: readonly string[] = ["signed_out", "no_grant"];
/** The client goes on with another device: the page itself, loaded anew, says so. */
const MOVED = "on_another_device";
const listeners = new Set<(ended: boolean) => void>();
let ended = false;

export function isSessionCode(code: string): boolean {
  return ENDED.includes(code);
}

/** Take note of an answer to this page: `code` is empty where the server did what was asked. */
export function noteAnswer(code: string): void {
  if (code === MOVED) location.reload();
  const now = isSessionCode(code);
  if (now === ended) return;
  ended = now;
  for (const listener of listeners) listener(ended);
}

/** Be told of each change; returns how to stop. */
export function onSessionChange(listener: (ended: boolean) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
