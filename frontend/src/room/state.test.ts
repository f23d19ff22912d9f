import { describe, expect, test } from "vitest";
import { isConnecting, linkTo, worstLink } from "./links";
import { initialState, isFinished, isHere, next, type RoomEvent, type RoomState } from "./state";
import { EVENTS } from "./testing/room-events";

const waiting = initialState("waiting");
const joining = initialState("in_call");
const alone: RoomState = { phase: "inCall", peers: new Map() };
const talking: RoomState = { phase: "inCall", peers: new Map([["olena", { link: "good" }]]) };
const elsewhere: RoomState = { phase: "elsewhere" };
const left: RoomState = { phase: "over", reason: "left", words: null };
const ended: RoomState = { phase: "over", reason: "ended", words: null };
const STATES = { waiting, joining, alone, talking, elsewhere, left, ended };

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
    const guest: RoomEvent = { kind: "peerJoined", peer: "maria" };
    const three = next(talking, guest);
    expect([linkTo(three, "olena"), linkTo(three, "maria")]).toEqual(["good", "connecting"]);
    expect([worstLink(three), worstLink(talking), worstLink(alone)]).toEqual(["connecting", "good", null]);
    expect(next(three, { kind: "peerLeft", peer: "maria" })).toEqual(talking);
    expect(linkTo(next(three, EVENTS.peerLeft!), "olena")).toBeNull();
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
    expect(isConnecting(next(talking, { kind: "linkChanged", peer: "olena", link: "lost" }))).toBe(true);
    expect(names(isFinished)).toEqual(["ended"]);
  });
});
