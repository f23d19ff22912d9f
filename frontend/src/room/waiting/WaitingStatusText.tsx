/** What a waiting client is told: who sees them, what was sent, what the specialist said. Nothing but what is known. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { postJson } from "../../shared/http";
import { initials } from "../initials";
import { useNow, useRoom } from "../room-context";
import type { RoomState } from "../state";
import type { Translate } from "../texts";
import { useTexts } from "../texts";

type WaitingState = Extract<RoomState, { phase: "waiting" }>;

export function WaitingStatusText({ state }: { state: WaitingState }): JSX.Element {
  const { room, t } = useRoom();
  const { peer, zone } = room.config;
  // Who cannot reach the practice is not seen, whatever was true before.
  const known = room.reachable ? state : { ...state, noticedBy: null };
  return <>{waitingStatusText(known, peer.name, zone, t)}</>;
}

/** The present before the past, and what was really sent before what was merely seen. */
export function waitingStatusText(state: WaitingState, name: string, zone: string, t: Translate): string {
  const clock = clockIn(zone);
  const { noticedBy, status } = state;
  if (noticedBy) return t("wait.seen", { name: noticedBy });
  if (status.alert) {
    const key = status.alert.channel === "sms" ? "truth.alerted.sms" : "truth.alerted.email";
    return t(key, { name, time: clock(status.alert.at) });
  }
  if (status.noticedAt) return t("truth.saw", { name, time: clock(status.noticedAt) });
  // Their own words stand below and say more.
  if (status.message || status.holdUntil) return "";
  const queued = t("wait.queued", { name });
  return status.alertAt ? `${queued} ${t("truth.willAlert", { name, time: clock(status.alertAt) })}` : queued;
}

/** The specialist's own words, and how much patience they ask for. */
export function SpecialistMessage({ state }: { state: WaitingState }): JSX.Element | null {
  const { room, t } = useRoom();
  const { name } = room.config.peer;
  const clock = clockIn(room.config.zone);
  const { lateMinutes, message } = state.status;
  const now = useNow();
  const holdUntil = state.status.holdUntil && Date.parse(state.status.holdUntil) > now ? state.status.holdUntil : null;
  const text = state.message ?? message?.text;
  const lines = [
    holdUntil && t("truth.hold", { name, time: clock(holdUntil) }),
    !holdUntil && lateMinutes ? t("truth.late", { name, minutes: lateMinutes }) : null,
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
            <b>{name}</b> {text && message?.at && <small>{t("word.said", { time: clock(message.at) })}</small>}
            {lines.map((line) => (
              <p>{line}</p>
            ))}
          </div>
        </div>
      )}
    </div>
  );
}

/** Going away is said, so that nobody is alerted for an empty chair. */
export function LeaveWaitingRoom({ url }: { url: string }): JSX.Element {
  const t = useTexts();
  const [failed, setFailed] = useState(false);
  const leave = (): void => {
    postJson(url, {}, { idempotent: true })
      .then(() => {
        // What was said about it stands at the top.
        scrollTo(0, 0);
        location.reload();
      })
      .catch(() => setFailed(true));
  };
  return (
    <p class="set">
      <button type="button" class="btn quiet" onClick={leave}>
        {t("go.leave")}
      </button>
      {failed && <span role="alert">{t("go.failed")}</span>}
    </p>
  );
}

/** What a clock in `zone` shows at an instant. */
function clockIn(zone: string): (iso: string) => string {
  const face = new Intl.DateTimeFormat("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: zone,
  });
  return (iso) => face.format(new Date(iso));
}
