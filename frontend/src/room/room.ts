/** The room of one page: events of the server and actions of the person come in, and the state follows them. */
import type { LiveEvent } from "../shared/live-event";
import { onWake } from "../shared/on-wake";
import { admittedAt, type RoomConfig } from "./config";
import type { Drivers } from "./drivers/port";
import { isConnecting, isLost } from "./links";
import type { LocalMedia } from "./media/local-media";
import { LocalParticipant } from "./media/local-participant";
import { RoomApi } from "./session/api";
import { CallPreferences } from "./session/call-preferences";
import { CallSession } from "./session/call-session";
import { Chat } from "./session/chat";
import { EventFeed } from "./session/event-feed";
import type { SeatRefusal } from "./session/join";
import { heartbeatOf, Presence } from "./session/presence";
import { Reconnection } from "./session/reconnection";
import { Requests } from "./session/requests";
import { needsReload, REFRESHING_EVENTS, toRoomEvent } from "./session/room-events";
import { Roster } from "./session/roster";
import type { Seat } from "./session/seat";
import { SeatRequest } from "./session/seat-request";
import { ServerContact } from "./session/server-contact";
import { WakeLock } from "./session/wake-lock";
import { initialState, isFinished, isHere, next, type RoomEvent, type RoomState } from "./state";

export class Room {
  readonly config: RoomConfig;
  readonly localParticipant: LocalParticipant;
  readonly chat: Chat;
  readonly roster: Roster;
  state: RoomState;
  /** Since when they may talk, by this device's clock. */
  admittedAt: number | null;
  readonly contact: ServerContact;
  readonly reconnection: Reconnection;
  /** What the specialist asks by a button. */
  readonly requests: Requests;
  private readonly api: RoomApi;
  private readonly changed: () => void;
  private readonly presence: Presence;
  readonly callSession: CallSession;
  private readonly feed: EventFeed;
  private readonly wakeLock = new WakeLock();
  private readonly preferences: CallPreferences;
  private readonly seatRequest: SeatRequest;

  constructor(config: RoomConfig, tab: string, drivers: Drivers, changed: () => void) {
    this.config = config;
    this.changed = changed;
    this.roster = new Roster(config.me, config.party, config.roster);
    this.admittedAt = admittedAt(config, Date.now());
    this.state = initialState(config.phase, config.overReason);
    this.api = new RoomApi(config.urls, tab);
    this.preferences = new CallPreferences(config.urls.state);
    this.localParticipant = new LocalParticipant(navigator.mediaDevices, this.preferences, {
      onDevice: () => this.presence.changed(),
      onOutgoing: () => {
        this.seat?.send(this.localParticipant.outgoing);
        changed();
      },
      changed,
    });
    this.contact = new ServerContact(changed);
    this.reconnection = new Reconnection(() => void this.seatRequest.request(), changed);
    this.chat = new Chat(this.api, config.urls.state, config.party, this.preferences, changed);
    this.feed = new EventFeed(config, this.api, {
      onEvent: (event, past) => this.onServerEvent(event, past),
      onState: (state) => this.dispatch({ kind: "serverState", ...state }),
      onHealth: (answering) => this.healthChanged(answering),
      isWanted: () => isHere(this.state),
    });
    this.presence = new Presence(
      this.api,
      async () => heartbeatOf(this.media.devices, (await this.seat?.connected()) ?? false),
      () => void this.feed.refresh(),
    );
    this.callSession = new CallSession(this.api, this.roster, drivers, this.reconnection, {
      onEvent: (event) => this.dispatch(event),
      onReceiving: this.presence.changed,
      onRefused: (refusal) => void this.onSeatRefused(refusal),
      changed,
    });
    this.seatRequest = new SeatRequest(this.api, this.callSession, {
      outgoing: () => this.localParticipant.outgoing,
      admitted: () => {
        this.dispatch({ kind: "admitted" });
        return this.state.phase === "joining";
      },
      onDeferred: (event) => this.onServerEvent(event, false),
    });
    this.requests = new Requests(this.api, this.seatRequest, this.presence, {
      onEnded: () => this.dispatch({ kind: "ended" }),
      isConnecting: () => isConnecting(this.state),
      changed,
    });
  }

