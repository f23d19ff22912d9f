/** What the server says to this page: the event stream, and below it the state, for whatever the stream missed. */
import { type LiveStream, openLive } from "../../shared/live";
import type { LiveEvent } from "../../shared/live-event";
import type { RoomConfig } from "../config";
import type { RoomApi, ServerState } from "./api";

/** The event stream is quick; this is the net below it, and where the place in the queue comes from. */
const ASK_EVERY_MS = 10_000;
/** What is set up usually is by then, without asking. */
const PATIENCE_MS = 1_500;

export interface Listener {
  /** `past` events happened before the page was drawn. */
  onEvent(event: LiveEvent, past: boolean): void;
  onTold(told: ServerState): void;
  /** Whether the server answers. */
  onHealth(answering: boolean): void;
  /** Whether this page still wants to know. */
  wants(): boolean;
}

export class Ear {
  private readonly config: RoomConfig;
  private readonly api: RoomApi;
  private readonly listener: Listener;
  private live: LiveStream | null = null;
  private patience: ReturnType<typeof setTimeout> | undefined;
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(config: RoomConfig, api: RoomApi, listener: Listener) {
    this.config = config;
    this.api = api;
    this.listener = listener;
  }

  open(): void {
    this.live = openLive({
      url: this.config.urls.events,
      ticketUrl: this.config.urls.live,
      cursor: this.config.cursor,
      onEvent: (event, past) => this.listener.onEvent(event, past),
      onHealth: (answering) => this.health(answering),
    });
    this.timer = setInterval(() => this.listener.wants() && void this.ask(), ASK_EVERY_MS);
    void this.ask();
  }

  /** Listen more closely while something is being set up: after a moment, or at once where a path broke. */
  hurry(on: boolean, atOnce: boolean): void {
    clearTimeout(this.patience);
    if (on && !atOnce) this.patience = setTimeout(() => this.live?.hurry(true), PATIENCE_MS);
    else this.live?.hurry(on);
  }

  async ask(): Promise<void> {
    try {
      const told = await this.api.state();
      if (told) this.listener.onTold(told);
    } catch {
      // Asked again soon; whether the server answers at all is shown by the stream.
    }
  }

  close(): void {
    this.live?.close();
    this.live = null;
    clearInterval(this.timer);
    clearTimeout(this.patience);
  }

  private health(answering: boolean): void {
    this.listener.onHealth(answering);
    if (answering) void this.ask();
  }
}
