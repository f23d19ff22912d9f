/** What a waiting client is told: who sees them, and what was sent to whom. Nothing but what is known. */
import type { JSX } from "preact";
import { useRoom } from "../room-context";
import type { WaitingState } from "../state";
import type { Translate } from "../texts";
import { timeIn } from "./zone-time";

export function WaitingStatusText({ state }: { state: WaitingState }): JSX.Element {
  const { room, t } = useRoom();
  const { zone } = room.config;
  // Who cannot reach the practice is not seen, whatever was true before.
  const known = room.reachable ? state : { ...state, acknowledgedBy: null };
  return <>{waitingStatusText(known, room.roster.counterpart.name, zone, t)}</>;
}

/** The present before the past, and what was really sent before what was merely seen. */
export function waitingStatusText(state: WaitingState, name: string, zone: string, t: Translate): string {
  const time = timeIn(zone);
  const { acknowledgedBy, status } = state;
  if (acknowledgedBy) return t("wait.seen", { name: acknowledgedBy });
  if (status.alert) {
    const key = status.alert.channel === "sms" ? "status.alerted.sms" : "status.alerted.email";
    return t(key, { name, time: time(status.alert.at) });
  }
  if (status.acknowledgedAt) return t("status.saw", { name, time: time(status.acknowledgedAt) });
  // Their own words stand below and say more.
  if (status.message || status.holdUntil) return "";
  const queued = t("wait.queued", { name });
  return status.alertAt ? `${queued} ${t("status.willAlert", { name, time: time(status.alertAt) })}` : queued;
}
