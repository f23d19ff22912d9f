/** Requests to our own server: JSON out, JSON in, problems as one error class. */
import { postWithToken } from "./csrf";
import { isSessionCode, noteAnswer } from "./session";

/** The server answered, and said no. `code` is for programs, `detail` is a sentence for people. */
export class ProblemError extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;

  constructor(status: number, code: string, detail: string) {
    super(detail || `${status} ${code}`);
    this.name = "ProblemError";
    this.status = status;
    this.code = code;
    this.detail = detail;
  }
}

export interface PostOptions {
  signal?: AbortSignal;
  /** Let the request outlive the page. */
  keepalive?: boolean;
  /** The server does the same thing once, however often it is told: safe to repeat when no answer came. */
  idempotent?: boolean;
}

const TRIES = 4;
const TIMEOUT_MS = 12_000;

/** POST `body` as JSON. Returns the answer's JSON, or null for 204. Throws `ProblemError`, or the network's own error. */
export async function postJson<T = unknown>(url: string, body: unknown, options: PostOptions = {}): Promise<T | null> {
  const request: RequestInit = {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify(body),
    keepalive: options.keepalive ?? false,
  };
  const tries = options.idempotent ? TRIES : 1;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await answer<T>(url, request, options.signal);
    } catch (error) {
      if (attempt >= tries || options.signal?.aborted || !isWorthRepeating(error)) throw error;
      await pause(backOff(attempt, { first: 400, most: 3_000 }), options.signal);
    }
  }
}

/** GET JSON, never from a cache. Throws `ProblemError`, or the network's own error. */
export async function getJson<T = unknown>(url: string, signal?: AbortSignal): Promise<T | null> {
  return answer<T>(url, { headers: { Accept: "application/json" }, cache: "no-store" }, signal);
}

/** Milliseconds to wait before the next try: doubling, with a little chance so that clients don't return in step. */
export function backOff(attempt: number, range: { first: number; most: number }): number {
  return Math.min(range.first * 2 ** (attempt - 1), range.most) * (0.8 + Math.random() * 0.2);
}

/** Resolve after `ms`, or reject at once when `signal` is aborted. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    if (signal?.aborted) stop();
    else signal?.addEventListener("abort", stop, { once: true });
  });
}

async function answer<T>(url: string, request: RequestInit, signal?: AbortSignal): Promise<T | null> {
  // By hand: iPhones before iOS 17.4 have no AbortSignal.any.
  const abort = new AbortController();
  const stop = (): void => abort.abort(signal?.reason);
  const timer = setTimeout(() => abort.abort(new Error(`No answer from ${url}`)), TIMEOUT_MS);
  if (signal?.aborted) stop();
  signal?.addEventListener("abort", stop);
  try {
    const init: RequestInit = { ...request, credentials: "same-origin", signal: abort.signal };
    const response = await (request.method === "POST" ? postWithToken(url, init) : fetch(url, init));
    if (!response.ok || response.redirected) throw await problem(response);
    noteAnswer("");
    return response.status === 204 ? null : ((await response.json()) as T);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}

async function problem(response: Response): Promise<ProblemError> {
  // Scripts are sent nowhere but to the sign-in page.
  if (response.redirected) noteAnswer("signed_out");
  if (response.redirected) return new ProblemError(401, "signed_out", "");
  let body: { code?: unknown; detail?: unknown } = {};
  try {
    body = (await response.json()) as typeof body;
  } catch {
    // A proxy's HTML page, or nothing at all: the status is all there is to know.
  }
  const text = (value: unknown): string => (typeof value === "string" ? value : "");
  if (text(body?.code)) noteAnswer(text(body?.code));
  return new ProblemError(response.status, text(body?.code), text(body?.detail));
}

function isWorthRepeating(error: unknown): boolean {
  return !(error instanceof ProblemError) || error.status >= 500;
}

/** Whether what was refused may be accepted later, as it is: the server is away or busy, or somebody has to sign in. */
export function mayPassLater(error: unknown): boolean {
  if (isWorthRepeating(error)) return true;
  const { status, code } = error as ProblemError;
  return status === 429 || code === "csrf" || isSessionCode(code);
}
