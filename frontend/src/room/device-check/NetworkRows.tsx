/** The way to the practice, and the way for sound and picture. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { type TextKey, useTexts } from "../texts";
import { CheckRow, type Mark } from "./CheckRow";
import { measureRoundTrip, type Reachability, testReachability } from "./network";

const SLOW_MS = 400;

/** `live`: whether news reach this page at once; null where nobody listens for any. */
export function ConnectionRow({ url, live }: { url: string; live: boolean | null }): JSX.Element {
  const t = useTexts();
  const [ms, setMs] = useState<number | null | "checking">("checking");
  const check = (): void => {
    setMs("checking");
    void measureRoundTrip(url).then(setMs);
  };
  useEffect(check, [url]);
  const [mark, words] = verdict(ms, live);
  return (
    <CheckRow mark={mark} title={t("net.title")} words={t(words, { ms: typeof ms === "number" ? ms : "" })}>
      {ms !== "checking" && mark === "trouble" && (
        <button type="button" class="btn quiet" onClick={check}>
          {t("net.again")}
        </button>
      )}
    </CheckRow>
  );
}

function verdict(ms: number | null | "checking", live: boolean | null): [Mark, TextKey] {
  if (ms === "checking") return ["calm", "net.checking"];
  if (ms === null) return ["trouble", "net.away"];
  if (ms > SLOW_MS) return ["trouble", "net.slow"];
  return live === false ? ["calm", "net.noLive"] : ["good", "net.good"];
}

/** Asked for by a press: credentials for the relay are given to nobody who does not test it. */
export function RelayRow({ url }: { url: string }): JSX.Element {
  const t = useTexts();
  const [result, setResult] = useState<Reachability | "untried" | "checking" | "failed">("untried");
  const check = async (): Promise<void> => {
    setResult("checking");
    setResult(await testReachability(url).catch((): "failed" => "failed"));
  };
  return (
    <CheckRow
      mark={result === "good" ? "good" : result === "untried" || result === "checking" ? "calm" : "trouble"}
      title={t("relay.title")}
      words={t(result === "untried" ? "relay.ask" : `relay.${result}`)}
    >
      {result !== "checking" && result !== "good" && (
        <button type="button" class="btn quiet" onClick={() => void check()}>
          {t("relay.check")}
        </button>
      )}
    </CheckRow>
  );
}
