/** The state of one person's page, as a pure reducer: state and event in, next state out. */
import type { OverReason, ServerPhase } from "./config";
import type { Link, PeerId } from "./drivers/port";
import { UNKNOWN_STATUS, type WaitingStatus, waitingStatusFrom } from "./waiting/waiting-status";

export interface Peer {
  /** How the connection with them is, right now. */
  readonly link: Link;
}
/** Who else is in the call; empty while one is alone. */
export type Peers = ReadonlyMap<PeerId, Peer>;

export type RoomState =
  | {
      readonly phase: "waiting";
      readonly position: number | null;
      readonly acknowledgedBy: string | null;
      readonly peerHere: boolean;
      /** A message that came while the page was open; older ones are in `status`. */
      readonly message: string | null;
      readonly status: WaitingStatus;
    }
  /** Admitted, asking for a seat. */
  | { readonly phase: "joining" }
  | { readonly phase: "inCall"; readonly peers: Peers }
  /** Another tab of the same person sits in the call. */
  | { readonly phase: "elsewhere" }
  | { readonly phase: "over"; readonly reason: OverReason; readonly words: string | null };

/** The state of a page before the call. */
export type WaitingState = Extract<RoomState, { phase: "waiting" }>;

export type RoomEvent =
  /** The state as the server knows it; it wins over events that were missed. */
  | ({
      readonly kind: "serverState";
      readonly phase: ServerPhase;
      readonly overReason?: OverReason | null;
      readonly position?: number | null;
      readonly acknowledgedBy?: string | null;
      readonly peerHere?: boolean;
    } & Partial<WaitingStatus>)
  | { readonly kind: "admitted" }
  | { readonly kind: "notAdmitted" }
  | { readonly kind: "acknowledged"; readonly by: string }
  | { readonly kind: "message"; readonly text: string }
  | { readonly kind: "seatGranted"; readonly peers: readonly PeerId[] }
  | { readonly kind: "seatRefused" }
  | { readonly kind: "seatLost" }
  | { readonly kind: "usedHere" }
  | { readonly kind: "peerJoined"; readonly peer: PeerId }
  | { readonly kind: "peerLeft"; readonly peer: PeerId }
  | { readonly kind: "linkChanged"; readonly peer: PeerId; readonly link: Link }
  | { readonly kind: "left" }
  | { readonly kind: "cameBack" }
  | { readonly kind: "ended" }
  | { readonly kind: "declined"; readonly reason: string | null };

const WAITING: RoomState = {
  phase: "waiting",
  position: null,
  acknowledgedBy: null,
  peerHere: false,
  message: null,
  status: UNKNOWN_STATUS,
};
const JOINING: RoomState = { phase: "joining" };
const ELSEWHERE: RoomState = { phase: "elsewhere" };
const CONNECTING: Peer = { link: "connecting" };

/** The state of a page that was just drawn. */
export function initialState(phase: ServerPhase, overReason: OverReason | null = null): RoomState {
  switch (phase) {
    case "waiting":
      return WAITING;
    case "admitted":
    case "in_call":
      return JOINING;
    case "over":
      return over(overReason ?? "ended");
  }
}

/** Return the next state; an event that means nothing in this state changes nothing. */
export function next(state: RoomState, event: RoomEvent): RoomState {
  switch (event.kind) {
    case "serverState":
      return applyServerState(state, event);
    case "admitted":
      return state.phase === "waiting" ? JOINING : state;
    case "notAdmitted":
      return isJoined(state) ? WAITING : state;
    case "acknowledged":
      return state.phase === "waiting" ? updateWaiting(state, { acknowledgedBy: event.by }) : state;
    case "message":
      return state.phase === "waiting" ? updateWaiting(state, { message: event.text }) : state;
    case "seatGranted":
      return isJoined(state) ? inCall(new Map(event.peers.map((peer) => [peer, CONNECTING]))) : state;
    case "seatRefused":
    case "seatLost":
      return isJoined(state) ? ELSEWHERE : state;
    case "usedHere":
      return state.phase === "elsewhere" ? JOINING : state;
    case "peerJoined":
      // After a long silence the server names again who is there. Of a new connection the driver tells.
      return state.phase === "inCall" && !state.peers.has(event.peer)
        ? inCall(new Map(state.peers).set(event.peer, CONNECTING))
        : state;
    case "peerLeft":
      return state.phase === "inCall" && state.peers.has(event.peer) ? inCall(without(state.peers, event.peer)) : state;
    case "linkChanged":
      return changeLink(state, event.peer, event.link);
    case "left":
      return isJoined(state) ? over("left") : state;
    case "cameBack":
      return state.phase === "over" && state.reason === "left" ? JOINING : state;
    case "ended":
      return isFinished(state) ? state : over("ended");
    case "declined":
      return state.phase === "waiting" || state.phase === "joining" ? over("declined", event.reason) : state;
  }
}

/** Whether this page counts as the person's presence. */
export function isHere(state: RoomState): boolean {
  return state.phase !== "elsewhere" && state.phase !== "over";
}

/** Over for good: one who only left may come back. */
export function isFinished(state: RoomState): boolean {
  return state.phase === "over" && state.reason !== "left";
}

function applyServerState(state: RoomState, event: Extract<RoomEvent, { kind: "serverState" }>): RoomState {
  switch (event.phase) {
    case "waiting":
      if (state.phase !== "waiting") return state;
      return updateWaiting(state, {
        position: event.position ?? null,
        // No page of theirs shows it any more: then it is not said any more.
        acknowledgedBy: event.acknowledgedBy ?? null,
        status: waitingStatusFrom(event, state.status),
        peerHere: event.peerHere ?? state.peerHere,
      });
    case "admitted":
    case "in_call":
      return state.phase === "waiting" ? JOINING : state;
    case "over":
      // One who left may come back for as long as the consultation runs, and "left" is not its end.
      if (isFinished(state) || (state.phase === "over" && event.overReason === "left")) return state;
      return over(event.overReason ?? "ended");
  }
}

function changeLink(state: RoomState, peer: PeerId, link: Link): RoomState {
  const before = state.phase === "inCall" ? state.peers.get(peer)?.link : undefined;
  if (state.phase !== "inCall" || before === undefined || before === link) return state;
  return inCall(new Map(state.peers).set(peer, { link }));
}

function without(peers: Peers, gone: PeerId): Peers {
  return new Map([...peers].filter(([peer]) => peer !== gone));
}

function updateWaiting(
  state: Extract<RoomState, { phase: "waiting" }>,
  facts: Partial<Omit<Extract<RoomState, { phase: "waiting" }>, "phase">>,
): RoomState {
  const changed = { ...state, ...facts };
  return (Object.keys(facts) as (keyof typeof facts)[]).every((key) => state[key] === changed[key]) ? state : changed;
}

function inCall(peers: Peers): RoomState {
  return { phase: "inCall", peers };
}

function over(reason: OverReason, words: string | null = null): RoomState {
  return { phase: "over", reason, words };
}

function isJoined(state: RoomState): boolean {
  return state.phase === "joining" || state.phase === "inCall";
}
