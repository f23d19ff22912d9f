/** The CSRF token of this page. A sign-in in the same browser changes the secret behind it; then a fresh one is fetched. */

const TIMEOUT_MS = 5_000;
let refreshing: Promise<boolean> | null = null;

export function csrfToken(): string {
  return meta()?.content ?? "";
}

/**
 * POST with the page's token. Where the server refuses the token, a fresh one is fetched and the request repeated once.
 * Rejects as `fetch` does.
 */
export async function postWithToken(url: string, request: RequestInit): Promise<Response> {
  const token = csrfToken();
  const response = await send(url, request, token);
  if (!(await isTokenRefused(response))) return response;
  // Another request may have fetched a fresh one meanwhile.
  if (token === csrfToken() && !(await refreshToken())) return response;
  return send(url, request, csrfToken());
}

function send(url: string, request: RequestInit, token: string): Promise<Response> {
  const headers = { ...(request.headers as Record<string, string>), "X-CSRFToken": token };
  return fetch(url, { ...request, method: "POST", credentials: "same-origin", headers });
}

async function isTokenRefused(response: Response): Promise<boolean> {
  if (response.status !== 403 || response.redirected) return false;
  try {
    return ((await response.clone().json()) as { code?: unknown } | null)?.code === "csrf";
  } catch {
    // A page: it says why to people only. One more try does no harm.
    return true;
  }
}

/** Fetch the token of this browser; however many ask for it, once at a time. */
function refreshToken(): Promise<boolean> {
  refreshing ??= fetchToken().finally(() => (refreshing = null));
  return refreshing;
}

async function fetchToken(): Promise<boolean> {
  const url = meta()?.dataset.fresh;
  if (!url) return false;
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), TIMEOUT_MS);
  try {
    const headers = { Accept: "application/json" };
    const response = await fetch(url, {
      headers,
      cache: "no-store",
      credentials: "same-origin",
      signal: timeout.signal,
    });
    const { token } = (await response.json()) as { token?: unknown };
    if (!response.ok || typeof token !== "string" || token === "") return false;
    useToken(token);
    return true;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

/** From now on, in scripts and in the page's plain forms. */
function useToken(token: string): void {
  meta()?.setAttribute("content", token);
  for (const field of document.querySelectorAll<HTMLInputElement>('input[name="csrfmiddlewaretoken"]'))
    field.value = token;
}

function meta(): HTMLMetaElement | null {
  return document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]');
}
