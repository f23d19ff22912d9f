/** The chat of the call. The server keeps its messages for a day, so that a reload shows them again. */
import type { LiveEvent } from "../../shared/live-event";
import { tabStorage } from "../../shared/storage";
import { type Party, parseParty } from "../party";
import type { ChatMessage, RoomApi } from "./api";
import type { CallPreferences } from "./call-preferences";
import { ChatOutbox, type Delivery } from "./chat-outbox";

export const MAX_LENGTH = 2_000;
const CONNECTED_BY_MS = 2_000;

export interface ChatEntry extends ChatMessage {
  /** Whether a message of this page has reached the server. */
  readonly delivery: "sent" | Delivery;
}

export class Chat {
  private arrived: readonly ChatEntry[] = [];
  private readonly outbox: ChatOutbox;
  private readonly draftKey: string;
  private readonly api: RoomApi;
  private readonly party: Party;
  private readonly preferences: CallPreferences;
  private readonly changed: () => void;
  private isOpen = false;
  private loaded = false;

  /** `of` names the consultation and the part in it, as its addresses do. */
  constructor(api: RoomApi, of: string, party: Party, preferences: CallPreferences, changed: () => void) {
    this.api = api;
    this.draftKey = `visavis draft ${of}`;
    this.outbox = new ChatOutbox(api, of, (message) => this.put({ ...message, delivery: "sent" }), changed);
    this.party = party;
    this.preferences = preferences;
    this.changed = changed;
  }

  /** All messages: what has arrived, and after it what has not been sent yet. */
  get entries(): readonly ChatEntry[] {
    return [...this.arrived, ...this.outbox.lines.map(({ message, delivery }) => ({ ...message, delivery }))];
  }

  /** Typed and not sent: it stays while the panel is closed, and over a reload. */
  get draft(): string {
    return tabStorage.get(this.draftKey) ?? "";
  }

  set draft(text: string) {
    if (text === "") tabStorage.remove(this.draftKey);
    else tabStorage.set(this.draftKey, text);
  }

  /** What a person with the panel closed should know of their own messages. */
  get unsent(): "waiting" | "failed" | null {
    if (this.isOpen) return null;
    const of = (wanted: Delivery): boolean => this.outbox.lines.some(({ delivery }) => delivery === wanted);
    return of("failed") ? "failed" : of("waiting") ? "waiting" : null;
  }

  /** How many messages the other person wrote since this one last looked, also over a reload. */
  get unread(): number {
    const read = this.preferences.get("read") ?? "";
    return this.entries.filter(({ by, at }) => by !== this.party && at > read).length;
  }

  /** Load earlier messages, but not while the two are being connected. */
  loadSoon(wanted: () => boolean): void {
    setTimeout(() => {
      if (!wanted()) return;
      void this.load();
      void this.outbox.flush();
    }, CONNECTED_BY_MS);
  }

  /** The server answers again. */
  flush(): void {
    void this.outbox.flush();
  }

  /** The consultation is over. */
  clear(): void {
    this.outbox.clear();
    this.draft = "";
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

  send(text: string): void {
    const words = text.trim();
    if (words === "") return;
    this.outbox.add({
      key: crypto.getRandomValues(new Uint32Array(4)).join("-"),
      by: this.party,
      text: words,
      at: new Date().toISOString(),
    });
  }

  resend(entry: ChatEntry): void {
    this.outbox.resend(entry.key);
  }

  /** An event of the stream. One's own messages come back too, so that every tab knows that they arrived. */
  receive(event: LiveEvent): void {
    const { key, by, text, at } = event;
    if (typeof key !== "string" || typeof text !== "string" || typeof at !== "string") return;
    this.outbox.remove(key);
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

  /** Replace the same message, if it is there. */
  private put(entry: ChatEntry): void {
    // The server's own time wins over the one at which it was typed.
    const others = this.arrived.filter(({ key }) => key !== entry.key);
    this.arrived = [...others, entry].sort((a, b) => a.at.localeCompare(b.at));
  }
}
