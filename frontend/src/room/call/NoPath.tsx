/** No path was found between this person and another: why, as far as is known, what to try, and another way to reach each other. */
import type { JSX } from "preact";
import { PhoneLink } from "../PhoneLink";
import { useRoom } from "../room-context";

export function NoPath({ name }: { name: string }): JSX.Element | null {
  const { room, t } = useRoom();
  const { party, practicePhone, urls } = room.config;
  const { problem } = room.reconnection;
  if (problem === null) return null;
  return (
    <div class="no-path" role="alert">
      <p>{t("path.none", { name })}</p>
      <p>
        {t(`path.${problem}`, { name })} {problem === "noRelay" && party === "specialist" && t("path.noTurn")}{" "}
        {t("path.try")}
      </p>
      {practicePhone && (
        <p>
          {t("path.call")} <PhoneLink number={practicePhone} />
        </p>
      )}
      {urls.end && (
        <p>
          <button type="button" class="btn" aria-describedby="no-path-end" onClick={() => void room.requests.end()}>
            {t("path.end")}
          </button>{" "}
          <small id="no-path-end">{t("path.endWords")}</small>
        </p>
      )}
    </div>
  );
}
