/** This person's side of the call: camera, microphone, screen, and whether to save data. */
import type { Outgoing } from "../drivers/port";
import type { CallPreferences } from "../session/call-preferences";
import type { DeviceKind } from "./device";
import { DeviceList, type ListedDeviceKind } from "./device-list";
import { LocalMedia } from "./local-media";
import { MutedSpeech } from "./muted-speech";
import { outgoingOf } from "./outgoing";
import { ScreenShare } from "./screen-share";

export interface LocalParticipantCallbacks {
  /** A camera or microphone was started, stopped, or failed. */
  onDevice(): void;
  /** What is sent has changed. */
  onOutgoing(): void;
  changed(): void;
}

export class LocalParticipant {
  readonly media: LocalMedia;
  readonly devices: DeviceList;
  readonly screenShare: ScreenShare;
  readonly mutedSpeech: MutedSpeech;
  private readonly callbacks: LocalParticipantCallbacks;
  private readonly preferences: CallPreferences;

  constructor(source: MediaDevices | undefined, preferences: CallPreferences, callbacks: LocalParticipantCallbacks) {
    this.callbacks = callbacks;
    this.preferences = preferences;
    this.devices = new DeviceList(
      source,
      () => callbacks.changed(),
      (kind) => this.media.devices[kind].track?.getSettings?.().deviceId ?? null,
    );
    this.mutedSpeech = new MutedSpeech(() => callbacks.changed());
    this.media = new LocalMedia(
      source,
      (kind) => this.deviceChanged(kind),
      (kind) => this.devices.chosen(kind),
      preferences,
    );
    this.screenShare = new ScreenShare(source, () => callbacks.onOutgoing());
  }

  /** The person saves data: no camera's picture either way. */
  get lowData(): boolean {
    return this.preferences.get("lowData") ?? false;
  }

  get outgoing(): Outgoing {
    return outgoingOf(this.media.devices, this.screenShare, this.lowData);
  }

  open(): void {
    this.devices.open();
    document.addEventListener("visibilitychange", () => document.hidden || this.media.reacquire());
  }

  /** Use another camera, microphone or speaker from now on. */
  async switchDevice(kind: ListedDeviceKind, id: string): Promise<void> {
    this.devices.choose(kind, id);
    if (kind !== "speaker") await this.media.switchDevice(kind);
  }

  /** Mute or unmute, camera on or off. While this side saves data there is no camera to turn. */
  async toggle(kind: DeviceKind): Promise<void> {
    const { state } = this.media.devices[kind];
    if (state === "starting" || (kind === "camera" && this.lowData)) return;
    await this.media.setEnabled(kind, state !== "on");
  }

  setLowData(on: boolean): void {
    this.preferences.set("lowData", on);
    this.callbacks.onOutgoing();
  }

  private deviceChanged(kind: DeviceKind): void {
    const { state, track } = this.media.devices.microphone;
    this.mutedSpeech.watch(state === "off" ? track : null);
    this.callbacks.onDevice();
    this.callbacks.onOutgoing();
    // Browsers show names, and devices beyond the first, only to a page that has opened one.
    if (this.media.devices[kind].state === "on") void this.devices.refresh();
  }
}
