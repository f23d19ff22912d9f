/** The people of the consultation: who they are, and what they are called. */
import type { LiveEvent } from "../../shared/live-event";
import type { RosterEntry } from "../config";
import type { PeerId } from "../drivers/port";
import { counterpart, type Party, parseParty } from "../party";

export class Roster {
  readonly me: PeerId;
  private readonly party: Party;
  private entries: readonly RosterEntry[];

  constructor(me: PeerId, party: Party, entries: readonly RosterEntry[]) {
    this.me = me;
    this.party = party;
    this.entries = entries;
  }

  /** All but oneself; the one whom this person comes for is the first. */
  get others(): readonly RosterEntry[] {
    const others = this.entries.filter(({ id }) => id !== this.me);
    const first = counterpart(this.party);
    return [...others.filter(({ party }) => party === first), ...others.filter(({ party }) => party !== first)];
  }

  /** Whom this person comes for. */
  get counterpart(): RosterEntry {
    const [first] = this.others;
    if (!first) throw new Error("A consultation has at least two people");
    return first;
  }

  name(id: PeerId): string {
    return this.entries.find((entry) => entry.id === id)?.name ?? "";
  }

  /** Who wrote or did something, by their party. */
  nameOf(party: Party): string {
    return this.others.find((entry) => entry.party === party)?.name ?? this.counterpart.name;
  }

  /** Learn of a person, or their new name. */
  add(entry: RosterEntry): void {
    const known = this.entries.some(({ id }) => id === entry.id);
    this.entries = known ? this.entries.map((one) => (one.id === entry.id ? entry : one)) : [...this.entries, entry];
  }

  /** Learn from an event about a person. */
  learn({ peer, party, name }: LiveEvent): void {
    const known = parseParty(party);
    if (typeof peer === "string" && peer !== this.me && known && typeof name === "string")
      this.add({ id: peer, party: known, name });
  }

  /** The names of these people, or else of the one whom this person comes for, as the page's language joins them. */
  names(ids: readonly PeerId[]): string {
    const found = this.others.filter(({ id }) => ids.includes(id));
    const names = (found.length > 0 ? found : [this.counterpart]).map(({ name }) => name);
    if (names.length < 2) return names.join();
    return new Intl.ListFormat(document.documentElement.lang || undefined, { type: "conjunction" }).format(names);
  }
}
