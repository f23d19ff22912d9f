/** Leave the waiting room and say so, so that nobody is alerted for a client who has gone. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { postJson } from "../../shared/http";
import { useTexts } from "../texts";

export function LeaveWaitingRoom({ url }: { url: string }): JSX.Element {
  const t = useTexts();
  const [failed, setFailed] = useState(false);
  const leave = (): void => {
    postJson(url, {}, { idempotent: true })
      .then(() => {
        // The page tells of it at its top.
        scrollTo(0, 0);
        location.reload();
      })
      .catch(() => setFailed(true));
  };
  return (
    <p class="set">
      <button type="button" class="btn quiet" onClick={leave}>
        {t("leaving.leave")}
      </button>
      {failed && <span role="alert">{t("leaving.failed")}</span>}
    </p>
  );
}
