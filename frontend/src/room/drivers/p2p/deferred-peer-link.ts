/** A pair that is built before anybody is there to talk to: its offer lies ready when they come. */
import type { Signal } from "../port";
import type { Pair } from "./peer-link";

type Said = Omit<Signal, "to">;

export class Prepared {
  readonly pair: Pair;
  private readonly deliver: (to: number, said: Said) => void;
  private to: number | null = null;
  private readonly waiting: Said[] = [];

  /** `build` makes the pair with what it is to send its signals by. */
  constructor(build: (send: (said: Said) => void) => Pair, deliver: (to: number, said: Said) => void) {
    this.deliver = deliver;
    this.pair = build((said) => (this.to === null ? void this.waiting.push(said) : deliver(this.to, said)));
  }

  /** Say whom the pair is for: what it has said so far goes there, and all that follows. */
  introduce(epoch: number): Pair {
    this.to = epoch;
    for (const said of this.waiting.splice(0)) this.deliver(epoch, said);
    return this.pair;
  }
}
