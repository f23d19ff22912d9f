/** What the server tells this page: the event stream, and now and then the state, for what the stream missed. */
import { type LiveStream, openLive } from "../../shared/live";
import type { LiveEvent } from "../../shared/live-event";
import type { RoomConfig } from "../config";
import type { RoomApi, ServerState } from "./api";

/** Finds what the event stream missed, and the place in the queue. */
const REFRESH_EVERY_MS = 10_000;
/** Most connections are made by then. */
const URGENT_AFTER_MS = 1_500;
/** What is not made by then needs no haste any more. */
const URGENT_FOR_MS = 60_000;

export interface EventFeedListener {
  /** `past` events happened before the page was drawn. */
  onEvent(event: LiveEvent, past: boolean): void;
  onState(state: ServerState): void;
  /** Whether the server answers. */
  onHealth(answering: boolean): void;
  /** Whether this page still wants to know. */
  isWanted(): boolean;
}

export class EventFeed {
  private readonly config: RoomConfig;
  private readonly api: RoomApi;
  private readonly listener: EventFeedListener;
  private live: LiveStream | null = null;
  private urgentLater: ReturnType<typeof setTimeout> | undefined;
  private urgentUntil: ReturnType<typeof setTimeout> | undefined;
  private isPatient = false;
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(config: RoomConfig, api: RoomApi, listener: EventFeedListener) {
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
      onHealth: (answering) => this.healthChanged(answering),
    });
    this.timer = setInterval(() => this.listener.isWanted() && void this.refresh(), REFRESH_EVERY_MS);
    void this.refresh();
  }

  /** Ask more often while something is being set up: after a moment, or at once where a path broke. */
  setUrgent(on: boolean, atOnce: boolean): void {
    clearTimeout(this.urgentLater);
    if (!on) {
      clearTimeout(this.urgentUntil);
      this.urgentUntil = undefined;
      this.isPatient = false;
      return this.live?.setUrgent(false);
    }
    if (this.isPatient) return;
    this.urgentUntil ??= setTimeout(() => this.becomePatient(), URGENT_FOR_MS);
    if (atOnce) return this.live?.setUrgent(true);
    this.urgentLater = setTimeout(() => this.live?.setUrgent(true), URGENT_AFTER_MS);
  }

  private becomePatient(): void {
    this.isPatient = true;
    clearTimeout(this.urgentLater);
    this.live?.setUrgent(false);
  }

  async refresh(): Promise<void> {
    try {
      const state = await this.api.state();
      if (state) this.listener.onState(state);
    } catch {
      // Asked again soon; whether the server answers at all is shown by the stream.
    }
  }

  close(): void {
    this.live?.close();
    this.live = null;
    clearInterval(this.timer);
    clearTimeout(this.urgentLater);
    clearTimeout(this.urgentUntil);
  }

  private healthChanged(answering: boolean): void {
    this.listener.onHealth(answering);
    if (answering) void this.refresh();
  }
}
