/** When a camera or microphone is in trouble, and what a browser's refusal means. */
import type { Device, DeviceState } from "./device";

export const ERROR_STATES: readonly DeviceState[] = ["gone", "paused", "none", "denied", "busy", "failed"];

/** What a browser's refusal means, in our words. */
export function stateFromError(error: unknown): DeviceState {
  switch (error instanceof Error ? error.name : "") {
    case "NotAllowedError":
    case "SecurityError":
      return "denied";
    case "NotFoundError":
    case "OverconstrainedError":
      return "none";
    case "NotReadableError":
    case "AbortError":
      return "busy";
    default:
      return "failed";
  }
}

/** What is the matter with it; while it is tried once more, what was. */
export function deviceError({ state, before }: Device): DeviceState | null {
  if (state === "starting") return before ?? null;
  return ERROR_STATES.includes(state) ? state : null;
}
