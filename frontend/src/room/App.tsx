/** One view for each phase. */
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Call } from "./call/Call";
import { CallOver, OpenElsewhere } from "./call/CallOver";
import { useRoom } from "./room-context";
import { WaitingRoom } from "./waiting/WaitingRoom";

const DRAWN_TITLE = document.title;

export function App(): JSX.Element {
  const { room, t } = useRoom();
  const { state } = room;
  const name = room.names;
  useEffect(() => {
    const inCall = state.phase === "joining" || state.phase === "inCall";
    const isOver = state.phase === "over" && state.reason === "ended";
    document.title = inCall ? t("title.call", { name }) : isOver ? t("title.over") : DRAWN_TITLE;
  }, [state, name, t]);
  switch (state.phase) {
    case "waiting":
      return <WaitingRoom state={state} />;
    case "joining":
    case "inCall":
      return <Call state={state} />;
    case "elsewhere":
      return <OpenElsewhere />;
    case "over":
      return <CallOver state={state} />;
  }
}
