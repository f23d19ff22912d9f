/** The buttons of the call. */
import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { DeviceKind } from "../media/device";
import { deviceAction } from "../media/device-texts";
import { useFocusFallback, useRoom } from "../room-context";
import { CameraIcon, ChatIcon, EndIcon, LeaveIcon, MicrophoneIcon, MoreIcon, NotesIcon, ScreenIcon } from "./icons";
import type { PanelName } from "./panel-name";
import { notesElement } from "./SidePanel";

interface Panels {
  panel: PanelName | null;
  toggle: (name: PanelName) => void;
}

export function Controls({ panel, toggle }: Panels): JSX.Element {
  const { room, t } = useRoom();
  const { config } = room;
  const [asked, setAsked] = useState(false);
  // Looked up once: while the panel closes, the notes are moved and not found.
  const [notes] = useState(notesElement);
  return (
    <>
      {asked && <EndConfirmation onNo={() => setAsked(false)} />}
      <div class="controls" role="group" aria-label={t("call.controls")}>
        <DeviceButton kind="microphone" icon={MicrophoneIcon} />
        <DeviceButton kind="camera" icon={CameraIcon} />
        <ShareButton />
        <PanelButton name="chat" panel={panel} toggle={toggle} icon={<ChatIcon />} news={room.chat.unread}>
          {t("chat.title")}
        </PanelButton>
        {notes && (
          <PanelButton name="notes" panel={panel} toggle={toggle} icon={<NotesIcon />}>
            {notes.getAttribute("aria-label")}
          </PanelButton>
        )}
        <PanelButton name="more" panel={panel} toggle={toggle} icon={<MoreIcon />}>
          {t("more.title")}
        </PanelButton>
        <button type="button" class={config.urls.end ? "ctl" : "ctl end"} onClick={() => room.leave()}>
          <LeaveIcon />
          <span>{t("call.leave")}</span>
        </button>
        {config.urls.end && (
          <button id="control-end" type="button" class="ctl end" aria-expanded={asked} onClick={() => setAsked(!asked)}>
            <EndIcon />
            <span>{t("call.end")}</span>
          </button>
        )}
      </div>
    </>
  );
}

function DeviceButton({ kind, icon: Icon }: { kind: DeviceKind; icon: typeof CameraIcon }): JSX.Element {
  const { room, t } = useRoom();
  const device = room.media.devices[kind];
  const isSpared = kind === "camera" && room.localParticipant.lowData;
  const isOn = device.state === "on" && !isSpared;
  return (
    <button
      id={`control-${kind}`}
      type="button"
      class={isOn ? "ctl" : "ctl off"}
      aria-disabled={device.state === "starting" || isSpared}
      onClick={() => void room.localParticipant.toggle(kind)}
    >
      <Icon on={isOn} />
      <span>{isSpared ? t("camera.spared") : t(deviceAction(kind, device))}</span>
    </button>
  );
}

function ShareButton(): JSX.Element | null {
  const { room, t } = useRoom();
  const { screenShare } = room.localParticipant;
  if (!screenShare.isSupported) return null;
  return (
    <button
      id="control-share"
      type="button"
      class={screenShare.track ? "ctl off" : "ctl"}
      onClick={() => (screenShare.track ? screenShare.stop() : void screenShare.start())}
    >
      <ScreenIcon />
      <span>{t(screenShare.track ? "share.stop" : "share.start")}</span>
    </button>
  );
}

interface PanelButtonProps extends Panels {
  name: PanelName;
  icon: JSX.Element;
  /** The number of unread messages in it. */
  news?: number;
  children: ComponentChildren;
}

function PanelButton({ name, panel, toggle, icon, news = 0, children }: PanelButtonProps): JSX.Element {
  const { t } = useRoom();
  return (
    <button
      type="button"
      class={panel === name ? "ctl off" : "ctl"}
      aria-expanded={panel === name}
      onClick={() => toggle(name)}
    >
      {icon}
      <span>{children}</span>
      {news > 0 && (
        <>
          <b class="badge" aria-hidden="true">
            {news}
          </b>
          <span class="hidden"> {t("chat.unread", { count: news })}</span>
        </>
      )}
    </button>
  );
}

/** The question before the call ends for both. It stands above the controls, which stay usable. */
function EndConfirmation({ onNo }: { onNo: () => void }): JSX.Element {
  const { room, t } = useRoom();
  const no = useRef<HTMLButtonElement>(null);
  const place = useFocusFallback<HTMLDivElement>("end");
  // In the layout effect, before the next key: Escape must reach the question.
  useLayoutEffect(() => no.current?.focus(), []);
  return (
    <div
      class="confirm"
      role="group"
      ref={place}
      aria-label={t("call.endQuestion")}
      onKeyDown={(event) => event.key === "Escape" && onNo()}
    >
      <p>{t("call.endQuestion")}</p>
      <button type="button" class="ctl" ref={no} onClick={onNo}>
        {t("call.endNo")}
      </button>
      <button type="button" class="ctl end" onClick={() => void room.requests.end()}>
        {t("call.endYes")}
      </button>
    </div>
  );
}
