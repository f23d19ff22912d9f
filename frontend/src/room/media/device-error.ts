/** When a camera or microphone does not work, and why. */
import type { Device, DeviceState } from "./device";

export const ERROR_STATES: readonly DeviceState[] = ["gone", "paused", "none", "denied", "busy", "failed"];

/** The state of a device that the browser has refused. */
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

/** Why the device does not work, or null; while it is tried again, why it did not before. */
export function deviceError({ state, before }: Device): DeviceState | null {
  if (state === "starting") return before ?? null;
  return ERROR_STATES.includes(state) ? state : null;
}
