/** Words written during the call: kept on the server for a day, so that a reload shows them again. */
import type { LiveEvent } from "../../shared/live-event";
import { type Party, parseParty } from "../party";
import type { ChatLine, RoomApi } from "./api";
import type { Memory } from "./call-preferences";

export const LONGEST = 2_000;
const CONNECTED_BY_MS = 2_000;

export interface Line extends ChatLine {
  /** Said here, and not yet known to have reached the server. */
  readonly sent: "yes" | "under way" | "no";
}

export class Chat {
  lines: readonly Line[] = [];
  private readonly api: RoomApi;
  private readonly party: Party;
  private readonly memory: Memory;
  private readonly changed: () => void;
  private reading = false;
  private loaded = false;

  constructor(api: RoomApi, party: Party, memory: Memory, changed: () => void) {
    this.api = api;
    this.party = party;
    this.memory = memory;
    this.changed = changed;
  }

  /** How many lines of the other's were said since this person last looked, be it before a reload or while away. */
  get unread(): number {
    const read = this.memory.get("read") ?? "";
    return this.lines.filter(({ by, at }) => by !== this.party && at > read).length;
  }

  /** What was said before this page was loaded; nothing else is on its way while the two are being connected. */
  loadSoon(wanted: () => boolean): void {
    setTimeout(() => wanted() && void this.load(), CONNECTED_BY_MS);
  }

  private async load(): Promise<void> {
    if (this.loaded) return;
    try {
      for (const line of (await this.api.chat()) ?? []) this.put({ ...line, sent: "yes" });
      this.see();
      this.loaded = true;
      this.changed();
    } catch {
      // Asked again with the next seat; what comes in meanwhile is shown.
    }
  }

  async say(text: string): Promise<void> {
    const words = text.trim();
    if (words === "") return;
    await this.send({
      key: crypto.getRandomValues(new Uint32Array(4)).join("-"),
      by: this.party,
      text: words,
      at: new Date().toISOString(),
    });
  }

  async again(line: Line): Promise<void> {
    await this.send(line);
  }

  /** An event of the stream; one's own lines come back too, which is how other tabs and this one know they arrived. */
  take(event: LiveEvent): void {
    const { key, by, text, at } = event;
    if (typeof key !== "string" || typeof text !== "string" || typeof at !== "string") return;
    this.put({ key, by: parseParty(by) ?? "client", text, at, sent: "yes" });
    this.see();
    this.changed();
  }

  /** The panel was opened or closed. */
  read(open: boolean): void {
    this.reading = open;
    if (this.see()) this.changed();
  }

  /** Whoever has the panel open has read what is there; return whether any of it was new. */
  private see(): boolean {
    if (!this.reading || this.unread === 0) return false;
    const last = this.lines.findLast(({ by }) => by !== this.party);
    if (last) this.memory.put("read", last.at);
    return true;
  }

  private async send({ key, by, text, at }: ChatLine): Promise<void> {
    this.put({ key, by, text, at, sent: "under way" });
    this.changed();
    const sent = await this.api
      .say(key, text)
      .then(() => "yes" as const)
      .catch(() => "no" as const);
    const now = this.lines.find((line) => line.key === key);
    // Its event may have come back before the answer.
    if (now?.sent !== "yes") this.put({ key, by, text, at, sent });
    this.changed();
  }

  /** In the place of the same line, if it is there. */
  private put(line: Line): void {
    const others = this.lines.filter(({ key }) => key !== line.key);
    this.lines = [...others, line].sort((a, b) => a.at.localeCompare(b.at));
  }
}
