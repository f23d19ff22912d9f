/** What the server tells the room when it draws the page. */
import { readJson } from "../shared/i18n";
import type { Capabilities, PeerId } from "./drivers/port";
import type { Party } from "./party";

/** The phases of a consultation, as the server names them. */
export type ServerPhase = "waiting" | "admitted" | "in_call" | "over";
export type OverReason = "ended" | "left" | "declined";

/** A person of the consultation, whether or not they are in the call. */
export interface RosterEntry {
  readonly id: PeerId;
  readonly party: Party;
  readonly name: string;
}

export interface RoomConfig {
  party: Party;
  me: PeerId;
  roster: readonly RosterEntry[];
  serviceName: string;
  /** ISO instants, UTC. */
  startsAt: string;
  /** The person's own zone, in which the page tells all times; that of the browser may be another. */
  zone: string;
  endsAt: string;
  /** The server's clock when it drew the page: many phones are minutes wrong. */
  now?: string;
  phase: ServerPhase;
  /** When the client was let in: since then both may be in the call. */
  admittedAt?: string | null;
  /** The client was let in once; they may have to be let in again, or have been turned away since. */
  hasBegun?: boolean;
  overReason?: OverReason | null;
  /** What carries the call, and what that can do. */
  provider: string;
  capabilities: Capabilities;
  cursor: number;
  practicePhone: string;
  /** The personal link, on a page inside another app: to be opened outside. */
  link?: string;
  urls: {
    events: string;
    /** Where to get a ticket for the live connection. */
    live?: string;
    state: string;
    join: string;
    signal: string;
    heartbeat: string;
    leave: string;
    renew: string;
    report: string;
    chat: string;
    /** Credentials for a test of the relay, where there is one. */
    connectionTest?: string;
    /** Only the client has this one: away from the waiting room. */
    leaveWaiting?: string;
    /** Only the specialist has these three. */
    admit?: string;
    message?: string;
    end?: string;
    /** Where a person goes, in another tab, whom the server does not know any more. */
    signIn?: string;
    /** Where to go when the consultation is over. */
    after?: string;
  };
}

/** Read the page's configuration. Throws when the page carries none. */
export function readConfig(): RoomConfig {
  const config = readJson<RoomConfig>("room-config");
  if (!config) throw new Error("The page has no #room-config");
  return config;
}

/** When the client was let in, by this device's clock; null while they were not. */
export function admittedAt(config: RoomConfig, deviceNow: number): number | null {
  const at = Date.parse(config.admittedAt ?? "");
  return Number.isNaN(at) ? null : at - clockSkew(config, deviceNow);
}

/** Milliseconds to add to this device's clock to get the server's. */
export function clockSkew(config: RoomConfig, deviceNow: number): number {
  const drawn = Date.parse(config.now ?? "");
  return Number.isNaN(drawn) ? 0 : drawn - deviceNow;
}
