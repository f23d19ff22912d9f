/** This person's camera and microphone. Each is started by itself, so that one failing never costs the other. */
import type { LocalTracks } from "./driver";

export type DeviceKind = "camera" | "microphone";
export type DeviceState = "starting" | "on" | "off" | "none" | "denied" | "busy" | "failed";

export interface Device {
  readonly state: DeviceState;
  readonly track: MediaStreamTrack | null;
}

export type LocalDevices = Readonly<Record<DeviceKind, Device>>;
export type DeviceSource = Pick<MediaDevices, "getUserMedia">;

const WANTED: Record<DeviceKind, MediaStreamConstraints> = {
  camera: { video: { width: { ideal: 1280 }, height: { ideal: 720 }, facingMode: "user" } },
  microphone: { audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true } },
};
const KINDS: readonly DeviceKind[] = ["microphone", "camera"];
const IDLE: Device = { state: "off", track: null };

/** What a browser's refusal means, in our words. */
export function deviceProblem(error: unknown): DeviceState {
  switch (error instanceof Error ? error.name : "") {
    case "NotAllowedError":
    case "SecurityError":
      return "denied";
    case "NotFoundError":
    case "OverconstrainedError":
      return "none";
    case "NotReadableError":
    case "AbortError":
      return "busy";
    default:
      return "failed";
  }
}

export class LocalMedia {
  private devices: Record<DeviceKind, Device> = { camera: IDLE, microphone: IDLE };
  /** What the person last chose; kept while they are away. */
  private readonly wanted: Record<DeviceKind, boolean> = { camera: true, microphone: true };
  /** Raised by each new wish: an answer to an older one is thrown away. */
  private readonly wish: Record<DeviceKind, number> = { camera: 0, microphone: 0 };
  private awake = false;
  private readonly source: DeviceSource | undefined;
  private readonly changed: (kind: DeviceKind) => void;

  constructor(source: DeviceSource | undefined, changed: (kind: DeviceKind) => void) {
    this.source = source;
    this.changed = changed;
  }

  get now(): LocalDevices {
    return this.devices;
  }

  get tracks(): LocalTracks {
    return { camera: this.devices.camera.track, microphone: this.devices.microphone.track };
  }

  /** Ask for both at once, unless they are in use; each answer counts alone. */
  async wake(): Promise<void> {
    if (this.awake) return;
    this.awake = true;
    await Promise.all(KINDS.filter((kind) => this.wanted[kind]).map((kind) => this.open(kind)));
  }

  /** Mute keeps the microphone open, so that unmuting is instant; a camera turned off is let go and its light goes out. */
  async turn(kind: DeviceKind, on: boolean): Promise<void> {
    this.wanted[kind] = on;
    const { track } = this.devices[kind];
    if (kind === "microphone" && track?.readyState === "live") {
      track.enabled = on;
      this.set(kind, { state: on ? "on" : "off", track });
    } else if (on) {
      await this.open(kind);
    } else {
      this.release(kind, "off");
    }
  }

  /** Let go of everything. */
  stop(): void {
    this.awake = false;
    for (const kind of KINDS) this.release(kind, "off");
  }

  private async open(kind: DeviceKind): Promise<void> {
    const wish = ++this.wish[kind];
    this.set(kind, { state: "starting", track: null });
    try {
      // Absent on plain http and in some in-app browsers.
      if (!this.source) throw new Error("This page may not use a camera or microphone");
      const stream = await this.source.getUserMedia(WANTED[kind]);
      const [track] = stream.getTracks();
      if (!track) throw new DOMException("No track", "NotFoundError");
      if (wish !== this.wish[kind]) return track.stop();
      // A pulled cable, a phone call, a permission taken back.
      track.onended = () => this.devices[kind].track === track && this.release(kind, "failed");
      this.set(kind, { state: "on", track });
    } catch (error) {
      if (wish === this.wish[kind]) this.set(kind, { state: deviceProblem(error), track: null });
    }
  }

  private release(kind: DeviceKind, state: DeviceState): void {
    this.wish[kind] += 1;
    this.devices[kind].track?.stop();
    this.set(kind, { state, track: null });
  }

  private set(kind: DeviceKind, device: Device): void {
    this.devices = { ...this.devices, [kind]: device };
    this.changed(kind);
  }
}
