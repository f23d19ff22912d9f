/** Which cameras, microphones and speakers there are, which one the person chose, and what was plugged in just now. */
import type { DeviceKind } from "./device";

export type ListedDeviceKind = DeviceKind | "speaker";
export interface ListedDevice {
  readonly id: string;
  /** Empty until the browser may say it. */
  readonly label: string;
}
/** A device that appeared while the page was open. */
export interface DetectedDevice extends ListedDevice {
  readonly kind: DeviceKind;
}

type Lists = Record<ListedDeviceKind, readonly ListedDevice[]>;
type Source = Pick<MediaDevices, "enumerateDevices" | "addEventListener">;

const STORAGE_KEY = "visavis devices";
const KINDS: Readonly<Record<string, ListedDeviceKind>> = {
  videoinput: "camera",
  audioinput: "microphone",
  audiooutput: "speaker",
};
/** Chromium's names for the system's default device, whichever that is. */
const ALIASES = ["", "default", "communications"];

export class DeviceList {
  lists: Lists = { camera: [], microphone: [], speaker: [] };
  detected: DetectedDevice | null = null;
  private readonly choices: Partial<Record<ListedDeviceKind, string>> = storedChoices();
  private readonly source: Source | undefined;
  private readonly changed: () => void;
  /** Kinds whose devices were seen by name: only then can another be new. */
  private readonly listed = new Set<ListedDeviceKind>();
  private readonly inUse: (kind: DeviceKind) => string | null;

  /** `inUse` names the device that is in use, which is never new. */
  constructor(
    source: Partial<Source> | undefined,
    changed: () => void,
    inUse: (kind: DeviceKind) => string | null = () => null,
  ) {
    this.inUse = inUse;
    this.source = source?.enumerateDevices ? (source as Source) : undefined;
    this.changed = changed;
  }

  open(): void {
    this.source?.addEventListener("devicechange", () => void this.refresh());
  }

  /** The device that the person chose. */
  chosen(kind: ListedDeviceKind): string | null {
    return this.choices[kind] ?? null;
  }

  choose(kind: ListedDeviceKind, id: string): void {
    this.choices[kind] = id;
    if (this.detected?.kind === kind) this.detected = null;
    try {
      localStorage.setItem(STORAGE_KEY, JSON.stringify(this.choices));
    } catch {
      // Kept for this page only, where a browser stores nothing.
    }
    this.changed();
  }

  dismiss(): void {
    this.detected = null;
    this.changed();
  }

  /** Read the list of devices. Repeat it once a device was opened: before that they have no names. */
  async refresh(): Promise<void> {
    const found = await this.source?.enumerateDevices().catch(() => null);
    if (!found) return;
    const before = this.lists;
    const lists: Record<ListedDeviceKind, ListedDevice[]> = { camera: [], microphone: [], speaker: [] };
    for (const { kind, deviceId, label } of found) {
      const listed = KINDS[kind];
      if (listed && !ALIASES.includes(deviceId)) lists[listed].push({ id: deviceId, label });
    }
    this.lists = lists;
    this.detectNew(before);
    // Before one of a kind was opened most browsers hide their names.
    for (const kind of ["camera", "microphone"] as const) if (lists[kind].length > 0) this.listed.add(kind);
    this.changed();
  }

  private detectNew(before: Lists): void {
    if (this.detected && !this.lists[this.detected.kind].some(({ id }) => id === this.detected?.id))
      this.detected = null;
    if (this.detected?.id === (this.detected && this.inUse(this.detected.kind))) this.detected = null;
    for (const kind of ["camera", "microphone"] as const) {
      if (!this.listed.has(kind)) continue;
      const isNew = ({ id }: ListedDevice): boolean => !before[kind].some((known) => known.id === id);
      const fresh = this.lists[kind].find((one) => isNew(one) && one.id !== this.inUse(kind));
      if (fresh) this.detected = { kind, ...fresh };
    }
  }
}

/** Whether this browser lets a page choose where sound comes out. */
export function canChooseSpeaker(): boolean {
  return "setSinkId" in HTMLMediaElement.prototype;
}

function storedChoices(): Partial<Record<ListedDeviceKind, string>> {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? "{}");
    return typeof read === "object" && read !== null ? (read as Partial<Record<ListedDeviceKind, string>>) : {};
  } catch {
    return {};
  }
}
