/** A message of the specialist to the waiting client: a number of minutes by one press, or words of their own. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { postJson } from "../../shared/http";
import { useTexts } from "../texts";

const MINUTES = [2, 5, 10];
const MAX_LENGTH = 300;

export function MessageForm({ url, name }: { url: string; name: string }): JSX.Element {
  const t = useTexts();
  const [text, setText] = useState("");
  const [isSent, setSent] = useState<boolean | null>(null);
  const send = async (minutes: number, words: string): Promise<void> => {
    const done = await postJson(url, { minutes, text: words })
      .then(() => true)
      .catch(() => false);
    setSent(done);
    // What was not sent stays where it was typed.
    if (done && words) setText("");
  };
  return (
    <div class="tell" role="group" aria-labelledby="tell-what">
      <p class="muted" id="tell-what">
        {t("message.tell", { name })}
      </p>
      <p class="set">
        {MINUTES.map((minutes) => (
          <button type="button" class="btn" onClick={() => void send(minutes, "")}>
            {t("message.in", { minutes })}
          </button>
        ))}
      </p>
      <form
        class="inline"
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim()) void send(0, text.trim());
        }}
      >
        <label>
          <span>{t("message.text")}</span>
          <input value={text} maxLength={MAX_LENGTH} onInput={(event) => setText(event.currentTarget.value)} />
        </label>
        <button type="submit" class="btn">
          {t("message.send")}
        </button>
      </form>
      <p role="status">{isSent !== null && t(isSent ? "message.sent" : "message.failed", { name })}</p>
    </div>
  );
}
