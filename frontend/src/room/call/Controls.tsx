/** What one can do in the call. */
import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { DeviceKind } from "../media/device";
import { deviceDeed } from "../media/device-texts";
import { useHeir, useRoom } from "../room-context";
import { CameraIcon, ChatIcon, EndIcon, LeaveIcon, MicrophoneIcon, MoreIcon, NotesIcon, ScreenIcon } from "./icons";
import type { PanelName } from "./panel-name";
import { notesPanel } from "./SidePanel";

interface Panels {
  panel: PanelName | null;
  toggle: (name: PanelName) => void;
}

export function Controls({ panel, toggle }: Panels): JSX.Element {
  const { room, t } = useRoom();
  const { config } = room;
  const [asked, setAsked] = useState(false);
  // Asked once: while the panel closes, the notes are on their way home and nowhere to be found.
  const [notes] = useState(notesPanel);
  return (
    <>
      {asked && <Confirm onNo={() => setAsked(false)} />}
      <div class="controls" role="group" aria-label={t("call.controls")}>
        <Toggle kind="microphone" icon={MicrophoneIcon} />
        <Toggle kind="camera" icon={CameraIcon} />
        <Share />
        <Opens name="chat" panel={panel} toggle={toggle} icon={<ChatIcon />} news={room.chat.unread}>
          {t("chat.title")}
        </Opens>
        {notes && (
          <Opens name="notes" panel={panel} toggle={toggle} icon={<NotesIcon />}>
            {notes.getAttribute("aria-label")}
          </Opens>
        )}
        <Opens name="more" panel={panel} toggle={toggle} icon={<MoreIcon />}>
          {t("more.title")}
        </Opens>
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

function Toggle({ kind, icon: Icon }: { kind: DeviceKind; icon: typeof CameraIcon }): JSX.Element {
  const { room, t } = useRoom();
  const device = room.media.now[kind];
  const isSpared = kind === "camera" && room.own.lowData;
  const isOn = device.state === "on" && !isSpared;
  return (
    <button
      id={`control-${kind}`}
      type="button"
      class={isOn ? "ctl" : "ctl off"}
      aria-disabled={device.state === "starting" || isSpared}
      onClick={() => void room.own.toggle(kind)}
    >
      <Icon on={isOn} />
      <span>{isSpared ? t("camera.spared") : t(deviceDeed(kind, device))}</span>
    </button>
  );
}

function Share(): JSX.Element | null {
  const { room, t } = useRoom();
  const { sharing } = room.own;
  if (!sharing.isPossible) return null;
  return (
    <button
      id="control-share"
      type="button"
      class={sharing.track ? "ctl off" : "ctl"}
      onClick={() => (sharing.track ? sharing.stop() : void sharing.start())}
    >
      <ScreenIcon />
      <span>{t(sharing.track ? "share.stop" : "share.start")}</span>
    </button>
  );
}

interface Opened extends Panels {
  name: PanelName;
  icon: JSX.Element;
  /** How much there is in it that was not seen. */
  news?: number;
  children: ComponentChildren;
}

function Opens({ name, panel, toggle, icon, news = 0, children }: Opened): JSX.Element {
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

/** Asked first: a press by mistake must not end a conversation. Above the controls, since one may still want to mute. */
function Confirm({ onNo }: { onNo: () => void }): JSX.Element {
  const { room, t } = useRoom();
  const no = useRef<HTMLButtonElement>(null);
  const place = useHeir<HTMLDivElement>("end");
  // Before the next key, which a busy machine may bring before the next picture: Escape is to answer the question.
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
      <button type="button" class="ctl end" onClick={() => void room.end()}>
        {t("call.endYes")}
      </button>
    </div>
  );
}
