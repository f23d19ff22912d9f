/** The server's events, read as the room's. */
import type { LiveEvent } from "../shared/live";
import type { RoomEvent } from "./state";

/** Null for events that are about a seat, and for kinds this page does not know. */
export function roomEvent(event: LiveEvent): RoomEvent | null {
  switch (event.kind) {
    case "admitted":
    case "ended":
      return { kind: event.kind };
    case "noticed":
      return { kind: "noticed", by: words(event.by) ?? "" };
    case "message":
      return { kind: "message", text: words(event.text) ?? "" };
    case "declined":
      return { kind: "declined", reason: words(event.reason) };
    case "peer_joined":
      return { kind: "peerJoined" };
    case "peer_left":
      return { kind: "peerLeft" };
    default:
      return null;
  }
}

function words(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
