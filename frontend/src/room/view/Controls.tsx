/** What one can do in the call. */
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { DeviceKind, DeviceState } from "../media";
import { useRoom } from "./context";
import { CameraIcon, MicrophoneIcon } from "./icons";

const TROUBLE: readonly DeviceState[] = ["none", "denied", "busy", "failed"];

export function Controls(): JSX.Element {
  const { room, t } = useRoom();
  const { config, media } = room;
  const [asked, setAsked] = useState(false);
  return (
    <footer>
      <Troubles />
      {asked ? (
        <Confirm onNo={() => setAsked(false)} />
      ) : (
        <div class="controls" role="group" aria-label={t("call.controls")}>
          <Toggle kind="microphone">
            <MicrophoneIcon on={media.now.microphone.state === "on"} />
          </Toggle>
          <Toggle kind="camera">
            <CameraIcon on={media.now.camera.state === "on"} />
          </Toggle>
          <button type="button" class={config.urls.end ? "ctl" : "ctl end"} onClick={() => room.leave()}>
            {t("call.leave")}
          </button>
          {config.urls.end && (
            <button type="button" class="ctl end" onClick={() => setAsked(true)}>
              {t("call.end")}
            </button>
          )}
        </div>
      )}
    </footer>
  );
}

function Toggle({ kind, children }: { kind: DeviceKind; children: ComponentChildren }): JSX.Element {
  const { room, t } = useRoom();
  const { state } = room.media.now[kind];
  const isOn = state === "on";
  return (
    <button
      type="button"
      class={isOn ? "ctl" : "ctl off"}
      aria-disabled={state === "starting"}
      onClick={() => state !== "starting" && void room.media.turn(kind, !isOn)}
    >
      {children}
      <span>{t(TROUBLE.includes(state) ? `${kind}.again` : isOn ? `${kind}.turnOff` : `${kind}.turnOn`)}</span>
    </button>
  );
}

/** Asked in place: a press by mistake must not end a conversation. */
function Confirm({ onNo }: { onNo: () => void }): JSX.Element {
  const { room, t } = useRoom();
  const no = useRef<HTMLButtonElement>(null);
  useEffect(() => no.current?.focus(), []);
  return (
    <div class="controls confirm" role="group" aria-label={t("call.endQuestion")} onKeyDown={(event) => event.key === "Escape" && onNo()}>
      <p>{t("call.endQuestion")}</p>
      <button type="button" class="ctl" ref={no} onClick={onNo}>
        {t("call.endNo")}
      </button>
      <button type="button" class="ctl end" onClick={() => void room.end()}>
        {t("call.endYes")}
      </button>
    </div>
  );
}

function Troubles(): JSX.Element {
  const { room, t } = useRoom();
  const { microphone, camera } = room.media.now;
  const { name } = room.config.peer;
  return (
    <div class="troubles" role="status">
      {TROUBLE.includes(microphone.state) && <p>{t(`microphone.${microphone.state}`, { name })}</p>}
      {TROUBLE.includes(camera.state) && <p>{t(`camera.${camera.state}`)}</p>}
      {!room.reachable && room.state.phase === "inCall" && room.state.peer.here && <p>{t("server.lost")}</p>}
      {room.trouble === "end" && <p>{t("call.endFailed")}</p>}
    </div>
  );
}
