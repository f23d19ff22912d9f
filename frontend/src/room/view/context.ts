/** What every view needs: the room, its words, the server's time. */
import { createContext } from "preact";
import { useContext, useEffect, useRef, useState } from "preact/hooks";
import type { Room } from "../room";
import type { T } from "../texts";

export interface Surroundings {
  room: Room;
  t: T;
  /** Milliseconds to add to this device's clock. */
  skew: number;
}

export const Around = createContext<Surroundings | null>(null);

export function useRoom(): Surroundings {
  const around = useContext(Around);
  if (!around) throw new Error("A view outside of the room");
  return around;
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
export function useArrival(): { current: HTMLHeadingElement | null } {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return heading;
}

/** The letters for a face without a picture. */
export function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  return [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => [...(word ?? "")][0] ?? "").join("").toUpperCase();
}
