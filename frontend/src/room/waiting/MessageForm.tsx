/** A word of the specialist's to the client who waits: a number of minutes by one press, or anything in words. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { postJson } from "../../shared/http";
import { useTexts } from "../texts";

const MINUTES = [2, 5, 10];
const MAX_LENGTH = 300;

export function MessageForm({ url, name }: { url: string; name: string }): JSX.Element {
  const t = useTexts();
  const [text, setText] = useState("");
  const [told, setTold] = useState<boolean | null>(null);
  const tell = async (minutes: number, words: string): Promise<void> => {
    const done = await postJson(url, { minutes, text: words })
      .then(() => true)
      .catch(() => false);
    setTold(done);
    // What was not sent stays where it was typed.
    if (done && words) setText("");
  };
  return (
    <div class="tell" role="group" aria-labelledby="tell-what">
      <p class="muted" id="tell-what">
        {t("word.tell", { name })}
      </p>
      <p class="set">
        {MINUTES.map((minutes) => (
          <button type="button" class="btn" onClick={() => void tell(minutes, "")}>
            {t("word.in", { minutes })}
          </button>
        ))}
      </p>
      <form
        class="inline"
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim()) void tell(0, text.trim());
        }}
      >
        <label>
          <span>{t("word.text")}</span>
          <input value={text} maxLength={MAX_LENGTH} onInput={(event) => setText(event.currentTarget.value)} />
        </label>
        <button type="submit" class="btn">
          {t("word.send")}
        </button>
      </form>
      <p role="status">{told !== null && t(told ? "word.sent" : "word.failed", { name })}</p>
    </div>
  );
}
