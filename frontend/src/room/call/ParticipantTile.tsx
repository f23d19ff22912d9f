/** Pictures of the other person and their screen, one's own in the corner, and words where there is none. */
import type { JSX } from "preact";
import { initials } from "../initials";
import { useRoom } from "../room-context";
import type { Link } from "../state";
import { OwnPicture, RemotePicture, RemoteScreen } from "./Video";

export function Tile({ link, words }: { link: Link | null; words: string | null }): JSX.Element {
  const { room, t } = useRoom();
  const { name } = room.config.peer;
  const media = link ? room.peerMedia : null;
  const isSaving = room.own.lowData || media?.lowData === true;
  const isDark = media?.camera === false || isSaving;
  const showsScreen = media?.screen === true && room.remote !== null;
  return (
    <div class={showsScreen ? "tile with-screen" : "tile"}>
      <div class="stage">
        <div class="face" aria-hidden="true">
          {initials(name)}
        </div>
        <p role="status">{words}</p>
      </div>
      {room.remote && <RemotePicture stream={room.remote.camera} hidden={isDark} />}
      {showsScreen && room.remote && <RemoteScreen stream={room.remote.screen} />}
      <p class="name" role="status">
        {name}
        {showsScreen && <small>{t("share.peer", { name })}</small>}
        {isSaving && <small>{room.own.lowData ? t("call.lowOwn") : t("call.lowPeer", { name })}</small>}
        {media?.camera === false && !isSaving && <small>{t("call.peerCameraOff", { name })}</small>}
        {media?.microphone === false && <small>{t("call.peerMuted", { name })}</small>}
      </p>
      <div class="mini">
        <OwnPicture isSpared={isSaving} />
      </div>
    </div>
  );
}
