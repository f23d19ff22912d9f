/** "Did you hear it?": the one check that only the person can make. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { lengthOf, play, TEST } from "../../shared/chime";
import { useTexts } from "../texts";
import { CheckRow } from "./CheckRow";

type Heard = "untried" | "playing" | "asked" | "yes" | "no" | "blocked";

export function SoundRow(): JSX.Element {
  const t = useTexts();
  const [heard, setHeard] = useState<Heard>("untried");
  const ring = async (): Promise<void> => {
    setHeard("playing");
    if (!(await play(TEST))) return setHeard("blocked");
    setTimeout(() => setHeard((now) => (now === "playing" ? "asked" : now)), lengthOf(TEST));
  };
  const isAsking = heard === "playing" || heard === "asked";
  return (
    <CheckRow
      mark={heard === "yes" ? "good" : heard === "no" || heard === "blocked" ? "trouble" : "calm"}
      title={t("sound.title")}
      words={t(WORDS[heard])}
      more={heard === "no" && <p class="help">{t("sound.help")}</p>}
    >
      {isAsking ? (
        <>
          <button type="button" class="btn quiet" onClick={() => setHeard("yes")}>
            {t("sound.yes")}
          </button>
          <button type="button" class="btn quiet" onClick={() => setHeard("no")}>
            {t("sound.no")}
          </button>
        </>
      ) : (
        <button type="button" class="btn quiet" onClick={() => void ring()}>
          {t(heard === "yes" || heard === "no" ? "sound.again" : "sound.play")}
        </button>
      )}
    </CheckRow>
  );
}

const WORDS = {
  untried: "sound.ask",
  playing: "sound.playing",
  asked: "sound.question",
  yes: "sound.good",
  no: "sound.question",
  blocked: "sound.blocked",
} as const;
