/** The call: the others large, oneself small, time and connection above, controls below. */
import type { JSX } from "preact";
import { useCallback, useEffect, useState } from "preact/hooks";
import { worstLink } from "../links";
import { useFocusOnMount, useRoom } from "../room-context";
import type { RoomState } from "../state";
import { CallTimer, RemainingTimeWarning } from "./CallTimer";
import { Controls } from "./Controls";
import { Mark } from "./icons";
import { Notices } from "./Notices";
import type { PanelName } from "./panel-name";
import { initialPanel, SidePanel } from "./SidePanel";
import { useShortcuts } from "./shortcuts";
import { Tiles } from "./Tiles";

export type CallState = Extract<RoomState, { phase: "joining" | "inCall" }>;

export function Call({ state }: { state: CallState }): JSX.Element {
  const { room, t } = useRoom();
  const name = room.names;
  const heading = useFocusOnMount();
  const link = worstLink(state);
  const [panel, setPanel] = useState<PanelName | null>(initialPanel);
  const [asked, setAsked] = useState(false);
  const toggle = useCallback((name: PanelName) => {
    setAsked(true);
    setPanel((shown) => (shown === name ? null : name));
  }, []);
  useInertPage();
  useShortcuts(room, toggle);
  useEffect(() => {
    room.chat.setOpen(panel === "chat");
    // Leaving the call closes the panel.
    return () => room.chat.setOpen(false);
  }, [panel]);
  return (
    <div class="call">
      <div class={panel ? "hall with-side" : "hall"}>
        <header>
          <h1 class="brand" ref={heading} tabIndex={-1}>
            <Mark />
            <span class="hidden">{t("call.heading", { name })}</span>
            <span aria-hidden="true">{name}</span>
          </h1>
          <CallTimer />
          <RemainingTimeWarning />
          <span class="muted link" role="status">
            {link === "good" || link === "poor" ? t(`call.${link}`) : null}
          </span>
        </header>
        <Tiles />
        <p class="hidden" role="status">
          {room.chat.unread > 0 && t("chat.unread", { count: room.chat.unread })}
        </p>
        {panel && <SidePanel name={panel} asked={asked} close={() => setPanel(null)} />}
        <footer>
          <Notices />
          <Controls panel={panel} toggle={toggle} />
        </footer>
      </div>
    </div>
  );
}

/** The call covers the page: make everything under it inert for the keyboard. */
function useInertPage(): void {
  useEffect(() => {
    const root = document.getElementById("room");
    const covered: HTMLElement[] = [];
    for (let place: HTMLElement | null = root; place && place !== document.body; place = place.parentElement) {
      for (const sibling of place.parentElement?.children ?? []) {
        if (sibling === place || !(sibling instanceof HTMLElement) || sibling.inert) continue;
        // The bar of those who wait stays over the call and can be used.
        if (sibling.matches("[data-over-call]")) continue;
        sibling.inert = true;
        covered.push(sibling);
      }
    }
    return () => {
      for (const element of covered) element.inert = false;
    };
  }, []);
}
