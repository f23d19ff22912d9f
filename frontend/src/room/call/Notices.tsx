/** What needs a word: a device in trouble, one that was plugged in, a screen being shown. One sentence, one button. */
import type { ComponentChildren, JSX } from "preact";
import type { DeviceKind } from "../media/device";
import { troubleOf } from "../media/device-error";
import { deviceWords } from "../media/device-texts";
import { useHeir, useRoom } from "../room-context";
import { linkTo } from "../state";

export function Notices(): JSX.Element {
  const { room, t } = useRoom();
  const { name } = room.config.peer;
  const { sharing } = room.own;
  return (
    <div class="troubles" role="status">
      <Trouble kind="microphone" />
      <Trouble kind="camera" />
      <Offered />
      {sharing.track && (
        <Notice heir="share">
          {t("share.on", { name })}{" "}
          <button type="button" class="btn" onClick={() => sharing.stop()}>
            {t("share.stop")}
          </button>
        </Notice>
      )}
      {sharing.failed && <p>{t("share.failed")}</p>}
      {!room.reachable && linkTo(room.state, room.peer) !== null && <p>{t("server.lost")}</p>}
      {room.trouble === "end" && <p>{t("call.endFailed")}</p>}
    </div>
  );
}

/** Its button goes with it, and leaves the focus to the control `heir`. */
function Notice({ heir, children }: { heir: string; children: ComponentChildren }): JSX.Element {
  const place = useHeir<HTMLParagraphElement>(heir);
  return <p ref={place}>{children}</p>;
}

function Trouble({ kind }: { kind: DeviceKind }): JSX.Element | null {
  const { room, t } = useRoom();
  const device = room.media.now[kind];
  // While it is tried once more the notice stays, and the focus with it.
  const isStarting = device.state === "starting";
  // An offer of another one says it better.
  if (!troubleOf(device) || room.own.devices.offer?.kind === kind) return null;
  return (
    <Notice heir={kind}>
      {deviceWords(kind, device, t, room.config.peer.name)}{" "}
      <button
        type="button"
        class="btn"
        aria-disabled={isStarting}
        onClick={() => !isStarting && void room.media.turn(kind, true)}
      >
        {t(`${kind}.again`)}
      </button>
    </Notice>
  );
}

function Offered(): JSX.Element | null {
  const { room, t } = useRoom();
  const { devices } = room.own;
  const { offer } = devices;
  if (!offer) return null;
  return (
    <Notice heir={offer.kind}>
      {t(`${offer.kind}.offer`, { label: offer.label })}{" "}
      <button type="button" class="btn" onClick={() => void room.own.use(offer.kind, offer.id)}>
        {t("device.use")}
      </button>{" "}
      <button type="button" class="btn quiet" onClick={() => devices.refuse()}>
        {t("device.keep")}
      </button>
    </Notice>
  );
}
