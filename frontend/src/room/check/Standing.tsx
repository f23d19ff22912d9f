/** What a waiting client is told: who sees them, what was sent, what the specialist said. Nothing but what is known. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { postJson } from "../../shared/http";
import type { RoomState } from "../state";
import type { T } from "../texts";
import { initials, useRoom } from "../view/context";
import { checkTexts, type W } from "./texts";

type WaitingState = Extract<RoomState, { phase: "waiting" }>;

export function Standing({ state }: { state: WaitingState }): JSX.Element {
  const { room, t } = useRoom();
  return <>{standingWords(state, room.config.peer.name, t, checkTexts())}</>;
}

/** The present before the past, and what was really sent before what was merely seen. */
export function standingWords(state: WaitingState, name: string, t: T, w: W): string {
  const { noticedBy, standing } = state;
  if (noticedBy) return t("wait.seen", { name: noticedBy });
  if (standing.alert) {
    const key = standing.alert.channel === "sms" ? "truth.alerted.sms" : "truth.alerted.email";
    return w(key, { name, time: clock(standing.alert.at) });
  }
  if (standing.noticedAt) return w("truth.saw", { name, time: clock(standing.noticedAt) });
  // Their own words stand below and say more.
  if (standing.message || standing.holdUntil) return "";
  const queued = t("wait.queued", { name });
  return standing.alertAt ? `${queued} ${w("truth.willAlert", { name, time: clock(standing.alertAt) })}` : queued;
}

/** The specialist's own words, and how much patience they ask for. */
export function Said({ state }: { state: WaitingState }): JSX.Element | null {
  const { room } = useRoom();
  const w = checkTexts();
  const { name } = room.config.peer;
  const { holdUntil, lateMinutes, message } = state.standing;
  const text = state.message ?? message?.text;
  const lines = [
    holdUntil && w("truth.hold", { name, time: clock(holdUntil) }),
    !holdUntil && lateMinutes ? w("truth.late", { name, minutes: lateMinutes }) : null,
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
            <b>{name}</b> {text && message?.at && <small>{w("word.said", { time: clock(message.at) })}</small>}
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
export function Leave({ url }: { url: string }): JSX.Element {
  const w = checkTexts();
  const [failed, setFailed] = useState(false);
  const leave = (): void => {
    postJson(url, {}, { idempotent: true })
      .then(() => location.reload())
      .catch(() => setFailed(true));
  };
  return (
    <p class="set">
      <button type="button" class="btn quiet" onClick={leave}>
        {w("go.leave")}
      </button>
      {failed && <span role="alert">{w("go.failed")}</span>}
    </p>
  );
}

/** An instant as a clock shows it here, in the page's own language. */
function clock(iso: string): string {
  const at = new Date(iso);
  return `${String(at.getHours()).padStart(2, "0")}:${String(at.getMinutes()).padStart(2, "0")}`;
}
