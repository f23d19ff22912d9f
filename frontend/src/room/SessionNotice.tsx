/** The server does not know any more who uses this page: where to sign in again, while everything here stays. */
import type { JSX } from "preact";
import { useRoom } from "./room-context";

export function SessionNotice(): JSX.Element | null {
  const { room, t } = useRoom();
  const { party, urls } = room.config;
  if (!room.contact.sessionEnded) return null;
  const who = party === "specialist" ? "specialist" : "client";
  return (
    <p class="note warm" role="alert">
      {t(`session.ended.${who}`)}{" "}
      {urls.signIn && (
        <a href={urls.signIn} target="_blank" rel="noopener">
          {t(`session.open.${who}`)}
        </a>
      )}
    </p>
  );
}
