/** "Did you hear it?": the one check that only the person can make. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { lengthOf, play, TEST } from "../../shared/chime";
import { Row } from "./CheckRow";
import { checkTexts } from "./texts";

type Heard = "untried" | "playing" | "asked" | "yes" | "no" | "blocked";

export function SoundRow(): JSX.Element {
  const w = checkTexts();
  const [heard, setHeard] = useState<Heard>("untried");
  const ring = async (): Promise<void> => {
    setHeard("playing");
    if (!(await play(TEST))) return setHeard("blocked");
    setTimeout(() => setHeard((now) => (now === "playing" ? "asked" : now)), lengthOf(TEST));
  };
  const isAsking = heard === "playing" || heard === "asked";
  return (
    <Row
      mark={heard === "yes" ? "good" : heard === "no" || heard === "blocked" ? "trouble" : "calm"}
      title={w("sound.title")}
      words={w(WORDS[heard])}
      more={heard === "no" && <p class="help">{w("sound.help")}</p>}
    >
      {isAsking ? (
        <>
          <button type="button" class="btn quiet" onClick={() => setHeard("yes")}>
            {w("sound.yes")}
          </button>
          <button type="button" class="btn quiet" onClick={() => setHeard("no")}>
            {w("sound.no")}
          </button>
        </>
      ) : (
        <button type="button" class="btn quiet" onClick={() => void ring()}>
          {w(heard === "yes" || heard === "no" ? "sound.again" : "sound.play")}
        </button>
      )}
    </Row>
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