  get media(): LocalMedia {
    return this.localParticipant.media;
  }

  get reachable(): boolean {
    return this.contact.isReachable;
  }

  get seat(): Seat | null {
    return this.callSession.seat;
  }

  /** Whom this person talks with, in one sentence. */
  get names(): string {
    return this.roster.names(this.state.phase === "inCall" ? [...this.state.peers.keys()] : []);
  }

  open(): void {
    if (isFinished(this.state)) return;
    this.feed.open();
    this.localParticipant.open();
    addEventListener("pagehide", () => this.callSession.announceLeaving(false));
    // A page out of the back-forward cache holds a seat that it left.
    addEventListener("pageshow", (event) => event.persisted && location.reload());
    onWake(() => this.seat?.restartIfLost());
    this.enterPhase();
  }

  dispatch(event: RoomEvent): void {
    const before = this.state;
    this.state = next(before, event);
    if (this.state === before) return;
    if (before.phase !== this.state.phase) this.enterPhase();
    this.reconnection.follow(this.state, this.seat !== null);
    this.feed.setUrgent(isConnecting(this.state), isLost(this.state));
    this.presence.setConnecting(isConnecting(this.state));
    this.changed();
  }

  leave(): void {
    this.callSession.announceLeaving(true);
    this.dispatch({ kind: "left" });
  }

  /** Take the call back from another tab. */
  useHere(): void {
    this.seatRequest.takeOver = true;
    this.dispatch({ kind: "usedHere" });
  }

  /** Start and stop what belongs to a phase. */
  private enterPhase(): void {
    const { phase } = this.state;
    if (phase !== "inCall") this.callSession.leaveSeat();
    if (phase !== "inCall" && phase !== "joining") this.localParticipant.screenShare.stop();
    if (phase === "joining" || phase === "inCall") this.admittedAt ??= Date.now();
    if (phase === "joining") void this.seatRequest.request();
    if (phase === "inCall") this.chat.loadSoon(() => this.state.phase === "inCall");
    this.wakeLock.hold(isHere(this.state));
    if (isHere(this.state)) {
      this.presence.start();
      void this.media.start();
    } else {
      this.presence.stop();
      this.media.stop();
    }
    if (!isFinished(this.state)) return;
    void this.presence.tellMissed();
    this.feed.close();
    this.chat.clear();
    this.preferences.clear();
  }

  private async onSeatRefused(refusal: SeatRefusal): Promise<void> {
    this.seatRequest.takeOver = false;
    if (refusal === "not_admitted") return this.dispatch({ kind: "notAdmitted" });
    if (refusal === "seat_taken") return this.dispatch({ kind: "seatRefused" });
    // The state knows why it is over; should it not answer, that it is over is enough.
    await this.feed.refresh();
    this.dispatch({ kind: "ended" });
  }

  private onServerEvent(event: LiveEvent, past: boolean): void {
    if (event.kind === "chat") return this.chat.receive(event);
    // The page was drawn after it: only words said meanwhile are still news.
    if (past && event.kind !== "message") return;
    if (needsReload(event, this.config.party)) return location.reload();
    if (REFRESHING_EVENTS.includes(event.kind)) void this.feed.refresh();
    this.roster.learn(event);
    const roomEvent = toRoomEvent(event);
    const isAboutPeer = roomEvent?.kind === "peerJoined" || roomEvent?.kind === "peerLeft";
    if ((isAboutPeer || roomEvent === null || roomEvent.kind === "admitted") && this.seatRequest.defers(event)) return;
    if (roomEvent && (!isAboutPeer || this.seat?.isCurrent(event))) this.dispatch(roomEvent);
    this.callSession.receive(event);
  }

  private healthChanged(answering: boolean): void {
    if (answering) this.seat?.restartIfLost();
    if (answering) this.chat.flush();
    this.contact.setAnswering(answering);
  }
}
