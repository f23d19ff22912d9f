/** What every view needs: the room, its words, the server's time. */
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

/** Focus for the heading of a view that replaces another: the keyboard must not fall off the page. */
export function useFocusOnMount(): { current: HTMLHeadingElement | null } {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return heading;
}

/** A control of the call, by what it does. */
export function control(name: string): HTMLElement | null {
  return document.getElementById(`control-${name}`);
}

/** What vanishes under the focus leaves it to a control that stays: the keyboard must not fall off the page. */
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
