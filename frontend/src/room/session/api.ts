/** What the room says to the server. Everything is a POST; what comes back is JSON or a `ProblemError`. */
import { getJson, postJson } from "../../shared/http";
import { tabStorage } from "../../shared/storage";
import type { OverReason, RoomConfig, RosterEntry, ServerPhase } from "../config";
import type { Grant, SignalMessage } from "../drivers/port";
import type { Party } from "../party";
import type { WaitingStatus } from "../waiting/waiting-status";
import type { ConnectionHealth } from "./connection-report";
import type { Ago } from "./missed-media";

export interface ServerState extends Partial<WaitingStatus> {
  phase: ServerPhase;
  overReason?: OverReason | null;
  position?: number | null;
  acknowledgedBy?: string | null;
  peerHere?: boolean;
}

export interface JoinAnswer {
  grant: Grant;
  /** Who sits in the call, without oneself. */
  peers: readonly (RosterEntry & { readonly epoch: number })[];
}

/** One thing said in the call's chat. `key` is its sender's own: what is sent twice is said once. */
export interface ChatMessage {
  readonly key: string;
  readonly by: Party;
  readonly text: string;
  /** ISO instant, UTC. */
  readonly at: string;
}

export type DeviceReport = "on" | "off" | "none" | "denied";

export interface Heartbeat {
  visible: boolean;
  /** Sound or picture of the other person has come in since the last heartbeat. */
  connected: boolean;
  camera: DeviceReport;
  microphone: DeviceReport;
  /** When it came in while heartbeats did not reach the server. */
  missed?: Ago[];
}

export type SeatProblem = "not_admitted" | "seat_taken" | "stale_seat" | "over";

export class RoomApi {
  private readonly urls: RoomConfig["urls"];
  private readonly tab: string;

  constructor(urls: RoomConfig["urls"], tab: string) {
    this.urls = urls;
    this.tab = tab;
  }

  /** Tells this consultation, and which of the two asks, from others in the same tab. */
  get name(): string {
    return this.urls.heartbeat;
  }

  async state(): Promise<ServerState | null> {
    return getJson<ServerState>(this.urls.state);
  }

  /** `request` is the same when it is asked again because no answer came: it then gets the same seat. */
  async join(takeOver: boolean, request: string, signal: AbortSignal): Promise<JoinAnswer | null> {
    return postJson<JoinAnswer>(this.urls.join, { tab: this.tab, takeOver, request }, { signal });
  }

  /** Repeated until the server has it: the receiver drops what comes twice. */
  async signal(grant: Grant, { peer, seq, data }: SignalMessage, signal: AbortSignal): Promise<void> {
    const { seat, epoch } = grant;
    const body = { seat, epoch, to: peer.id, seq, data: { to: peer.epoch, ...(data as object) } };
    await postJson(this.urls.signal, body, { signal, idempotent: true });
  }

  /** The grant with fresh access, for as long as the seat is ours. */
  async renew(grant: Grant): Promise<Grant | null> {
    return postJson<Grant>(this.urls.renew, { seat: grant.seat, epoch: grant.epoch });
  }

  /** How the connection was since the last report; never repeated, for it would count twice. */
  async report(grant: Grant, health: ConnectionHealth, last: boolean): Promise<void> {
    await postJson(this.urls.report, { seat: grant.seat, epoch: grant.epoch, health }, { keepalive: last });
  }

  async chatMessages(): Promise<ChatMessage[] | null> {
    const answer = await getJson<{ lines: ChatMessage[] }>(this.urls.chat);
    return answer?.lines ?? null;
  }

  async sendChat(key: string, text: string): Promise<void> {
    await postJson(this.urls.chat, { key, text });
  }

  /** Answers the phase when it is not what this page may think. */
  async heartbeat(heartbeat: Heartbeat, last = false): Promise<{ phase?: ServerPhase } | null> {
    const body = { tab: this.tab, ...heartbeat };
    return postJson<{ phase?: ServerPhase }>(this.urls.heartbeat, body, { keepalive: last });
  }

  /** Outlives the page, so that the other side learns at once when a tab is closed. */
  async leave(seat: string, pressed: boolean): Promise<void> {
    await postJson(this.urls.leave, { tab: this.tab, seat, pressed }, { keepalive: true, idempotent: true });
  }

  async end(): Promise<void> {
    if (this.urls.end) await postJson(this.urls.end, {}, { idempotent: true });
  }

  /** Lets the client in, and answers with the specialist's own seat. */
  async admit(): Promise<JoinAnswer | null> {
    return this.urls.admit ? postJson<JoinAnswer>(this.urls.admit, { tab: this.tab }, { idempotent: true }) : null;
  }
}

const TAB = "visavis tab";

/** Names this tab, over reloads too. */
export function tabId(): string {
  const known = tabStorage.get(TAB);
  if (known) return known;
  // randomUUID exists on https only, and a practice's own network may be plain http.
  const fresh = [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");
  tabStorage.set(TAB, fresh);
  return fresh;
}
