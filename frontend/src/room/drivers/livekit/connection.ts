/** The media server's words for connections, in ours. */
import {
  ConnectionError,
  ConnectionErrorReason,
  ConnectionQuality,
  ConnectionState,
  DisconnectReason,
} from "livekit-client";
import type { DriverEvent, Link } from "../port";

type Failure = Extract<DriverEvent, { kind: "failed" }>["why"];

/** One's own way into the room; null for what nobody notices: media go on while only the signalling reconnects. */
export function ownLink(state: ConnectionState): Link | null {
  switch (state) {
    case ConnectionState.Connecting:
      return "connecting";
    case ConnectionState.Connected:
      return "good";
    case ConnectionState.Reconnecting:
      return "lost";
    default:
      return null;
  }
}

/** Null for what says nothing. */
export function qualityLink(quality: ConnectionQuality): Link | null {
  switch (quality) {
    case ConnectionQuality.Excellent:
    case ConnectionQuality.Good:
      return "good";
    case ConnectionQuality.Poor:
      return "poor";
    case ConnectionQuality.Lost:
      return "lost";
    default:
      return null;
  }
}

/** Why the room was left; null when it was our own wish. */
export function failureOf(reason: DisconnectReason | undefined): Failure | null {
  switch (reason) {
    case DisconnectReason.CLIENT_INITIATED:
      return null;
    // The newest page load of a person has their place.
    case DisconnectReason.DUPLICATE_IDENTITY:
    case DisconnectReason.PARTICIPANT_REMOVED:
    case DisconnectReason.ROOM_DELETED:
    case DisconnectReason.ROOM_CLOSED:
      return "removed";
    case DisconnectReason.JOIN_FAILURE:
      return "refused";
    default:
      return "provider";
  }
}

/** Whether the server was reached and refused the token. */
export function isRefusal(error: unknown): boolean {
  return error instanceof ConnectionError && error.reason === ConnectionErrorReason.NotAllowed;
}
