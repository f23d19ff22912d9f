/** Where one person's page stands, as a pure reducer: what happened in, the next state out. */
import type { OverReason, ServerPhase } from "./config";

/** How the connection between the two is, right now. */
export type Link = "connecting" | "good" | "poor" | "lost";
export type Peer = { readonly here: false } | { readonly here: true; readonly link: Link };

export type RoomState =
  | {
      readonly phase: "waiting";
      readonly position: number | null;
      readonly noticedBy: string | null;
      readonly peerHere: boolean;
      readonly message: string | null;
    }
  /** Admitted, asking for a seat. */
  | { readonly phase: "joining" }
  | { readonly phase: "inCall"; readonly peer: Peer }
  /** Another tab of the same person sits in the call. */
  | { readonly phase: "elsewhere" }
  | { readonly phase: "over"; readonly reason: OverReason; readonly words: string | null };

export type RoomEvent =
  /** The server's own account of things; it wins over what was missed. */
  | {
      readonly kind: "told";
      readonly phase: ServerPhase;
      readonly overReason?: OverReason | null;
      readonly position?: number | null;
      readonly noticedBy?: string | null;
      readonly peerHere?: boolean;
    }
  | { readonly kind: "admitted" }
  | { readonly kind: "notAdmitted" }
  | { readonly kind: "noticed"; readonly by: string }
  | { readonly kind: "message"; readonly text: string }
  | { readonly kind: "seatGranted"; readonly peerHere: boolean }
  | { readonly kind: "seatRefused" }
  | { readonly kind: "seatLost" }
  | { readonly kind: "usedHere" }
  | { readonly kind: "peerJoined" }
  | { readonly kind: "peerLeft" }
  | { readonly kind: "linkChanged"; readonly link: Link }
  | { readonly kind: "left" }
  | { readonly kind: "cameBack" }
  | { readonly kind: "ended" }
  | { readonly kind: "declined"; readonly reason: string | null };

const WAITING: RoomState = { phase: "waiting", position: null, noticedBy: null, peerHere: false, message: null };
const JOINING: RoomState = { phase: "joining" };
const ELSEWHERE: RoomState = { phase: "elsewhere" };

/** The state of a page that was just drawn. */
export function first(phase: ServerPhase, overReason: OverReason | null = null): RoomState {
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
    case "told":
      return told(state, event);
    case "admitted":
      return state.phase === "waiting" ? JOINING : state;
    case "notAdmitted":
      return isJoined(state) ? WAITING : state;
    case "noticed":
      return state.phase === "waiting" ? change(state, { noticedBy: event.by }) : state;
    case "message":
      return state.phase === "waiting" ? change(state, { message: event.text }) : state;
    case "seatGranted":
      return isJoined(state) ? inCall(event.peerHere) : state;
    case "seatRefused":
    case "seatLost":
      return isJoined(state) ? ELSEWHERE : state;
    case "usedHere":
      return state.phase === "elsewhere" ? JOINING : state;
    case "peerJoined":
      return state.phase === "inCall" ? inCall(true) : state;
    case "peerLeft":
      return state.phase === "inCall" && state.peer.here ? inCall(false) : state;
    case "linkChanged":
      return linked(state, event.link);
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

/** Whether something is being set up that is worth asking the server more often for. */
export function isConnecting(state: RoomState): boolean {
  if (state.phase !== "inCall") return state.phase === "joining";
  return state.peer.here && (state.peer.link === "connecting" || state.peer.link === "lost");
}

/** Over for good: one who only left may come back. */
export function isFinished(state: RoomState): boolean {
  return state.phase === "over" && state.reason !== "left";
}

function told(state: RoomState, event: Extract<RoomEvent, { kind: "told" }>): RoomState {
  switch (event.phase) {
    case "waiting":
      if (state.phase !== "waiting") return state;
      return change(state, {
        position: event.position ?? null,
        // Whoever noticed stays; only a first name may be news.
        noticedBy: event.noticedBy ?? state.noticedBy,
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

function linked(state: RoomState, link: Link): RoomState {
  if (state.phase !== "inCall" || !state.peer.here || state.peer.link === link) return state;
  return { phase: "inCall", peer: { here: true, link } };
}

function change(
  state: Extract<RoomState, { phase: "waiting" }>,
  facts: Partial<Omit<Extract<RoomState, { phase: "waiting" }>, "phase">>,
): RoomState {
  const changed = { ...state, ...facts };
  return (Object.keys(facts) as (keyof typeof facts)[]).every((key) => state[key] === changed[key]) ? state : changed;
}

function inCall(peerHere: boolean): RoomState {
  return { phase: "inCall", peer: peerHere ? { here: true, link: "connecting" } : { here: false } };
}

function over(reason: OverReason, words: string | null = null): RoomState {
  return { phase: "over", reason, words };
}

function isJoined(state: RoomState): boolean {
  return state.phase === "joining" || state.phase === "inCall";
}

