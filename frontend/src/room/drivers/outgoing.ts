/** What is sent, in the words that both sides share. */
import { type Outgoing, type SendState, type Sends, SOURCES, type Source } from "./port";

const STATES: readonly SendState[] = ["live", "muted", "none", "denied", "suspended", "savingData"];

/** The same for each source. */
export function eachSource<Value>(value: (source: Source) => Value): Record<Source, Value> {
  return Object.fromEntries(SOURCES.map((source) => [source, value(source)])) as Record<Source, Value>;
}

export const NOTHING: Outgoing = {
  tracks: eachSource(() => null),
  sends: eachSource(() => "none"),
  lowData: false,
};

/** What the other side says that it sends, whatever came over the wire. */
export function parseSends(received: unknown): Sends {
  const said: Partial<Record<Source, unknown>> = typeof received === "object" && received !== null ? received : {};
  return eachSource((source) => STATES.find((state) => state === said[source]) ?? "none");
}
