/** The room of one page: what the server and the person do comes in; state, devices and pictures come out. */
import { type LiveEvent, type LiveStream, openPolling } from "../shared/live";
import { type Beat, type JoinAnswer, RoomApi } from "./api";
import type { RoomConfig } from "./config";
import type { DriverFactory, PeerMedia } from "./driver";
import { askForSeat } from "./joining";
import { type DeviceKind, LocalMedia } from "./media";
import { Presence, sending } from "./presence";
import { Seat } from "./seat";
import { first, isConnecting, isFinished, isHere, next, type RoomEvent, type RoomState } from "./state";
import { roomEvent } from "./stream";

/** The event stream is quick; this is the net below it, and where the place in the queue comes from. */
const ASK_EVERY_MS = 10_000;

export type Drivers = Readonly<Record<string, DriverFactory>>;
export type Trouble = "end" | "admit";

export class Room {
  readonly config: RoomConfig;
  readonly media: LocalMedia;
  state: RoomState;
  seat: Seat | null = null;
  remote: MediaStream | null = null;
  peerMedia: PeerMedia | null = null;
  /** Whether the server answers. */
  reachable = true;
  /** What the person asked for and the server did not do. */
  trouble: Trouble | null = null;
  private readonly api: RoomApi;
  private readonly drivers: Drivers;
  private readonly changed: () => void;
  private readonly presence: Presence;
  private live: LiveStream | null = null;
  private joining: AbortController | null = null;
  private takeOver = false;

  constructor(config: RoomConfig, tab: string, drivers: Drivers, changed: () => void) {
    this.config = config;
    this.drivers = drivers;
    this.changed = changed;
    this.state = first(config.phase, config.overReason);
    this.api = new RoomApi(config.urls, tab);
    this.media = new LocalMedia(navigator.mediaDevices, (kind) => this.deviceChanged(kind));
    this.presence = new Presence(this.api, () => this.facts(), () => void this.ask());
  }

  open(): void {
    if (isFinished(this.state)) return;
    this.live = openPolling({
      url: this.config.urls.events,
      cursor: this.config.cursor,
      onEvent: (event, past) => this.heard(event, past),
      onHealth: (answering) => this.health(answering),
    });
    setInterval(() => isHere(this.state) && void this.ask(), ASK_EVERY_MS);
    addEventListener("pagehide", () => this.giveUpSeat());
    // A page out of the back-forward cache holds a seat that it left.
    addEventListener("pageshow", (event) => event.persisted && location.reload());
    this.enter();
    void this.ask();
  }

  dispatch(event: RoomEvent): void {
    const before = this.state;
    this.state = next(before, event);
    if (this.state === before) return;
    if (before.phase !== this.state.phase) this.enter();
    this.live?.hurry(isConnecting(this.state));
    this.changed();
  }

  leave(): void {
    this.giveUpSeat();
    this.dispatch({ kind: "left" });
  }

  /** The newest tab wins when the person says so. */
  useHere(): void {
    this.takeOver = true;
    this.dispatch({ kind: "usedHere" });
  }

  async end(): Promise<void> {
    if (await this.done("end", this.api.end())) this.dispatch({ kind: "ended" });
  }

  async admit(): Promise<void> {
    if (await this.done("admit", this.api.admit())) this.dispatch({ kind: "admitted" });
  }

  private async done(what: Trouble, request: Promise<void>): Promise<boolean> {
    this.trouble = await request.then(() => null).catch(() => what);
    this.changed();
    return this.trouble === null;
  }

  /** What belongs to a phase begins and ends with it. */
  private enter(): void {
    if (this.state.phase !== "inCall") this.standUp();
    if (this.state.phase === "joining") void this.join();
    if (isHere(this.state)) {
      this.presence.start();
      void this.media.wake();
    } else {
      this.presence.stop();
      this.media.stop();
    }
    if (isFinished(this.state)) this.live?.close();
  }

  private async join(): Promise<void> {
    this.standUp();
    const { signal } = (this.joining = new AbortController());
    const answer = await askForSeat(this.api, this.takeOver, signal);
    if (answer === null || signal.aborted) return;
    this.takeOver = false;
    if (typeof answer === "object") return this.sit(answer);
    if (answer === "not_admitted") return this.dispatch({ kind: "notAdmitted" });
    if (answer === "seat_taken") return this.dispatch({ kind: "seatRefused" });
    // The state knows why it is over; should it not answer, that it is over is enough.
    await this.ask();
    this.dispatch({ kind: "ended" });
  }

  private sit(answer: JoinAnswer): void {
    const create = this.drivers[answer.grant.provider];
    if (!create) throw new Error(`No driver for ${answer.grant.provider}`);
    this.dispatch({ kind: "seatGranted", peerHere: answer.peer !== null });
    this.seat = new Seat(this.api, answer, create, this.media.tracks, {
      onRemote: (stream) => this.show({ remote: stream }),
      onLink: (link) => this.dispatch({ kind: "linkChanged", link }),
      onPeerMedia: (peerMedia) => this.show({ peerMedia }),
      onFlow: this.presence.changed,
      // The driver's own means are used up; a new seat gives both sides a fresh connection.
      onFailed: () => void this.join(),
      onLost: () => this.dispatch({ kind: "seatLost" }),
    });
    this.presence.changed();
  }

  private standUp(): void {
    this.joining?.abort();
    this.seat?.close();
    this.seat = null;
    this.remote = null;
    this.peerMedia = null;
  }

  private giveUpSeat(): void {
    if (this.seat) void this.api.leave(this.seat.grant.seat).catch(() => undefined);
  }

  private heard(event: LiveEvent, past: boolean): void {
    // The page was drawn after it: only words said meanwhile are still news.
    if (past && event.kind !== "message") return;
    if (event.kind === "moved" || event.kind === "cancelled") return location.reload();
    if (event.kind === "entered") return void this.ask();
    if (event.kind === "seat_lost") {
      return this.seat?.lostBy(event) ? this.dispatch({ kind: "seatLost" }) : undefined;
    }
    const heard = roomEvent(event);
    const isAboutPeer = heard?.kind === "peerJoined" || heard?.kind === "peerLeft";
    if (heard && (!isAboutPeer || this.seat?.isNews(event))) this.dispatch(heard);
    this.seat?.take(event);
  }

  private health(answering: boolean): void {
    this.show({ reachable: answering });
    if (answering) void this.ask();
  }

  private async ask(): Promise<void> {
    try {
      const told = await this.api.state();
      if (told) this.dispatch({ kind: "told", ...told });
    } catch {
      // Asked again soon; whether the server answers at all is shown by the stream.
    }
  }

  private show(part: Partial<Pick<Room, "remote" | "peerMedia" | "reachable">>): void {
    Object.assign(this, part);
    this.changed();
  }

  private deviceChanged(kind: DeviceKind): void {
    const { camera, microphone } = this.media.tracks;
    if (kind === "camera") this.seat?.driver.setCamera(camera);
    else this.seat?.driver.setMicrophone(microphone);
    this.presence.changed();
    this.changed();
  }

  private async facts(): Promise<Beat> {
    const { camera, microphone } = this.media.now;
    const connected = (await this.seat?.connected()) ?? false;
    return { visible: !document.hidden, connected, camera: sending(camera), microphone: sending(microphone) };
  }
}
