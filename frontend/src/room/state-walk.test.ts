import { expect, test } from "vitest";
import { initialState, isFinished, isHere, next, type RoomEvent, type RoomState } from "./state";
import { EVENTS } from "./testing/room-events";

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
      broken.push(...brokenRules(state, event, after));
      seen.add(after.phase);
      state = after;
    }
  }
  expect(broken).toEqual([]);
  expect([...seen].sort()).toEqual(["elsewhere", "inCall", "joining", "over", "waiting"]);
});

/** The rules that one step broke. */
function brokenRules(state: RoomState, { kind }: RoomEvent, after: RoomState): string[] {
  const { phase } = state;
  const rules = {
    "a finished room goes on": isFinished(state) && after !== state,
    "a seat without joining": after.phase === "inCall" && phase !== "inCall" && phase !== "joining",
    "not let in": phase === "waiting" && after.phase === "joining" && kind !== "admitted" && kind !== "serverState",
    "back from another tab": phase === "elsewhere" && isHere(after) && kind !== "usedHere",
    "back by itself": phase === "over" && isHere(after) && kind !== "cameBack",
  };
  return Object.entries(rules).flatMap(([rule, isBroken]) => (isBroken ? [`${phase}, ${kind}: ${rule}`] : []));
}
