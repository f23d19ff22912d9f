/** The panel beside the video, on a phone below it: chat, the specialist's notes, or more. */
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useRoom } from "../room-context";
import { ChatPanel } from "./ChatPanel";
import { MorePanel } from "./MorePanel";
import type { PanelName } from "./panel-name";

/**
 * The part of the page that is shown beside the call: `<aside data-beside-call aria-label="Private note">`. Its label
 * is the name on the button. The element itself is moved into the panel and back.
 */
export function notesElement(): HTMLElement | null {
  return document.querySelector<HTMLElement>("[data-beside-call]");
}

/** The panel that is open at first: the notes, where there are notes and room for them. */
export function initialPanel(): PanelName | null {
  return notesElement() && matchMedia("(min-width: 56rem)").matches ? "notes" : null;
}

interface SidePanelProps {
  name: PanelName;
  /** The person opened it, and wants to write there. */
  asked: boolean;
  close: () => void;
}

export function SidePanel({ name, asked, close }: SidePanelProps): JSX.Element {
  const { t } = useRoom();
  const title = name === "notes" ? (notesElement()?.getAttribute("aria-label") ?? "") : t(`${name}.title`);
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!asked) return;
    const before = document.activeElement;
    const find = (what: string): HTMLElement | null | undefined => place.current?.querySelector<HTMLElement>(what);
    (find("textarea, select, input") ?? find("button"))?.focus();
    return () => before instanceof HTMLElement && before.isConnected && before.focus();
  }, [name, asked]);
  // The notes element is a landmark of that name itself.
  const landmark = name === "notes" ? ({ role: "none" } as const) : { "aria-label": title };
  return (
    <aside class="side" ref={place} {...landmark} onKeyDown={(event) => event.key === "Escape" && close()}>
      <header>
        <h2>{title}</h2>
        <button type="button" class="btn quiet" onClick={close}>
          {t("panel.close")}
        </button>
      </header>
      {name === "chat" ? <ChatPanel /> : name === "more" ? <MorePanel /> : <NotesSlot />}
    </aside>
  );
}

/** Holds the notes element while the panel is open, and puts it back. */
function NotesSlot(): JSX.Element {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const guest = notesElement();
    const home = guest?.parentElement;
    const next = guest?.nextSibling ?? null;
    if (guest) host.current?.append(guest);
    // The call has made the page inert, this element included.
    if (guest) guest.inert = false;
    // Folded on a phone's page; here the person asked for it.
    guest?.querySelector("details")?.setAttribute("open", "");
    return () => {
      if (!guest) return;
      home?.insertBefore(guest, next?.parentElement === home ? next : null);
      const beside = guest.nextElementSibling;
      guest.inert = beside instanceof HTMLElement && beside.inert;
    };
  }, []);
  return <div class="guest" ref={host} />;
}
