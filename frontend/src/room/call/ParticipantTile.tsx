/** The video of the other person and their screen, one's own in the corner, and text where there is no video. */
import type { JSX } from "preact";
import { initials } from "../initials";
import { useRoom } from "../room-context";
import type { Link } from "../state";
import { NoPath } from "./NoPath";
import { LocalVideo, RemoteScreen, RemoteVideo } from "./Video";

export function ParticipantTile({ link, words }: { link: Link | null; words: string | null }): JSX.Element {
  const { room, t } = useRoom();
  const { name } = room.config.peer;
  const media = link ? room.callSession.peerMedia : null;
  const isSaving = room.localParticipant.lowData || media?.lowData === true;
  const isDark = media?.camera === false || isSaving;
  const showsScreen = media?.screen === true && room.callSession.remote !== null;
  // Who does not reach the server has no network, or the practice has none: that is said instead.
  const isStuck = (link === "connecting" || link === "lost") && room.reconnection.problem !== null && room.reachable;
  return (
    <div class={isStuck ? "tile stuck" : showsScreen ? "tile with-screen" : "tile"}>
      <div class="stage">
        <div class="face" aria-hidden="true">
          {initials(name)}
        </div>
        <p role="status">{isStuck ? null : words}</p>
        {isStuck && <NoPath />}
      </div>
      <RemoteVideo stream={room.callSession.remote?.camera ?? null} hidden={isDark} />
      {showsScreen && room.callSession.remote && <RemoteScreen stream={room.callSession.remote.screen} />}
      <p class="name" role="status">
        {name}
        {showsScreen && <small>{t("share.peer", { name })}</small>}
        {isSaving && <small>{room.localParticipant.lowData ? t("call.lowOwn") : t("call.lowPeer", { name })}</small>}
        {media?.camera === false && !isSaving && <small>{t("call.peerCameraOff", { name })}</small>}
        {media?.microphone === false && <small>{t("call.peerMuted", { name })}</small>}
      </p>
      <div class="mini">
        <LocalVideo isSpared={isSaving} />
      </div>
    </div>
  );
}
