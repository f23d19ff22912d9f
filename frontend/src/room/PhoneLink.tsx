/** A telephone number that can be called by a tap. */
import type { JSX } from "preact";

export function PhoneLink({ number }: { number: string }): JSX.Element {
  return <a href={`tel:${number.replace(/[^+\d]/g, "")}`}>{number}</a>;
}
