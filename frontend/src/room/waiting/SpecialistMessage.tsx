/** What the specialist wrote to a waiting client, and until when they ask for patience. */
import type { JSX } from "preact";
import { initials } from "../initials";
import { useNow, useRoom } from "../room-context";
import type { WaitingState } from "../state";
import { timeIn } from "./zone-time";

export function SpecialistMessage({ state }: { state: WaitingState }): JSX.Element | null {
  const { room, t } = useRoom();
  const { name } = room.roster.counterpart;
  const time = timeIn(room.config.zone);
  const { lateMinutes, message } = state.status;
  const now = useNow();
  const holdUntil = state.status.holdUntil && Date.parse(state.status.holdUntil) > now ? state.status.holdUntil : null;
  const text = state.message ?? message?.text;
  const lines = [
    holdUntil && t("status.hold", { name, time: time(holdUntil) }),
    !holdUntil && lateMinutes ? t("status.late", { name, minutes: lateMinutes }) : null,
    text,
  ].filter(Boolean);
  return (
    <div role="status">
      {lines.length > 0 && (
        <div class="note">
          <div class="face small" aria-hidden="true">
            {initials(name)}
          </div>
          <div>
            <b>{name}</b> {text && message?.at && <small>{t("message.said", { time: time(message.at) })}</small>}
            {lines.map((line) => (
              <p>{line}</p>
            ))}
          </div>
        </div>
      )}
    </div>
  );
}
