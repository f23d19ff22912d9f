/** The chat beside the call. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { useRoom } from "../room-context";
import { type ChatEntry, MAX_LENGTH } from "../session/chat";
import { SendIcon } from "./icons";

export function ChatPanel(): JSX.Element {
  const { room, t } = useRoom();
  const { entries } = room.chat;
  const [draft, setDraft] = useState(room.chat.draft);
  const type = (text: string): void => {
    room.chat.draft = text;
    setDraft(text);
  };
  const log = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Zero is the last line: the style sheet reverses the direction, so that the end stays in view.
    if (log.current) log.current.scrollTop = 0;
  }, [entries.length]);
  const name = room.names;
  const send = (): void => {
    room.chat.send(draft);
    type("");
  };
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard */}
      <div class="lines" role="log" aria-label={t("chat.title")} tabIndex={0} ref={log}>
        <div>
          <small class="muted">{t("chat.kept")}</small>
          {entries.length === 0 && <p class="muted">{t("chat.empty")}</p>}
          <ol>
            {entries.map((entry) => (
              <ChatEntryItem key={entry.key} entry={entry} />
            ))}
          </ol>
        </div>
      </div>
      <form
        class="say"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <label for="chat-words">{t("chat.field", { name })}</label>
        <textarea
          id="chat-words"
          rows={2}
          maxLength={MAX_LENGTH}
          value={draft}
          onInput={(event) => type(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            send();
          }}
        />
        <button type="submit" class="btn main">
          <SendIcon />
          <span>{t("chat.send")}</span>
        </button>
      </form>
    </>
  );
}

function ChatEntryItem({ entry }: { entry: ChatEntry }): JSX.Element {
  const { room, t } = useRoom();
  const isOwn = entry.by === room.config.party;
  return (
    <li class={isOwn ? "own" : undefined}>
      <small>{isOwn ? t("chat.you") : room.roster.nameOf(entry.by)}</small>
      <p>{entry.text}</p>
      {entry.delivery === "sending" && <small>{t("chat.sending")}</small>}
      {entry.delivery === "waiting" && <small>{t("chat.waiting")}</small>}
      {entry.delivery === "failed" && (
        <small>
          {t("chat.failed")}{" "}
          <button type="button" class="btn" onClick={() => room.chat.resend(entry)}>
            {t("chat.again")}
          </button>
        </small>
      )}
    </li>
  );
}
