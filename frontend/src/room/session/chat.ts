/** The chat of the call. The server keeps its messages for a day, so that a reload shows them again. */
import type { LiveEvent } from "../../shared/live-event";
import { type Party, parseParty } from "../party";
import type { ChatMessage, RoomApi } from "./api";
import type { CallPreferences } from "./call-preferences";

export const MAX_LENGTH = 2_000;
const CONNECTED_BY_MS = 2_000;

export interface ChatEntry extends ChatMessage {
  /** Whether a message of this page has reached the server. */
  readonly delivery: "sent" | "sending" | "failed";
}

export class Chat {
  entries: readonly ChatEntry[] = [];
  private readonly api: RoomApi;
  private readonly party: Party;
  private readonly preferences: CallPreferences;
  private readonly changed: () => void;
  private isOpen = false;
  private loaded = false;

  constructor(api: RoomApi, party: Party, preferences: CallPreferences, changed: () => void) {
    this.api = api;
    this.party = party;
    this.preferences = preferences;
    this.changed = changed;
  }

  /** How many messages the other person wrote since this one last looked, also over a reload. */
  get unread(): number {
    const read = this.preferences.get("read") ?? "";
    return this.entries.filter(({ by, at }) => by !== this.party && at > read).length;
  }

  /** Load earlier messages, but not while the two are being connected. */
  loadSoon(wanted: () => boolean): void {
    setTimeout(() => wanted() && void this.load(), CONNECTED_BY_MS);
  }

  private async load(): Promise<void> {
    if (this.loaded) return;
    try {
      for (const entry of (await this.api.chatMessages()) ?? []) this.put({ ...entry, delivery: "sent" });
      this.markRead();
      this.loaded = true;
      this.changed();
    } catch {
      // Asked again with the next seat; what comes in meanwhile is shown.
    }
  }

  async send(text: string): Promise<void> {
    const words = text.trim();
    if (words === "") return;
    await this.deliver({
      key: crypto.getRandomValues(new Uint32Array(4)).join("-"),
      by: this.party,
      text: words,
      at: new Date().toISOString(),
    });
  }

  async resend(entry: ChatEntry): Promise<void> {
    await this.deliver(entry);
  }

  /** An event of the stream. One's own messages come back too, so that every tab knows that they arrived. */
  receive(event: LiveEvent): void {
    const { key, by, text, at } = event;
    if (typeof key !== "string" || typeof text !== "string" || typeof at !== "string") return;
    this.put({ key, by: parseParty(by) ?? "client", text, at, delivery: "sent" });
    this.markRead();
    this.changed();
  }

  /** The panel was opened or closed. */
  setOpen(open: boolean): void {
    this.isOpen = open;
    if (this.markRead()) this.changed();
  }

  /** Mark what an open panel shows as read; return whether any of it was new. */
  private markRead(): boolean {
    if (!this.isOpen || this.unread === 0) return false;
    const last = this.entries.findLast(({ by }) => by !== this.party);
    if (last) this.preferences.set("read", last.at);
    return true;
  }

  private async deliver({ key, by, text, at }: ChatMessage): Promise<void> {
    this.put({ key, by, text, at, delivery: "sending" });
    this.changed();
    const delivery = await this.api
      .sendChat(key, text)
      .then(() => "sent" as const)
      .catch(() => "failed" as const);
    const now = this.entries.find((entry) => entry.key === key);
    // Its event may have come back before the answer.
    if (now?.delivery !== "sent") this.put({ key, by, text, at, delivery });
    this.changed();
  }

  /** Replace the same message, if it is there. */
  private put(entry: ChatEntry): void {
    const others = this.entries.filter(({ key }) => key !== entry.key);
    this.entries = [...others, entry].sort((a, b) => a.at.localeCompare(b.at));
  }
}
