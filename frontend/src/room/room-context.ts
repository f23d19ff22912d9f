/** What every view needs: the room, its sentences, the server's time, and where the focus goes. */
import { createContext } from "preact";
import { useContext, useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Room } from "./room";
import { type Translate, useTexts } from "./texts";

export interface RoomContextValue {
  room: Room;
  /** Milliseconds to add to this device's clock. */
  skew: number;
}

export const RoomContext = createContext<RoomContextValue | null>(null);

export function useRoom(): RoomContextValue & { t: Translate } {
  const context = useContext(RoomContext);
  const t = useTexts();
  if (!context) throw new Error("A view outside of RoomContext");
  return { ...context, t };
}

/** The server's time, each second. */
export function useNow(): number {
  const { skew } = useRoom();
  const [now, setNow] = useState(Date.now() + skew);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now() + skew), 1_000);
    return () => clearInterval(timer);
  }, [skew]);
  return now;
}

/** Focus the heading of a view that replaces another, so that the keyboard stays on the page. */
export function useFocusOnMount(): { current: HTMLHeadingElement | null } {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return heading;
}

/** A button of the call's controls, by its name. */
export function control(name: string): HTMLElement | null {
  return document.getElementById(`control-${name}`);
}

/** When an element disappears with the focus in it, give the focus to the control `name`. */
export function useFocusFallback<E extends HTMLElement>(name: string): { current: E | null } {
  const place = useRef<E>(null);
  useLayoutEffect(() => {
    const leaving = place.current;
    return () => {
      if (leaving?.contains(document.activeElement)) control(name)?.focus();
    };
  }, [name]);
  return place;
}
