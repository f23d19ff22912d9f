/** No path was found between the two: why, as far as is known, what to try, and another way to reach each other. */
import type { JSX } from "preact";
import { PhoneLink } from "../PhoneLink";
import { useRoom } from "../room-context";

export function NoPath(): JSX.Element | null {
  const { room, t } = useRoom();
  const { party, peer, practicePhone, urls } = room.config;
  const { problem } = room.reconnection;
  if (problem === null) return null;
  return (
    <div class="no-path" role="alert">
      <p>{t("path.none", { name: peer.name })}</p>
      <p>
        {t(`path.${problem}`, { name: peer.name })}{" "}
        {problem === "noRelay" && party === "specialist" && t("path.noTurn")} {t("path.try")}
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
