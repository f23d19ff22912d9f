/** Asks for a seat until the server grants one or refuses. */
import { backOff, ProblemError, pause } from "../../shared/http";
import { onWake } from "../../shared/on-wake";
import type { JoinAnswer, RoomApi } from "./api";

const BACK_OFF = { first: 700, most: 5_000 };

export type SeatRefusal = "not_admitted" | "seat_taken" | "over";

/** Resolves with the seat, with the reason for refusing it, or with null once `signal` is aborted. */
export async function joinWithRetry(
  api: RoomApi,
  takeOver: boolean,
  signal: AbortSignal,
): Promise<JoinAnswer | SeatRefusal | null> {
  const request = crypto.getRandomValues(new Uint32Array(4)).join("-");
  for (let attempt = 1; !signal.aborted; attempt += 1) {
    try {
      const answer = await api.join(takeOver, request, signal);
      if (signal.aborted) return null;
      if (answer) return answer;
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal && !signal.aborted) return refusal;
    }
    // No network, a restarting server or too many requests: try again.
    await pauseOrWake(backOff(attempt, BACK_OFF), signal);
  }
  return null;
}

/** Wait, but not once the network is back or the page is looked at again. */
async function pauseOrWake(ms: number, signal: AbortSignal): Promise<void> {
  let stop: () => void = () => undefined;
  const awake = new Promise<void>((resolve) => (stop = onWake(() => resolve())));
  await Promise.race([pause(ms, signal).catch(() => undefined), awake]);
  stop();
}

function refusalOf(error: unknown): SeatRefusal | null {
  if (!(error instanceof ProblemError)) return null;
  switch (error.code) {
    case "not_admitted":
    case "seat_taken":
    case "over":
      return error.code;
    default:
      return null;
  }
}
