/** The video of one other person and their screen, and text where there is no video. */
import type { JSX } from "preact";
import type { RosterEntry } from "../config";
import type { Link, Sends } from "../drivers/port";
import { initials } from "../initials";
import { linkTo } from "../links";
import type { Room } from "../room";
import { useRoom } from "../room-context";
import type { Translate } from "../texts";
import { NoPath } from "./NoPath";
import { RemoteScreen, RemoteVideo } from "./Video";

export function ParticipantTile({ person }: { person: RosterEntry }): JSX.Element {
  const { room, t } = useRoom();
  const { id, name } = person;
  const link = linkTo(room.state, id);
  const remote = room.callSession.remotes.get(id);
  // Of one who is not there nothing is said but that.
  const said = link ? remote : undefined;
  const sends = said?.sends;
  const isSaving = room.localParticipant.lowData || said?.lowData === true;
  const isOff = sends !== undefined && sends !== null && isCameraOff(sends);
  const showsScreen = sends?.screen === "live" && remote !== undefined;
  // Who does not reach the server has no network, or the practice has none: that is said instead.
  const isStuck = (link === "connecting" || link === "lost") && room.reconnection.problem !== null && room.reachable;
  return (
    <div class={isStuck ? "tile stuck" : showsScreen ? "tile with-screen" : "tile"}>
      <div class="stage">
        <div class="face" aria-hidden="true">
          {initials(name)}
        </div>
        <p role="status">{isStuck ? null : connectionText(room, link, name, t)}</p>
        {isStuck && <NoPath name={name} />}
      </div>
      <RemoteVideo name={name} tracks={remote?.tracks ?? null} hidden={isOff || isSaving} />
      {showsScreen && <RemoteScreen name={name} tracks={remote.tracks} />}
      <p class="name" role="status">
        {name}
        {showsScreen && <small>{t("share.peer", { name })}</small>}
        {isSaving && <small>{room.localParticipant.lowData ? t("call.lowOwn") : t("call.lowPeer", { name })}</small>}
        {isOff && !isSaving && <small>{t("call.peerCameraOff", { name })}</small>}
        {sends && sends.microphone !== "live" && <small>{t("call.peerMuted", { name })}</small>}
      </p>
    </div>
  );
}

function isCameraOff({ camera }: Sends): boolean {
  return camera !== "live" && camera !== "savingData";
}

/** The text in the middle of the picture while there is none, or while it is frozen. */
function connectionText(room: Room, link: Link | null, name: string, t: Translate): string | null {
  const { reachable } = room;
  if (room.reconnection.isBroken) return t("call.broken");
  if (room.state.phase === "joining") return t(reachable ? "call.joining" : "server.lost");
  if (link === null) return t(reachable ? "call.peerAway" : "server.lost", { name });
  return link === "connecting" || link === "lost" ? t(`call.${link}`, { name }) : null;
}
