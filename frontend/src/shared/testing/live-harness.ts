/** For tests: a stream that a page follows by socket and by asking, in fake time. */
import { vi } from "vitest";
import { type LiveStream, openLive } from "../live";
import { FakeServer } from "./fake-server";
import { FakeWebSockets } from "./fake-socket";

export const STREAM = "client:a";

export class LiveHarness {
  readonly server = new FakeServer();
  readonly sockets = new FakeWebSockets();
  /** The id of the stream's last event, as a ticket names it. */
  last = 0;
  /** What the server answers when it is asked. */
  kept: { id: number; kind: string }[] = [];
  readonly heard: [number, string][] = [];
  readonly health: boolean[] = [];
  stream: LiveStream | undefined;

  constructor() {
    vi.useFakeTimers();
    sessionStorage.clear();
    this.server
      .on("GET /events", ({ search }) => {
        const after = Number(new URLSearchParams(search).get("after"));
        const events = this.kept.filter(({ id }) => id > after);
        const last = Math.max(this.last, this.kept.at(-1)?.id ?? 0);
        return { events, cursor: events.at(-1)?.id ?? Math.min(after, last) };
      })
      .on("POST /live", () => ({
        url: "ws://here/live/",
        ticket: `ticket ${this.server.to("POST /live").length}`,
        cursors: { [STREAM]: this.last },
      }));
  }

  /** How often the page has asked for events. */
  get polls(): number {
    return this.server.to("GET /events").length;
  }

  follow(cursor = 0): void {
    this.stream = openLive({
      url: "/events",
      ticketUrl: "/live",
      cursor,
      onEvent: ({ id, kind }) => this.heard.push([id, kind]),
      onHealth: (answering) => this.health.push(answering),
    });
  }

  /** Give signs of life, as the server does, for some seconds. */
  async stayAlive(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second += 6) {
      for (const socket of this.sockets.open) socket.say([]);
      await vi.advanceTimersByTimeAsync(6_000);
    }
  }

  close(): void {
    this.stream?.close();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  }
}
