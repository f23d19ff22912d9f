import { describe, expect, test } from "vitest";
import { initialState, isConnecting, isFinished, isHere, linkTo, next, type RoomEvent, type RoomState } from "./state";

const waiting = initialState("waiting");
const joining = initialState("in_call");
const alone: RoomState = { phase: "inCall", peers: new Map() };
const talking: RoomState = { phase: "inCall", peers: new Map([["specialist", { link: "good" }]]) };
const elsewhere: RoomState = { phase: "elsewhere" };
const left: RoomState = { phase: "over", reason: "left", words: null };
const ended: RoomState = { phase: "over", reason: "ended", words: null };
const STATES = { waiting, joining, alone, talking, elsewhere, left, ended };

const EVENTS: Record<string, RoomEvent> = {
  admitted: { kind: "admitted" },
  notAdmitted: { kind: "notAdmitted" },
  acknowledged: { kind: "acknowledged", by: "Olena" },
  message: { kind: "message", text: "Three minutes" },
  granted: { kind: "seatGranted", peers: [] },
  grantedWithPeer: { kind: "seatGranted", peers: ["specialist"] },
  refused: { kind: "seatRefused" },
  lost: { kind: "seatLost" },
  usedHere: { kind: "usedHere" },
  peerJoined: { kind: "peerJoined", peer: "specialist" },
  peerLeft: { kind: "peerLeft", peer: "specialist" },
  good: { kind: "linkChanged", peer: "specialist", link: "good" },
  poor: { kind: "linkChanged", peer: "specialist", link: "poor" },
  left: { kind: "left" },
  cameBack: { kind: "cameBack" },
  ended: { kind: "ended" },
  declined: { kind: "declined", reason: "A sudden illness" },
  toldWaiting: { kind: "serverState", phase: "waiting" },
  toldAdmitted: { kind: "serverState", phase: "admitted" },
  toldInCall: { kind: "serverState", phase: "in_call" },
  toldOver: { kind: "serverState", phase: "over", overReason: "ended" },
  toldLeft: { kind: "serverState", phase: "over", overReason: "left" },
};

/** The whole table: what is not listed for a state changes nothing in it. */
const MOVES: Record<keyof typeof STATES, Record<string, string>> = {
  waiting: {
    admitted: "joining",
    acknowledged: "waiting",
    message: "waiting",
    ended: "over",
    declined: "over",
    toldAdmitted: "joining",
    toldInCall: "joining",
    toldOver: "over",
    toldLeft: "over",
  },
  joining: {
    notAdmitted: "waiting",
    granted: "inCall",
    grantedWithPeer: "inCall",
    refused: "elsewhere",
    lost: "elsewhere",
    left: "over",
    ended: "over",
    declined: "over",
    toldOver: "over",
    toldLeft: "over",
  },
  alone: {
    notAdmitted: "waiting",
    granted: "inCall",
    grantedWithPeer: "inCall",
    refused: "elsewhere",
    lost: "elsewhere",
    peerJoined: "inCall",
    left: "over",
    ended: "over",
    toldOver: "over",
    toldLeft: "over",
  },
  talking: {
    notAdmitted: "waiting",
    granted: "inCall",
    grantedWithPeer: "inCall",
    refused: "elsewhere",
    lost: "elsewhere",
    peerLeft: "inCall",
    poor: "inCall",
    left: "over",
    ended: "over",
    toldOver: "over",
    toldLeft: "over",
  },
  elsewhere: { usedHere: "joining", ended: "over", toldOver: "over", toldLeft: "over" },
  left: { cameBack: "joining", ended: "over", toldOver: "over" },
  ended: {},
};

describe("every event in every state", () => {
  for (const [stateName, state] of Object.entries(STATES)) {
    for (const [eventName, event] of Object.entries(EVENTS)) {
      const to = MOVES[stateName as keyof typeof STATES][eventName];
      test(to ? `${stateName} + ${eventName} → ${to}` : `${eventName} means nothing in ${stateName}`, () => {
        const after = next(state, event);
        if (to === undefined) expect(after).toBe(state);
        else {
          expect(after).not.toBe(state);
          expect(after.phase).toBe(to);
        }
      });
    }
  }
});

