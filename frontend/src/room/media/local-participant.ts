/** Everything this side has to send: camera, microphone, screen, and how much of it. */
import type { Outgoing } from "../drivers/port";
import type { Memory } from "../session/call-preferences";
import type { DeviceKind } from "./device";
import { Devices, type ListedKind } from "./device-list";
import { LocalMedia } from "./local-media";
import { Sharing } from "./screen-share";

export interface OwnReports {
  /** A camera or microphone began, ceased, or is in trouble. */
  onDevice(): void;
  /** What is sent has changed. */
  onOutgoing(): void;
  changed(): void;
}

export class Own {
  readonly media: LocalMedia;
  readonly devices: Devices;
  readonly sharing: Sharing;
  private readonly reports: OwnReports;
  private readonly memory: Memory;

  constructor(source: MediaDevices | undefined, memory: Memory, reports: OwnReports) {
    this.reports = reports;
    this.memory = memory;
    this.devices = new Devices(source, () => reports.changed());
    this.media = new LocalMedia(
      source,
      (kind) => this.deviceChanged(kind),
      (kind) => this.devices.choice(kind),
      memory,
    );
    this.sharing = new Sharing(source, () => reports.onOutgoing());
  }

  /** The person saves data: no camera's picture either way. */
  get lowData(): boolean {
    return this.memory.get("lowData") ?? false;
  }

  get outgoing(): Outgoing {
    return { ...this.media.tracks, screen: this.sharing.track, lowData: this.lowData };
  }

  open(): void {
    this.devices.open();
    document.addEventListener("visibilitychange", () => document.hidden || this.media.revive());
  }

  /** Use another camera, microphone or speaker from now on. */
  async use(kind: ListedKind, id: string): Promise<void> {
    this.devices.choose(kind, id);
    if (kind !== "speaker") await this.media.change(kind);
  }

  /** Mute or unmute, camera on or off. While this side saves data there is no camera to turn. */
  async toggle(kind: DeviceKind): Promise<void> {
    const { state } = this.media.now[kind];
    if (state === "starting" || (kind === "camera" && this.lowData)) return;
    await this.media.turn(kind, state !== "on");
  }

  saveData(on: boolean): void {
    this.memory.put("lowData", on);
    this.reports.onOutgoing();
  }

  private deviceChanged(kind: DeviceKind): void {
    this.reports.onDevice();
    this.reports.onOutgoing();
    // Names, and devices beyond the first, are told only to a page that was given one.
    if (this.media.now[kind].state === "on") void this.devices.look();
  }
}
