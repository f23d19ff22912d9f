/** One line of the checks: a mark, a title, a sentence, and what can be done. */
import type { ComponentChildren, JSX } from "preact";

export type Mark = "good" | "calm" | "trouble";

const SIGNS: Readonly<Record<Mark, string>> = { good: "✓", calm: "–", trouble: "!" };

interface Props {
  mark: Mark;
  title: string;
  words: string;
  children?: ComponentChildren;
  /** Below the line, over its whole width. */
  more?: ComponentChildren;
}

export function CheckRow({ mark, title, words, children, more }: Props): JSX.Element {
  return (
    <div class="check">
      <span class={mark === "trouble" ? "dot warn" : "dot"} aria-hidden="true">
        {SIGNS[mark]}
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