describe("what the states keep", () => {
  test("who acknowledged, the message and the place in the queue stand side by side", () => {
    const answer = { position: 2, acknowledgedBy: null, peerHere: true };
    const told: RoomEvent = { kind: "serverState", phase: "waiting", ...answer };
    const state = [EVENTS.acknowledged!, EVENTS.message!, told].reduce(next, waiting);
    // Said by an event, taken back by the server's account: no page of hers shows it any more.
    expect(next(waiting, EVENTS.acknowledged!)).toMatchObject({ acknowledgedBy: "Olena" });
    expect(state).toMatchObject({
      phase: "waiting",
      position: 2,
      acknowledgedBy: null,
      peerHere: true,
      message: "Three minutes",
    });
    expect(next(state, told)).toBe(state);
  });

  test("a declined client is told why", () => {
    expect(next(waiting, EVENTS.declined!)).toEqual({ phase: "over", reason: "declined", words: "A sudden illness" });
  });

  test("who is there and is named again stays connected", () => {
    expect(next(talking, EVENTS.peerJoined!)).toBe(talking);
  });

  test("a third person comes and goes without touching the two", () => {
    const guest: RoomEvent = { kind: "peerJoined", peer: "guest" };
    const three = next(talking, guest);
    expect([linkTo(three, "specialist"), linkTo(three, "guest")]).toEqual(["good", "connecting"]);
    expect(next(three, { kind: "peerLeft", peer: "guest" })).toEqual(talking);
    expect(linkTo(next(three, EVENTS.peerLeft!), "specialist")).toBeNull();
  });

  test("a link without a peer, or the same link again, is no news", () => {
    expect(next(alone, EVENTS.poor!)).toBe(alone);
    expect(next(talking, EVENTS.good!)).toBe(talking);
  });

  test("the end reaches one who left, and then there is no coming back", () => {
    expect(next(next(left, EVENTS.ended!), EVENTS.cameBack!)).toEqual(ended);
  });

  test("a page drawn after the end knows how it ended", () => {
    expect(initialState("over", "declined")).toEqual({ phase: "over", reason: "declined", words: null });
    expect(initialState("over")).toEqual(ended);
  });

  test("only a page that is in use counts as presence, and only an unfinished link is hurried", () => {
    const names = (check: (state: RoomState) => boolean): string[] =>
      Object.entries(STATES)
        .filter(([, state]) => check(state))
        .map(([name]) => name);
    expect(names(isHere)).toEqual(["waiting", "joining", "alone", "talking"]);
    expect(names(isConnecting)).toEqual(["joining"]);
    expect(isConnecting(next(talking, { kind: "linkChanged", peer: "specialist", link: "lost" }))).toBe(true);
    expect(names(isFinished)).toEqual(["ended"]);
  });
});

test("however events fall, a finished room stays finished and one that is elsewhere needs the person to return", () => {
  let seed = 20_260_101;
  const chance = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((seed / 2_147_483_648) * below);
  };
  const events = Object.values(EVENTS);
  const seen = new Set<string>();
  // Sixty thousand steps: asserting each of them takes longer than taking it, on a busy machine seconds.
  const broken: string[] = [];
  for (let walk = 0; walk < 2_000; walk += 1) {
    let state: RoomState = initialState((["waiting", "admitted", "in_call"] as const)[chance(3)]!);
    for (let step = 0; step < 30; step += 1) {
      const event = events[chance(events.length)]!;
      const after = next(state, event);
      const rule = brokenRule(state, event, after);
      if (rule) broken.push(`${state.phase}, ${event.kind}: ${rule}`);
      seen.add(after.phase);
      state = after;
    }
  }
  expect(broken).toEqual([]);
  expect([...seen].sort()).toEqual(["elsewhere", "inCall", "joining", "over", "waiting"]);
});

/** What one step did that none may do; null where all is well. */
function brokenRule(state: RoomState, event: RoomEvent, after: RoomState): string | null {
  if (isFinished(state) && after !== state) return "a finished room goes on";
  if (after.phase === "inCall" && state.phase !== "inCall" && state.phase !== "joining")
    return "a seat without joining";
  if (state.phase === "waiting" && after.phase === "joining" && !["admitted", "serverState"].includes(event.kind))
    return "in without having been let in";
  if (state.phase === "elsewhere" && isHere(after) && event.kind !== "usedHere") return "back from another tab";
  if (state.phase === "over" && isHere(after) && event.kind !== "cameBack") return "back by itself";
  return null;
}
