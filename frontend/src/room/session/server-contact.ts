/** Whether the server answers this page, and still knows who uses it. */
import { onSessionChange } from "../../shared/session";

export class ServerContact {
  /** The stream of events comes in. */
  isAnswering = true;
  /** Signed out, or without the personal link: everything is refused until they sign in again. */
  sessionEnded = false;
  private readonly changed: () => void;

  constructor(changed: () => void) {
    this.changed = changed;
    onSessionChange((ended) => {
      this.sessionEnded = ended;
      changed();
    });
  }

  /** A server that refuses can be reached. */
  get isReachable(): boolean {
    return this.isAnswering || this.sessionEnded;
  }

  setAnswering(answering: boolean): void {
    this.isAnswering = answering;
    this.changed();
  }
}
