/** A camera or microphone of this person, and what it is doing. */

export type DeviceKind = "camera" | "microphone";
export type DeviceState =
  | "starting"
  | "on"
  | "off"
  /** The system took it: an incoming phone call, another app in front. It may give it back. */
  | "paused"
  /** It was there, and is no more: a pulled cable, a permission taken back. */
  | "gone"
  | "none"
  | "denied"
  | "busy"
  | "failed";

export interface Device {
  readonly state: DeviceState;
  readonly track: MediaStreamTrack | null;
  /** The error before this try, or before the last one. */
  readonly before?: DeviceState | null;
}

export type LocalDevices = Readonly<Record<DeviceKind, Device>>;
