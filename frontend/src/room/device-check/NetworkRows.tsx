/** The checks of the network: the way to the practice, and the way for sound and picture. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Reachability } from "../drivers/port";
import { DRIVERS } from "../drivers/registry";
import { type TextKey, useTexts } from "../texts";
import { type CheckResult, CheckRow } from "./CheckRow";
import { measureRoundTrip, testReachability } from "./network";

const SLOW_MS = 400;

/** `live`: whether events reach this page at once; null where it follows none. */
export function ConnectionRow({ url, live }: { url: string; live: boolean | null }): JSX.Element {
  const t = useTexts();
  const [ms, setMs] = useState<number | null | "checking">("checking");
  const check = (): void => {
    setMs("checking");
    void measureRoundTrip(url).then(setMs);
  };
  useEffect(check, [url]);
  const [result, words] = judge(ms, live);
  return (
    <CheckRow result={result} title={t("connection.title")} words={t(words, { ms: typeof ms === "number" ? ms : "" })}>
      {ms !== "checking" && result === "problem" && (
        <button type="button" class="btn quiet" onClick={check}>
          {t("connection.again")}
        </button>
      )}
    </CheckRow>
  );
}

function judge(ms: number | null | "checking", live: boolean | null): [CheckResult, TextKey] {
  if (ms === "checking") return ["neutral", "connection.checking"];
  if (ms === null) return ["problem", "connection.away"];
  if (ms > SLOW_MS) return ["problem", "connection.slow"];
  return live === false ? ["neutral", "connection.noLive"] : ["good", "connection.good"];
}

/** Runs only when pressed: it takes credentials for the relay. */
export function RelayRow({ url }: { url: string }): JSX.Element {
  const t = useTexts();
  const [result, setResult] = useState<Reachability | "untried" | "checking" | "failed">("untried");
  const check = async (): Promise<void> => {
    setResult("checking");
    setResult(await testReachability(url, DRIVERS).catch((): "failed" => "failed"));
  };
  return (
    <CheckRow
      result={result === "good" ? "good" : result === "untried" || result === "checking" ? "neutral" : "problem"}
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
