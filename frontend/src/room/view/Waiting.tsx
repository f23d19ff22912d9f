/** Before the call: am I in the right place, does the other see me, do my camera and microphone work? */
import type { JSX } from "preact";
import { clockFace } from "../../shared/clock";
import type { DeviceKind } from "../media";
import type { RoomState } from "../state";
import { initials, useNow, useRoom } from "./context";
import { OwnPicture } from "./Picture";

type WaitingState = Extract<RoomState, { phase: "waiting" }>;

export function Waiting({ state }: { state: WaitingState }): JSX.Element {
  const { room, t } = useRoom();
  const { role, peer, serviceName } = room.config;
  return (
    <div class="wait">
      <small>{t("wait.with", { service: serviceName, name: peer.name })}</small>
      <Countdown />
      {role === "client" ? <ClientWords state={state} /> : <SpecialistWords state={state} />}
      {!room.reachable && (
        <p class="note warm" role="alert">
          {t("server.lost")}
        </p>
      )}
      <div class="checks">
        <div class="self">
          <OwnPicture />
        </div>
        <div>
          <DeviceCheck kind="camera" />
          <DeviceCheck kind="microphone" />
        </div>
      </div>
      {state.message && (
        <div class="note" role="status">
          <div class="face small" aria-hidden="true">
            {initials(peer.name)}
          </div>
          <div>
            <b>{peer.name}</b>
            <br />
            {state.message}
          </div>
        </div>
      )}
    </div>
  );
}

function Countdown(): JSX.Element {
  const { room, t } = useRoom();
  const left = Math.ceil((Date.parse(room.config.startsAt) - useNow()) / 1_000);
  if (left <= 0) return <p class="due">{room.config.role === "client" && t("wait.due")}</p>;
  return (
    <div class="count" role="timer" aria-label={t("wait.starts")}>
      {clockFace(left)}
    </div>
  );
}

function ClientWords({ state }: { state: WaitingState }): JSX.Element {
  const { room, t } = useRoom();
  const { name } = room.config.peer;
  return (
    <>
      <h1>{t("wait.heading")}</h1>
      <p class="muted" role="status">
        {state.noticedBy ? t("wait.seen", { name: state.noticedBy }) : t("wait.queued", { name })}{" "}
        {state.position === 1 && t("wait.next")}
        {state.position !== null && state.position > 1 && t("wait.before", { count: state.position - 1 })}
      </p>
    </>
  );
}

function SpecialistWords({ state }: { state: WaitingState }): JSX.Element {
  const { room, t } = useRoom();
  const { name } = room.config.peer;
  return (
    <>
      <div role="status">
        <h1>{t(state.peerHere ? "wait.peerHere" : "wait.peerAway", { name })}</h1>
      </div>
      <p class="muted">{t("wait.letInWhenReady", { name })}</p>
      {state.peerHere && room.config.urls.admit && (
        <button type="button" class="btn main" onClick={() => void room.admit()}>
          {t("wait.letIn", { name })}
        </button>
      )}
      {room.trouble === "admit" && <p role="alert">{t("wait.letInFailed", { name })}</p>}
    </>
  );
}

function DeviceCheck({ kind }: { kind: DeviceKind }): JSX.Element {
  const { room, t } = useRoom();
  const { state } = room.media.now[kind];
  const isOn = state === "on";
  const isChoice = isOn || state === "off";
  const isCalm = isChoice || state === "starting";
  return (
    <div class="check">
      <span class={isCalm ? "dot" : "dot warn"} aria-hidden="true">
        {isOn ? "✓" : isCalm ? "–" : "!"}
      </span>
      <div>
        <b>{t(`${kind}.title`)}</b>
        <br />
        <small role="status">{t(`${kind}.${state}`, { name: room.config.peer.name })}</small>
      </div>
      {state !== "starting" && (
        <button type="button" class="btn quiet" onClick={() => void room.media.turn(kind, !isOn)}>
          {t(isChoice ? (isOn ? `${kind}.turnOff` : `${kind}.turnOn`) : `${kind}.again`)}
        </button>
      )}
    </div>
  );
}
