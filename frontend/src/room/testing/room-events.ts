/** For tests: one event of each kind that a room can meet. */
import type { RoomEvent } from "../state";

export const EVENTS: Record<string, RoomEvent> = {
  admitted: { kind: "admitted" },
  notAdmitted: { kind: "notAdmitted" },
  acknowledged: { kind: "acknowledged", by: "Olena" },
  message: { kind: "message", text: "Three minutes" },
  granted: { kind: "seatGranted", peers: [] },
  grantedWithPeer: { kind: "seatGranted", peers: ["olena"] },
  refused: { kind: "seatRefused" },
  lost: { kind: "seatLost" },
  usedHere: { kind: "usedHere" },
  peerJoined: { kind: "peerJoined", peer: "olena" },
  peerLeft: { kind: "peerLeft", peer: "olena" },
  good: { kind: "linkChanged", peer: "olena", link: "good" },
  poor: { kind: "linkChanged", peer: "olena", link: "poor" },
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
