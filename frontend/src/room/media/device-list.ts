/** Which cameras, microphones and speakers there are, which one the person chose, and what was plugged in just now. */
import type { DeviceKind } from "./device";

export type ListedKind = DeviceKind | "speaker";
export interface Choice {
  readonly id: string;
  /** Empty until the browser may say it. */
  readonly label: string;
}
/** A device that appeared while the page was open. */
export interface Offer extends Choice {
  readonly kind: DeviceKind;
}

type Lists = Record<ListedKind, readonly Choice[]>;
type Source = Pick<MediaDevices, "enumerateDevices" | "addEventListener">;

const MEMORY = "visavis devices";
const KINDS: Readonly<Record<string, ListedKind>> = {
  videoinput: "camera",
  audioinput: "microphone",
  audiooutput: "speaker",
};
/** Names of Chromium for "whatever the system uses"; they move along by themselves. */
const ALIASES = ["", "default", "communications"];

export class Devices {
  lists: Lists = { camera: [], microphone: [], speaker: [] };
  offer: Offer | null = null;
  private readonly chosen: Partial<Record<ListedKind, string>> = remembered();
  private readonly source: Source | undefined;
  private readonly changed: () => void;
  private looked = false;

  constructor(source: Partial<Source> | undefined, changed: () => void) {
    this.source = source?.enumerateDevices ? (source as Source) : undefined;
    this.changed = changed;
  }

  open(): void {
    this.source?.addEventListener("devicechange", () => void this.look());
  }

  /** The device the person chose, while nothing says that it is gone. */
  choice(kind: ListedKind): string | null {
    return this.chosen[kind] ?? null;
  }

  choose(kind: ListedKind, id: string): void {
    this.chosen[kind] = id;
    if (this.offer?.kind === kind) this.offer = null;
    try {
      localStorage.setItem(MEMORY, JSON.stringify(this.chosen));
    } catch {
      // Remembered for this page only, where a browser keeps nothing.
    }
    this.changed();
  }

  refuse(): void {
    this.offer = null;
    this.changed();
  }

  /** Look which devices there are. Worth repeating once a device was opened, for only then have they names. */
  async look(): Promise<void> {
    const found = await this.source?.enumerateDevices().catch(() => null);
    if (!found) return;
    const before = this.lists;
    const lists: Record<ListedKind, Choice[]> = { camera: [], microphone: [], speaker: [] };
    for (const { kind, deviceId, label } of found) {
      const listed = KINDS[kind];
      if (listed && !ALIASES.includes(deviceId)) lists[listed].push({ id: deviceId, label });
    }
    this.lists = lists;
    if (this.looked) this.compare(before);
    // Before anything was opened most browsers hide the names, so nothing can be called new yet.
    this.looked ||= lists.camera.length + lists.microphone.length > 0;
    this.changed();
  }

  private compare(before: Lists): void {
    if (this.offer && !this.lists[this.offer.kind].some(({ id }) => id === this.offer?.id)) this.offer = null;
    for (const kind of ["camera", "microphone"] as const) {
      const fresh = this.lists[kind].find(({ id }) => !before[kind].some((known) => known.id === id));
      if (fresh) this.offer = { kind, ...fresh };
    }
  }
}

/** Whether this browser lets a page choose where sound comes out. */
export function canChooseSpeaker(): boolean {
  return "setSinkId" in HTMLMediaElement.prototype;
}

function remembered(): Partial<Record<ListedKind, string>> {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(MEMORY) ?? "{}");
    return typeof read === "object" && read !== null ? (read as Partial<Record<ListedKind, string>>) : {};
  } catch {
    return {};
  }
}
