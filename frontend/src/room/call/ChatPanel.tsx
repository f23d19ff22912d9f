/** Words between the two, beside the talk. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { useRoom } from "../room-context";
import { type Line, LONGEST } from "../session/chat";
import { SendIcon } from "./icons";

export function ChatPanel(): JSX.Element {
  const { room, t } = useRoom();
  const { lines } = room.chat;
  const [draft, setDraft] = useState("");
  const log = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Its beginning is its last line: the style sheet has it grow upwards, so that it stays there however small it gets.
    if (log.current) log.current.scrollTop = 0;
  }, [lines.length]);
  const name = room.config.peer.name;
  const send = (): void => {
    void room.chat.say(draft);
    setDraft("");
  };
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard */}
      <div class="lines" role="log" aria-label={t("chat.title")} tabIndex={0} ref={log}>
        <div>
          <small class="muted">{t("chat.kept")}</small>
          {lines.length === 0 && <p class="muted">{t("chat.empty")}</p>}
          <ol>
            {lines.map((line) => (
              <Said key={line.key} line={line} />
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
          maxLength={LONGEST}
          value={draft}
          onInput={(event) => setDraft(event.currentTarget.value)}
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

function Said({ line }: { line: Line }): JSX.Element {
  const { room, t } = useRoom();
  const isOwn = line.by === room.config.party;
  return (
    <li class={isOwn ? "own" : undefined}>
      <small>{isOwn ? t("chat.you") : room.config.peer.name}</small>
      <p>{line.text}</p>
      {line.sent === "under way" && <small>{t("chat.sending")}</small>}
      {line.sent === "no" && (
        <small>
          {t("chat.failed")}{" "}
          <button type="button" class="btn" onClick={() => void room.chat.again(line)}>
            {t("chat.again")}
          </button>
        </small>
      )}
    </li>
  );
}
