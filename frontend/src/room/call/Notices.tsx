/** Notices over the controls: a device that fails, one that was plugged in, a shared screen. */
import type { ComponentChildren, JSX } from "preact";
import { worstLink } from "../links";
import type { DeviceKind } from "../media/device";
import { deviceError } from "../media/device-error";
import { deviceText } from "../media/device-texts";
import { useFocusFallback, useRoom } from "../room-context";
import { SessionNotice } from "../SessionNotice";

export function Notices(): JSX.Element {
  const { room, t } = useRoom();
  const name = room.names;
  const { screenShare } = room.localParticipant;
  const link = worstLink(room.state);
  const callGoesOn = link === "good" || link === "poor";
  return (
    <div class="troubles" role="status">
      <DeviceErrorNotice kind="microphone" />
      <DeviceErrorNotice kind="camera" />
      <DetectedDeviceNotice />
      {screenShare.track && (
        <Notice focusFallback="share">
          {t("share.on", { name })}{" "}
          <button type="button" class="btn" onClick={() => screenShare.stop()}>
            {t("share.stop")}
          </button>
        </Notice>
      )}
      {screenShare.isMinimised && <p>{t("share.minimised", { name })}</p>}
      {room.localParticipant.mutedSpeech.isSpeaking && <p>{t("watch.speaking", { name })}</p>}
      {room.callSession.warnings.map((warning) => (
        <p key={`${warning.kind} ${warning.peer}`}>
          {t(`watch.${warning.kind}`, { name: warning.peer === null ? name : room.roster.name(warning.peer) })}
        </p>
      ))}
      {room.chat.unsent && <p>{t(`chat.${room.chat.unsent}Closed`)}</p>}
      {screenShare.failed && <p>{t("share.failed")}</p>}
      <SessionNotice />
      {!room.reachable && link !== null && <p>{t(callGoesOn ? "server.lostInCall" : "server.lost")}</p>}
      {room.requests.failed === "end" && <p>{t("call.endFailed")}</p>}
    </div>
  );
}

/** A sentence with buttons. When it disappears, the focus goes to the control `focusFallback`. */
function Notice({ focusFallback, children }: { focusFallback: string; children: ComponentChildren }): JSX.Element {
  const place = useFocusFallback<HTMLParagraphElement>(focusFallback);
  return <p ref={place}>{children}</p>;
}

function DeviceErrorNotice({ kind }: { kind: DeviceKind }): JSX.Element | null {
  const { room, t } = useRoom();
  const device = room.media.devices[kind];
  // The notice and the focus in it stay while the device is tried again.
  const isStarting = device.state === "starting";
  // The notice of a newly plugged in device replaces it.
  if (!deviceError(device) || room.localParticipant.devices.detected?.kind === kind) return null;
  return (
    <Notice focusFallback={kind}>
      {deviceText(kind, device, t, room.names)}{" "}
      <button
        type="button"
        class="btn"
        aria-disabled={isStarting}
        onClick={() => !isStarting && void room.media.setEnabled(kind, true)}
      >
        {t(`${kind}.again`)}
      </button>
    </Notice>
  );
}

function DetectedDeviceNotice(): JSX.Element | null {
  const { room, t } = useRoom();
  const { devices } = room.localParticipant;
  const { detected } = devices;
  if (!detected) return null;
  return (
    <Notice focusFallback={detected.kind}>
      {t(`${detected.kind}.offer`, { label: detected.label })}{" "}
      <button
        type="button"
        class="btn"
        onClick={() => void room.localParticipant.switchDevice(detected.kind, detected.id)}
      >
        {t("device.use")}
      </button>{" "}
      <button type="button" class="btn quiet" onClick={() => devices.dismiss()}>
        {t("device.keep")}
      </button>
    </Notice>
  );
}
