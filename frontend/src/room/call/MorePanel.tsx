/** The panel for devices, saving data, picture-in-picture, and the keyboard shortcuts. */
import type { JSX } from "preact";
import { canChooseSpeaker, type ListedDeviceKind } from "../media/device-list";
import { useRoom } from "../room-context";
import { KEYS } from "./shortcuts";
import { canPictureInPicture, togglePictureInPicture } from "./Video";

export function MorePanel(): JSX.Element {
  const { room, t } = useRoom();
  return (
    <div class="more-list">
      <Choose kind="microphone" />
      <Choose kind="camera" />
      {canChooseSpeaker() && <Choose kind="speaker" />}
      <label class="tick">
        <input
          type="checkbox"
          checked={room.localParticipant.lowData}
          aria-describedby="save-data"
          onChange={(event) => room.localParticipant.setLowData(event.currentTarget.checked)}
        />
        <span>{t("more.lowData")}</span>
      </label>
      <small id="save-data" class="muted">
        {t("more.lowDataWords")}
      </small>
      {canPictureInPicture() && (
        <button type="button" class="btn" onClick={() => void togglePictureInPicture()}>
          {t("more.pip")}
        </button>
      )}
      <h3>{t("more.keys")}</h3>
      <dl class="keys">
        {KEYS.map(({ code, does }) => (
          <div key={code}>
            <dt>
              <kbd>Alt</kbd> <kbd>{code.slice(3)}</kbd>
            </dt>
            <dd>{t(`key.${does}`)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function Choose({ kind }: { kind: ListedDeviceKind }): JSX.Element | null {
  const { room, t } = useRoom();
  const { devices } = room.localParticipant;
  const list = devices.lists[kind];
  const id = `choose-${kind}`;
  if (list.length === 0) return null;
  const chosen = devices.chosen(kind);
  const isThere = list.some((one) => one.id === chosen);
  return (
    <>
      <label for={id}>{t(kind === "speaker" ? "more.speaker" : `${kind}.title`)}</label>
      <select id={id} onChange={(event) => void room.localParticipant.switchDevice(kind, event.currentTarget.value)}>
        {!isThere && (
          <option value="" selected disabled>
            {t("more.usual")}
          </option>
        )}
        {list.map((one, place) => (
          <option key={one.id} value={one.id} selected={one.id === chosen}>
            {one.label || t("device.numbered", { number: place + 1 })}
          </option>
        ))}
      </select>
    </>
  );
}
