/** Before the call: the client's status or the specialist's, and the check of the devices. */
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { formatClock } from "../../shared/clock";
import { DeviceCheck } from "../device-check/DeviceCheck";
import { InAppBrowserNotice } from "../device-check/InAppBrowserNotice";
import { useNow, useRoom } from "../room-context";
import { SessionNotice } from "../SessionNotice";
import type { WaitingState } from "../state";
import { LeaveWaitingRoom } from "./LeaveWaitingRoom";
import { MessageForm } from "./MessageForm";
import { SpecialistMessage } from "./SpecialistMessage";
import { WaitingStatusText } from "./WaitingStatusText";

export function WaitingRoom({ state }: { state: WaitingState }): JSX.Element {
  const { room, t } = useRoom();
  const { party, serviceName, urls, link } = room.config;
  const peer = room.roster.counterpart;
  const isClient = party === "client";
  return (
    <div class="wait">
      <small>{t("wait.with", { service: serviceName, name: peer.name })}</small>
      <Countdown />
      {isClient ? <ClientStatus state={state} /> : <SpecialistStatus state={state} />}
      <SessionNotice />
      {!room.reachable && (
        <p class="note warm" role="alert">
          {t("server.lost")}
        </p>
      )}
      {isClient && <SpecialistMessage state={state} />}
      <InAppBrowserNotice link={link} />
      <DeviceCheck
        media={room.media}
        name={peer.name}
        urls={{ ping: urls.state, relay: urls.connectionTest }}
        live={room.reachable ? null : false}
      />
      {isClient && urls.leaveWaiting && <LeaveWaitingRoom url={urls.leaveWaiting} />}
    </div>
  );
}

const DAY_S = 86_400;

/** The time until the planned start. */
function Countdown(): JSX.Element | null {
  const { room, t } = useRoom();
  const left = Math.ceil((Date.parse(room.config.startsAt) - useNow()) / 1_000);
  if (left <= 0) return <p class="due">{room.config.party === "client" && t("wait.due")}</p>;
  // Opened days ahead: a number of hours beyond a day helps nobody.
  if (left >= DAY_S) return null;
  return (
    <>
      <p class="caption muted" id="starts-in">
        {t("wait.starts")}
      </p>
      <div class="count" role="timer" aria-labelledby="starts-in">
        {formatClock(left)}
      </div>
    </>
  );
}

function ClientStatus({ state }: { state: WaitingState }): JSX.Element {
  const { t } = useRoom();
  return (
    <>
      <h1>{t("wait.heading")}</h1>
      <p class="muted" role="status">
        <WaitingStatusText state={state} /> {state.position === 1 && t("wait.next")}
        {state.position !== null && state.position > 1 && t("wait.before", { count: state.position - 1 })}
      </p>
    </>
  );
}

function SpecialistStatus({ state }: { state: WaitingState }): JSX.Element {
  const { room, t } = useRoom();
  const { name } = room.roster.counterpart;
  const { peerHere } = state;
  // Parts of the page that are of use only while somebody waits.
  useEffect(() => {
    for (const one of document.querySelectorAll<HTMLElement>("[data-when-waiting]")) one.hidden = !peerHere;
    // Who waits again after a call is turned away from that call, and nothing is cancelled.
    if (room.admittedAt === null) return;
    for (const one of document.querySelectorAll<HTMLElement>("[data-before-begun]")) one.hidden = true;
    for (const one of document.querySelectorAll<HTMLElement>("[data-when-begun]")) one.hidden = false;
  }, [peerHere, room.admittedAt]);
  return (
    <>
      <div role="status">
        <h1>{t(peerHere ? "wait.peerHere" : "wait.peerAway", { name })}</h1>
      </div>
      <p class="muted">{t("wait.letInWhenReady", { name })}</p>
      {peerHere && room.config.urls.admit && (
        <button type="button" class="btn main" onClick={() => void room.requests.admit()}>
          {t("wait.letIn", { name })}
        </button>
      )}
      <EndConsultation />
      {room.requests.failed === "admit" && <p role="alert">{t("wait.letInFailed", { name })}</p>}
      {peerHere && room.config.urls.message && <MessageForm url={room.config.urls.message} name={name} />}
    </>
  );
}

/** For a consultation that has begun: without the client, who went away or was turned away, there is no call to end. */
function EndConsultation(): JSX.Element | null {
  const { room, t } = useRoom();
  const hasBegun = room.config.hasBegun || room.admittedAt !== null;
  if (!hasBegun || !room.config.urls.end) return null;
  return (
    <>
      <button type="button" class="btn" aria-describedby="wait-end" onClick={() => void room.requests.end()}>
        {t("wait.end")}
      </button>
      <small id="wait-end">{t("wait.endWords")}</small>
      {room.requests.failed === "end" && <p role="alert">{t("call.endFailed")}</p>}
    </>
  );
}
