/** "Did you hear it?": the one check that only the person can make. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { durationOf, play, TEST_SOUND } from "../../shared/sounds";
import { useTexts } from "../texts";
import { CheckRow } from "./CheckRow";

type Answer = "untried" | "playing" | "asked" | "yes" | "no" | "blocked";

export function SoundRow(): JSX.Element {
  const t = useTexts();
  const [answer, setAnswer] = useState<Answer>("untried");
  const playSound = async (): Promise<void> => {
    setAnswer("playing");
    if (!(await play(TEST_SOUND))) return setAnswer("blocked");
    setTimeout(() => setAnswer((now) => (now === "playing" ? "asked" : now)), durationOf(TEST_SOUND));
  };
  const isAsking = answer === "playing" || answer === "asked";
  return (
    <CheckRow
      result={answer === "yes" ? "good" : answer === "no" || answer === "blocked" ? "problem" : "neutral"}
      title={t("sound.title")}
      words={t(TEXTS[answer])}
      more={answer === "no" && <p class="help">{t("sound.help")}</p>}
    >
      {isAsking ? (
        <>
          <button type="button" class="btn quiet" onClick={() => setAnswer("yes")}>
            {t("sound.yes")}
          </button>
          <button type="button" class="btn quiet" onClick={() => setAnswer("no")}>
            {t("sound.no")}
          </button>
        </>
      ) : (
        <button type="button" class="btn quiet" onClick={() => void playSound()}>
          {t(answer === "yes" || answer === "no" ? "sound.again" : "sound.play")}
        </button>
      )}
    </CheckRow>
  );
}

const TEXTS = {
  untried: "sound.ask",
  playing: "sound.playing",
  asked: "sound.question",
  yes: "sound.good",
  no: "sound.question",
  blocked: "sound.blocked",
} as const;
