/** The page after a call, or while it goes on in another tab. */
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { PhoneLink } from "../PhoneLink";
import { useFocusOnMount, useRoom } from "../room-context";
import type { RoomState } from "../state";

type OverState = Extract<RoomState, { phase: "over" }>;

export function CallOver({ state }: { state: OverState }): JSX.Element {
  const { room, t } = useRoom();
  const { urls, practicePhone } = room.config;
  const { name } = room.roster.counterpart;
  const heading = useFocusOnMount();
  const isLeft = state.reason === "left";
  useEffect(() => {
    // The appointment's page says what comes next.
    if (state.reason === "ended" && urls.after) location.replace(urls.after);
  }, [state.reason, urls.after]);
  return (
    <div class="wait done">
      <h1 ref={heading} tabIndex={-1}>
        {t(`over.${state.reason}`, { name })}
      </h1>
      <CallOverText state={state} />
      <p class="set">
        {isLeft && (
          <button type="button" class="btn main" onClick={() => room.dispatch({ kind: "cameBack" })}>
            {t("over.comeBack")}
          </button>
        )}
        {urls.after && (
          <a class={isLeft ? "btn" : "btn main"} href={urls.after}>
            {t("over.after")}
          </a>
        )}
      </p>
      {state.reason === "declined" && practicePhone && (
        <p>
          {t("over.call")} <PhoneLink number={practicePhone} />
        </p>
      )}
    </div>
  );
}

function CallOverText({ state }: { state: OverState }): JSX.Element | null {
  const { room, t } = useRoom();
  const { name } = room.roster.counterpart;
  const isClient = room.config.party === "client";
  switch (state.reason) {
    case "ended":
      return <p>{t(isClient ? "over.thanks" : "over.done", { name })}</p>;
    case "left":
      return <p>{t(isClient ? "over.leftWords" : "over.leftWordsSpecialist", { name })}</p>;
    case "declined":
      return state.words ? <p>{state.words}</p> : null;
  }
}

export function OpenElsewhere(): JSX.Element {
  const { room, t } = useRoom();
  const heading = useFocusOnMount();
  return (
    <div class="wait done">
      <h1 ref={heading} tabIndex={-1}>
        {t("elsewhere.heading")}
      </h1>
      <p>{t("elsewhere.words")}</p>
      <p class="set">
        <button type="button" class="btn main" onClick={() => room.useHere()}>
          {t("elsewhere.use")}
        </button>
      </p>
    </div>
  );
}
