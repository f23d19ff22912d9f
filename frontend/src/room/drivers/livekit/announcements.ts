/** What this side sends and why not, told to the others as data of the room, under a topic of our own. */
import { parseSends } from "../outgoing";
import type { Outgoing, Sends } from "../port";

export const TOPIC = "visavis.sends";

export interface Announcement {
  readonly sends: Sends;
  readonly lowData: boolean;
}

export function announcementOf({ sends, lowData }: Outgoing): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify({ sends, lowData }));
}

/** Null for what no page of ours has sent. */
export function parseAnnouncement(bytes: Uint8Array): Announcement | null {
  try {
    const said = JSON.parse(new TextDecoder().decode(bytes)) as Partial<Record<keyof Announcement, unknown>> | null;
    return { sends: parseSends(said?.sends), lowData: said?.lowData === true };
  } catch {
    return null;
  }
}
