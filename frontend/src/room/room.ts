/** The room of one page: what the server and the person do comes in; state, devices and pictures come out. */
import type { LiveEvent } from "../shared/live-event";
import { admittedAt, type RoomConfig } from "./config";
import type { MediaState, RemoteStreams } from "./drivers/port";
import type { LocalMedia } from "./media/local-media";
import { Own } from "./media/local-participant";
import { counterpart, type Party } from "./party";
import { RoomApi } from "./session/api";
import { Memory } from "./session/call-preferences";
import { type Drivers, Place } from "./session/call-session";
import { Chat } from "./session/chat";
import { Ear } from "./session/event-feed";
import type { Refusal } from "./session/join";
import { beatOf, Presence } from "./session/presence";
import { ASKED_ABOUT, roomEvent } from "./session/room-events";
import type { Seat } from "./session/seat";
import { Arriving } from "./session/seat-request";
import { Awake } from "./session/wake-lock";
import { first, isConnecting, isFinished, isHere, isLost, next, type RoomEvent, type RoomState } from "./state";

export type Trouble = "end" | "admit";

export class Room {
  readonly config: RoomConfig;
  readonly own: Own;
  readonly chat: Chat;
  /** The other of the two. */
  readonly peer: Party;
  state: RoomState;
  /** Since when the two may talk, by this device's clock. */
  admittedAt: number | null;
  /** Whether the server answers. */
  reachable = true;
  /** What the person asked for and the server did not do. */
  trouble: Trouble | null = null;
  private readonly api: RoomApi;
  private readonly changed: () => void;
  private readonly presence: Presence;
  private readonly place: Place;
  private readonly ear: Ear;
  private readonly awake = new Awake();
  private readonly memory: Memory;
  private readonly arriving: Arriving;

  constructor(config: RoomConfig, tab: string, drivers: Drivers, changed: () => void) {
    this.config = config;
    this.changed = changed;
    this.peer = counterpart(config.party);
    this.admittedAt = admittedAt(config, Date.now());
    this.state = first(config.phase, config.overReason);
    this.api = new RoomApi(config.urls, tab);
    this.memory = new Memory(config.urls.state);
    this.own = new Own(navigator.mediaDevices, this.memory, {
      onDevice: () => this.presence.changed(),
      onOutgoing: () => this.send(),
      changed,
    });
    this.chat = new Chat(this.api, config.party, this.memory, changed);
    this.ear = new Ear(config, this.api, {
      onEvent: (event, past) => this.heard(event, past),
      onTold: (told) => this.dispatch({ kind: "told", ...told }),
      onHealth: (answering) => this.health(answering),
      wants: () => isHere(this.state),
    });
    this.presence = new Presence(
      this.api,
      async () => beatOf(this.media.now, (await this.seat?.connected()) ?? false),
      () => void this.ear.ask(),
    );
    this.place = new Place(this.api, this.peer, drivers, {
      onEvent: (event) => this.dispatch(event),
      onFlow: this.presence.changed,
      onRefused: (refusal) => void this.refused(refusal),
      // A new seat gives both sides a fresh connection.
      onFailed: () => void this.arriving.ask(),
      changed,
    });
    this.arriving = new Arriving(this.api, this.place, {
      outgoing: () => this.own.outgoing,
      letIn: () => {
        this.dispatch({ kind: "admitted" });
        return this.state.phase === "joining";
      },
      hear: (event) => this.heard(event, false),
    });
  }

  get media(): LocalMedia {
    return this.own.media;
  }

  get seat(): Seat | null {
    return this.place.seat;
  }

  get remote(): RemoteStreams | null {
    return this.place.remote;
  }

  get peerMedia(): MediaState | null {
    return this.place.peerMedia;
  }

  open(): void {
    if (isFinished(this.state)) return;
    this.ear.open();
    this.own.open();
    addEventListener("pagehide", () => this.place.giveUp(false));
    // A page out of the back-forward cache holds a seat that it left.
    addEventListener("pageshow", (event) => event.persisted && location.reload());
    addEventListener("online", () => this.seat?.hurry());
    this.enter();
  }

  dispatch(event: RoomEvent): void {
    const before = this.state;
    this.state = next(before, event);
    if (this.state === before) return;
    if (before.phase !== this.state.phase) this.enter();
    this.ear.hurry(isConnecting(this.state), isLost(this.state));
    this.presence.giveWay(isConnecting(this.state));
    this.changed();
  }

  leave(): void {
    this.place.giveUp(true);
    this.dispatch({ kind: "left" });
  }

  /** Take the call back from another tab. */
  useHere(): void {
    this.arriving.takeOver = true;
    this.dispatch({ kind: "usedHere" });
  }

  async end(): Promise<void> {
    this.trouble = await this.api.end().then(
      () => null,
      () => "end" as const,
    );
    if (this.trouble === null) this.dispatch({ kind: "ended" });
    this.changed();
  }

  /** Let the client in, and come in oneself. */
  async admit(): Promise<void> {
    this.presence.giveWay(true);
    this.trouble = (await this.arriving.letIn()) ? null : "admit";
    this.presence.giveWay(isConnecting(this.state));
    this.changed();
  }

  /** What belongs to a phase begins and ends with it. */
  private enter(): void {
    const { phase } = this.state;
    if (phase !== "inCall") this.place.standUp();
    if (phase !== "inCall" && phase !== "joining") this.own.sharing.stop();
    if (phase === "joining" || phase === "inCall") this.admittedAt ??= Date.now();
    if (phase === "joining") void this.arriving.ask();
    if (phase === "inCall") this.chat.loadSoon(() => this.state.phase === "inCall");
    this.awake.keep(isHere(this.state));
    if (isHere(this.state)) {
      this.presence.start();
      void this.media.wake();
    } else {
      this.presence.stop();
      this.media.stop();
    }
    if (!isFinished(this.state)) return;
    this.ear.close();
    this.memory.forget();
  }

  private async refused(refusal: Refusal): Promise<void> {
    this.arriving.takeOver = false;
    if (refusal === "not_admitted") return this.dispatch({ kind: "notAdmitted" });
    if (refusal === "seat_taken") return this.dispatch({ kind: "seatRefused" });
    // The state knows why it is over; should it not answer, that it is over is enough.
    await this.ear.ask();
    this.dispatch({ kind: "ended" });
  }

  private heard(event: LiveEvent, past: boolean): void {
    if (event.kind === "chat") return this.chat.take(event);
    // The page was drawn after it: only words said meanwhile are still news.
    if (past && event.kind !== "message") return;
    if (event.kind === "moved" || event.kind === "cancelled") return location.reload();
    // Said in another tab of the same client: here, too, they are not waiting any more.
    if (event.kind === "left" && this.config.party === "client") return location.reload();
    if (ASKED_ABOUT.includes(event.kind)) void this.ear.ask();
    const heard = roomEvent(event, this.peer);
    const isAboutPeer = heard?.kind === "peerJoined" || heard?.kind === "peerLeft";
    if ((isAboutPeer || heard === null || heard.kind === "admitted") && this.arriving.keeps(event)) return;
    if (heard && (!isAboutPeer || this.seat?.isNews(event))) this.dispatch(heard);
    this.place.take(event);
  }

  private health(answering: boolean): void {
    this.reachable = answering;
    if (answering) this.seat?.hurry();
    this.changed();
  }

  private send(): void {
    this.seat?.driver.send(this.own.outgoing);
    this.changed();
  }
}
