/** The call: the other person large, oneself small, and a few plain controls. */
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Link, RoomState } from "../state";
import type { T } from "../texts";
import { Controls } from "./Controls";
import { initials, useArrival, useNow, useRoom } from "./context";
import { Mark } from "./icons";
import { OwnPicture, RemotePicture } from "./Picture";

type CallState = Extract<RoomState, { phase: "joining" | "inCall" }>;

export function Call({ state }: { state: CallState }): JSX.Element {
  const { room, t } = useRoom();
  const { name } = room.config.peer;
  const heading = useArrival();
  const link = state.phase === "inCall" && state.peer.here ? state.peer.link : null;
  useStage();
  return (
    <div class="call">
      <header>
        <h1 class="brand" ref={heading} tabIndex={-1}>
          <Mark />
          <span class="hidden">{t("call.heading", { name })}</span>
          <span aria-hidden="true">{name}</span>
        </h1>
        <TimeLine />
        <span class="muted link" role="status">
          {link === "good" || link === "poor" ? t(`call.${link}`) : null}
        </span>
      </header>
      <Tile link={link} words={stageWords(state, room.reachable, t, name)} />
      <Controls />
    </div>
  );
}

function Tile({ link, words }: { link: Link | null; words: string | null }): JSX.Element {
  const { room, t } = useRoom();
  const { name } = room.config.peer;
  const media = link ? room.peerMedia : null;
  const isDark = media?.camera === false;
  return (
    <div class="tile">
      <div class="stage">
        <div class="face" aria-hidden="true">
          {initials(name)}
        </div>
        <p role="status">{words}</p>
      </div>
      {room.remote && <RemotePicture stream={room.remote} hidden={isDark} />}
      <p class="name" role="status">
        {name}
        {isDark && <small>{t("call.peerCameraOff", { name })}</small>}
        {media?.microphone === false && <small>{t("call.peerMuted", { name })}</small>}
      </p>
      <div class="mini">
        <OwnPicture />
      </div>
    </div>
  );
}

function TimeLine(): JSX.Element {
  const { room, t } = useRoom();
  const now = useNow();
  const minutes = Math.floor((now - Date.parse(room.config.startsAt)) / 60_000);
  const left = Math.ceil((Date.parse(room.config.endsAt) - now) / 60_000);
  const text =
    minutes < 0
      ? t("time.before", { minutes: -minutes })
      : left >= 0
        ? t("time.running", { minutes, left })
        : t("time.late", { minutes, over: -left });
  return <span class="muted time">{text}</span>;
}

/** What is said in the middle of the picture while there is none, or it stands still. */
function stageWords(state: CallState, reachable: boolean, t: T, name: string): string | null {
  if (state.phase === "joining") return t(reachable ? "call.joining" : "server.lost");
  if (!state.peer.here) return t(reachable ? "call.peerAway" : "server.lost", { name });
  const { link } = state.peer;
  return link === "connecting" || link === "lost" ? t(`call.${link}`, { name }) : null;
}

/** The call covers the page; what lies under it must not be reached by keyboard. */
function useStage(): void {
  useEffect(() => {
    const root = document.getElementById("room");
    const covered: HTMLElement[] = [];
    for (let place: HTMLElement | null = root; place && place !== document.body; place = place.parentElement) {
      for (const sibling of place.parentElement?.children ?? []) {
        if (sibling === place || !(sibling instanceof HTMLElement) || sibling.inert) continue;
        sibling.inert = true;
        covered.push(sibling);
      }
    }
    return () => covered.forEach((element) => (element.inert = false));
  }, []);
}
