/** The server does not know any more who uses this page: where to sign in again, while everything here stays. */
import type { JSX } from "preact";
import { useRoom } from "./room-context";

export function SessionNotice(): JSX.Element | null {
  const { room, t } = useRoom();
  const { party, urls } = room.config;
  if (!room.contact.sessionEnded) return null;
  const isStaff = party === "specialist";
  return (
    <p class="note warm" role="alert">
      {t(isStaff ? "session.ended.specialist" : "session.ended.client")}{" "}
      {urls.signIn && (
        <a href={urls.signIn} target="_blank" rel="noopener">
          {t(isStaff ? "session.open.specialist" : "session.open.client")}
        </a>
      )}
    </p>
  );
}
