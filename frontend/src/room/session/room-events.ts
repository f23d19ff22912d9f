/** The server's events, read as the room's. */
import type { LiveEvent } from "../../shared/live-event";
import type { PeerAddress } from "../drivers/port";
import type { Party } from "../party";
import type { RoomEvent } from "../state";

/** Events after which the server's state says more than the event itself. */
export const REFRESHING_EVENTS = ["entered", "left", "acknowledged", "message", "late"];

/** Whether the event makes this page another one, which only the server can draw. */
export function needsReload(event: LiveEvent, party: Party): boolean {
  // A client who left in another tab is not waiting in this one any more either.
  if (event.kind === "left") return party === "client";
  return event.kind === "moved" || event.kind === "cancelled" || event.kind === "waits_again";
}

/** Null for events that are about a seat, and for kinds this page does not know. */
export function toRoomEvent(event: LiveEvent): RoomEvent | null {
  switch (event.kind) {
    case "admitted":
    case "ended":
      return { kind: event.kind };
    case "acknowledged":
      return { kind: "acknowledged", by: words(event.by) ?? "" };
    case "message": {
      const text = words(event.text);
      return text === null ? null : { kind: "message", text };
    }
    case "declined":
      return { kind: "declined", reason: words(event.reason) };
    case "peer_joined":
    case "peer_left": {
      const peer = words(event.peer);
      return peer === null ? null : { kind: event.kind === "peer_joined" ? "peerJoined" : "peerLeft", peer };
    }
    default:
      return null;
  }
}

/** The page load that a "joined" or "left" names; null for all other events. */
export function seatEvent(event: LiveEvent): { address: PeerAddress; here: boolean } | null {
  if (event.kind !== "peer_joined" && event.kind !== "peer_left") return null;
  const id = words(event.peer);
  if (id === null || typeof event.epoch !== "number") return null;
  return { address: { id, epoch: event.epoch }, here: event.kind === "peer_joined" };
}

function words(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
