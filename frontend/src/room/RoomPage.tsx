/** The room with what its views need around it. */
import type { JSX } from "preact";
import { App } from "./App";
import type { Room } from "./room";
import { RoomContext } from "./room-context";
import { TextsContext, type Translate } from "./texts";

interface Props {
  room: Room;
  texts: Translate;
  /** Milliseconds to add to this device's clock to get the server's. */
  skew: number;
}

export function RoomPage({ room, texts, skew }: Props): JSX.Element {
  return (
    <TextsContext.Provider value={texts}>
      {/* A fresh value each time: the room changes in place, and views must see that. */}
      <RoomContext.Provider value={{ room, skew }}>
        <App />
      </RoomContext.Provider>
    </TextsContext.Provider>
  );
}
