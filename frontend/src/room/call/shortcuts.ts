/** Keys for those who do not use the mouse. With Alt, so that nobody mutes themselves by writing. */
import { useEffect } from "preact/hooks";
import type { Room } from "../room";
import type { PanelName } from "./panel-name";

/** By place on the keyboard, so that they are the same in every alphabet. */
export const KEYS = [
  { code: "KeyM", does: "microphone" },
  { code: "KeyV", does: "camera" },
  { code: "KeyS", does: "share" },
  { code: "KeyC", does: "chat" },
] as const;

type ShortcutAction = (typeof KEYS)[number]["does"];

export function useShortcuts(room: Room, toggle: (name: PanelName) => void): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const key = KEYS.find(({ code }) => code === event.code);
      if (!key) return;
      event.preventDefault();
      if (!event.repeat) perform(key.does, room, toggle);
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, [room, toggle]);
}

function perform(action: ShortcutAction, room: Room, toggle: (name: PanelName) => void): void {
  const { screenShare } = room.localParticipant;
  switch (action) {
    case "microphone":
    case "camera":
      return void room.localParticipant.toggle(action);
    case "share":
      return screenShare.track ? screenShare.stop() : void screenShare.start();
    case "chat":
      return toggle("chat");
  }
}
