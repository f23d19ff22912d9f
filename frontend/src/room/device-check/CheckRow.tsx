/** One check: its result, a title, a sentence, and what can be done. */
import type { ComponentChildren, JSX } from "preact";

export type CheckResult = "good" | "neutral" | "problem";

const SYMBOLS: Readonly<Record<CheckResult, string>> = { good: "✓", neutral: "–", problem: "!" };

interface Props {
  result: CheckResult;
  title: string;
  words: string;
  children?: ComponentChildren;
  /** Below the row, over its whole width. */
  more?: ComponentChildren;
}

export function CheckRow({ result, title, words, children, more }: Props): JSX.Element {
  return (
    <div class="check">
      <span class={result === "problem" ? "dot warn" : "dot"} aria-hidden="true">
        {SYMBOLS[result]}
      </span>
      <div class="what">
        <b>{title}</b>
        <br />
        <small role="status">{words}</small>
      </div>
      {children && <div class="set">{children}</div>}
      {more && <div class="more">{more}</div>}
    </div>
  );
}
