/** For tests: a server behind `fetch`. Routes are "POST /path"; what was asked is kept. */
import { vi } from "vitest";

export interface FakeRequest {
  method: string;
  path: string;
  search: string;
  headers: Headers;
  body: unknown;
  keepalive: boolean;
}

/** JSON to answer, a whole response, or an error for a dead network. */
export type Reply = unknown;
export type Route = (asked: FakeRequest) => Reply;

export class FakeServer {
  readonly asked: FakeRequest[] = [];
  /** Nothing reaches it. */
  isAway = false;
  private readonly routes = new Map<string, Route>();

  constructor() {
    vi.stubGlobal("fetch", (input: string | URL, init: RequestInit = {}) => this.answer(String(input), init));
  }

  on(what: string, route: Route): this {
    this.routes.set(what, route);
    return this;
  }

  to(what: string): FakeRequest[] {
    return this.asked.filter(({ method, path }) => `${method} ${path}` === what);
  }

  private async answer(input: string, init: RequestInit): Promise<Response> {
    const url = new URL(input, location.href);
    const method = init.method ?? "GET";
    const asked: FakeRequest = {
      method,
      path: url.pathname,
      search: url.search,
      headers: new Headers(init.headers),
      body: bodyOf(init),
      keepalive: init.keepalive ?? false,
    };
    this.asked.push(asked);
    if (this.isAway) throw NO_NETWORK;
    const route = this.routes.get(`${method} ${url.pathname}`);
    if (!route) throw new TypeError(`No route for ${method} ${url.pathname}`);
    const reply = await aborted(init.signal, Promise.resolve(route(asked)));
    if (reply instanceof Error) throw reply;
    if (reply instanceof Response) return reply;
    return reply === null ? new Response(null, { status: 204 }) : json(200, reply);
  }
}

/** JSON or the fields of a form. */
function bodyOf({ body }: RequestInit): unknown {
  if (body instanceof URLSearchParams) return Object.fromEntries(body);
  return typeof body === "string" ? JSON.parse(body) : null;
}

export function json(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });
}

export function problem(status: number, code: string): Response {
  return json(status, { status, code, detail: `A sentence about ${code}.` });
}

export const NO_NETWORK = new TypeError("Failed to fetch");
/** A reply that never comes. */
export const SILENCE = new Promise<never>(() => undefined);

function aborted<T>(signal: AbortSignal | null | undefined, work: Promise<T>): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    signal.addEventListener("abort", () => reject(signal.reason as Error));
    work.then(resolve, reject);
  });
}
