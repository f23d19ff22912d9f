/** Lines that the server does not have yet: kept in this tab over a reload, and sent one after the other, each once. */
import { backOff, mayPassLater, type ProblemError } from "../../shared/http";
import { tabStorage } from "../../shared/storage";
import type { ChatMessage, RoomApi } from "./api";

const RETRY = { first: 1_000, most: 10_000 };

export type Delivery = "sending" | "waiting" | "failed";
export interface UnsentLine {
  readonly message: ChatMessage;
  readonly delivery: Delivery;
}

export class ChatOutbox {
  lines: readonly UnsentLine[];
  private readonly api: RoomApi;
  private readonly storageKey: string;
  private readonly onSent: (message: ChatMessage) => void;
  private readonly changed: () => void;
  private isSending = false;
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** `of` names the consultation and the part in it; `onSent` is called for each line that the server has. */
  constructor(api: RoomApi, of: string, onSent: (message: ChatMessage) => void, changed: () => void) {
    this.api = api;
    this.storageKey = `visavis unsent ${of}`;
    this.onSent = onSent;
    this.changed = changed;
    this.lines = stored(this.storageKey);
  }

  add(message: ChatMessage): void {
    this.replace([...this.lines, { message, delivery: "sending" }]);
    void this.flush();
  }

  /** Try a line again that was refused. */
  resend(key: string): void {
    this.mark(key, "sending");
    void this.flush();
  }

  /** The server has it, as its event says. */
  remove(key: string): void {
    if (this.lines.some(({ message }) => message.key === key))
      this.replace(this.lines.filter(({ message }) => message.key !== key));
  }

  /** The server answers again: send what waits, now. */
  readonly flush = async (): Promise<void> => {
    if (this.isSending) return;
    clearTimeout(this.timer);
    this.isSending = true;
    for (let line = this.next(); line; line = this.next()) if (!(await this.send(line.message))) break;
    this.isSending = false;
  };

  clear(): void {
    clearTimeout(this.timer);
    this.lines = [];
    tabStorage.remove(this.storageKey);
  }

  private next(): UnsentLine | undefined {
    return this.lines.find(({ delivery }) => delivery !== "failed");
  }

  /** Returns whether to go on with the next one. */
  private async send(message: ChatMessage): Promise<boolean> {
    try {
      await this.api.sendChat(message.key, message.text);
      this.failures = 0;
      this.remove(message.key);
      this.onSent(message);
      return true;
    } catch (error) {
      // Not let in for the moment is not refused.
      const waits = mayPassLater(error) || (error as ProblemError).code === "not_admitted";
      if (!waits) {
        this.mark(message.key, "failed");
        return true;
      }
      this.failures += 1;
      for (const { message, delivery } of this.lines) if (delivery === "sending") this.mark(message.key, "waiting");
      this.timer = setTimeout(this.flush, backOff(this.failures, RETRY));
      return false;
    }
  }

  private mark(key: string, delivery: Delivery): void {
    this.replace(this.lines.map((line) => (line.message.key === key ? { ...line, delivery } : line)));
  }

  private replace(lines: readonly UnsentLine[]): void {
    this.lines = lines;
    if (lines.length === 0) tabStorage.remove(this.storageKey);
    else tabStorage.set(this.storageKey, JSON.stringify(lines));
    this.changed();
  }
}

function stored(storageKey: string): UnsentLine[] {
  try {
    const lines = JSON.parse(tabStorage.get(storageKey) ?? "[]") as UnsentLine[];
    return lines.map(({ message, delivery }) => ({ message, delivery: delivery === "failed" ? delivery : "waiting" }));
  } catch {
    return [];
  }
}
