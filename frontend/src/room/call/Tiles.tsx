/** The pictures of the call: a tile for each other person, and one's own picture in the corner. */
import type { JSX } from "preact";
import type { RosterEntry } from "../config";
import { useRoom } from "../room-context";
import type { RoomState } from "../state";
import { ParticipantTile } from "./ParticipantTile";
import { LocalVideo } from "./Video";

/** Who has a tile: the one whom this person comes for, and whoever else is in the call. */
export function tiled(others: readonly RosterEntry[], state: RoomState): readonly RosterEntry[] {
  const isInCall = ({ id }: RosterEntry): boolean => state.phase === "inCall" && state.peers.has(id);
  return others.filter((one, place) => place === 0 || isInCall(one));
}

export function Tiles(): JSX.Element {
  const { room } = useRoom();
  const shown = tiled(room.roster.others, room.state);
  const { lowData } = room.localParticipant;
  // With one other person their wish decides; of several, each decides for themselves.
  const isSpared = lowData || (shown.length > 0 && shown.every(({ id }) => room.callSession.remotes.get(id)?.lowData));
  return (
    <div class={shown.length > 1 ? "tiles several" : "tiles"}>
      {shown.map((person) => (
        <ParticipantTile key={person.id} person={person} />
      ))}
      <div class="mini">
        <LocalVideo isSpared={isSpared} />
      </div>
    </div>
  );
}
