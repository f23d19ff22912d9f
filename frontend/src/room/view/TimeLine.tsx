/** How long it has been, how long there is left, and a word before the end. */
import type { JSX } from "preact";
import { useNow, useRoom } from "./context";

/** Minutes since the planned start, and until the planned end. */
function useMinutes(): { since: number; left: number } {
  const { room } = useRoom();
  const now = useNow();
  return {
    since: Math.floor((now - Date.parse(room.config.startsAt)) / 60_000),
    left: Math.ceil((Date.parse(room.config.endsAt) - now) / 60_000),
  };
}

export function TimeLine(): JSX.Element {
  const { t } = useRoom();
  const { since, left } = useMinutes();
  const text =
    since < 0
      ? t("time.before", { minutes: -since })
      : left >= 0
        ? t("time.running", { minutes: since, left })
        : t("time.late", { minutes: since, over: -left });
  return <span class="muted time">{text}</span>;
}

/** Said once at each threshold: the words change with it, and with nothing else. */
export function TimeWarning(): JSX.Element {
  const { t } = useRoom();
  const { since, left } = useMinutes();
  const words = since < 0 || left > 10 ? null : left > 5 ? t("time.ten") : left > 0 ? t("time.five") : t("time.up");
  return (
    <span class={words ? "warning" : undefined} role="status">
      {words}
    </span>
  );
}
