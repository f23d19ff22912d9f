/** The duration of the call, and near the planned end the time left. */
import type { JSX } from "preact";
import { useNow, useRoom } from "../room-context";

/** The time left is shown only when it is this short. */
const SAID_MINUTES = 10;

/** Minutes since the client was let in, and until the planned end. */
function useMinutes(): { since: number; left: number } {
  const { room, skew } = useRoom();
  const now = useNow();
  const began = room.admittedAt === null ? now : room.admittedAt + skew;
  return {
    since: Math.max(0, Math.floor((now - began) / 60_000)),
    left: Math.ceil((Date.parse(room.config.endsAt) - now) / 60_000),
  };
}

export function CallTimer(): JSX.Element {
  const { t } = useRoom();
  const { since, left } = useMinutes();
  const text =
    left > SAID_MINUTES
      ? t("time.since", { minutes: since })
      : left >= 0
        ? t("time.running", { minutes: since, left })
        : t("time.late", { minutes: since, over: -left });
  return <span class="muted time">{text}</span>;
}

/** Announced once at each threshold, because the text changes only there. */
export function RemainingTimeWarning(): JSX.Element {
  const { t } = useRoom();
  const { left } = useMinutes();
  const words = left > SAID_MINUTES ? null : left > 5 ? t("time.ten") : left > 0 ? t("time.five") : t("time.up");
  return (
    <span class={words ? "warning" : undefined} role="status">
      {words}
    </span>
  );
}
