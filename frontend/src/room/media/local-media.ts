/** This person's camera and microphone. Each is started by itself, so that one failing never costs the other. */
import type { LocalTracks } from "../drivers/port";
import { Memory } from "../session/call-preferences";
import type { Device, DeviceKind, DeviceState, LocalDevices } from "./device";
import { deviceProblem, troubleOf } from "./device-error";

export type DeviceSource = Pick<MediaDevices, "getUserMedia">;

const KINDS: readonly DeviceKind[] = ["microphone", "camera"];
const IDLE: Device = { state: "off", track: null };
/** What the system took is usually given back by itself as soon as the page is looked at again. */
const GIVEN_BACK_MS = 1_500;

export class LocalMedia {
  private devices: Record<DeviceKind, Device> = { camera: IDLE, microphone: IDLE };
  /** Raised by each new wish: an answer to an older one is thrown away. */
  private readonly wish: Record<DeviceKind, number> = { camera: 0, microphone: 0 };
  private awake = false;
  private readonly source: DeviceSource | undefined;
  private readonly changed: (kind: DeviceKind) => void;
  private readonly chosen: (kind: DeviceKind) => string | null;
  private readonly memory: Memory;

  /** `chosen` names the device that the person prefers, if any; `memory` keeps whether they wish to be on air at all. */
  constructor(
    source: DeviceSource | undefined,
    changed: (kind: DeviceKind) => void,
    chosen: (kind: DeviceKind) => string | null = () => null,
    memory: Memory = new Memory(),
  ) {
    this.source = source;
    this.changed = changed;
    this.chosen = chosen;
    this.memory = memory;
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
    await Promise.all(KINDS.filter((kind) => this.wants(kind)).map((kind) => this.open(kind)));
  }

  /** Mute keeps the microphone open, so that unmuting is instant; a camera turned off is let go and its light goes out. */
  async turn(kind: DeviceKind, on: boolean): Promise<void> {
    this.memory.put(kind, on);
    const { track } = this.devices[kind];
    if (kind === "microphone" && track?.readyState === "live" && !track.muted) {
      track.enabled = on;
      this.set(kind, { state: on ? "on" : "off", track });
    } else if (on) {
      await this.open(kind);
    } else {
      this.release(kind, "off");
    }
  }

  /** Another device of this kind was chosen: use it, if one is in use. */
  async change(kind: DeviceKind): Promise<void> {
    if (!this.awake || !this.wants(kind)) return;
    // Phones give the second camera only once the first is let go.
    this.release(kind, "starting");
    await this.open(kind);
  }

  /** The page is looked at again: take back what the system took and did not return, and what was in use elsewhere. */
  revive(): void {
    for (const kind of KINDS) {
      if (!mayComeBack(this.devices[kind].state)) continue;
      const wish = this.wish[kind];
      setTimeout(() => {
        if (this.awake && wish === this.wish[kind] && mayComeBack(this.devices[kind].state)) void this.takeBack(kind);
      }, GIVEN_BACK_MS);
    }
  }

  /** Let go of everything. */
  stop(): void {
    this.awake = false;
    for (const kind of KINDS) this.release(kind, "off");
  }

  /** As they last chose: nobody is put on air again by a reload. */
  private wants(kind: DeviceKind): boolean {
    return this.memory.get(kind) ?? true;
  }

  private async open(kind: DeviceKind): Promise<void> {
    const wish = ++this.wish[kind];
    const before = troubleOf(this.devices[kind]);
    this.devices[kind].track?.stop();
    this.set(kind, { state: "starting", track: null, before });
    try {
      this.use(kind, await this.ask(kind, this.chosen(kind)), wish);
    } catch (error) {
      if (wish === this.wish[kind]) this.set(kind, { state: deviceProblem(error), track: null, before });
    }
  }

  /** What is only paused is kept until another is there: the system may still give it back by itself. */
  private async takeBack(kind: DeviceKind): Promise<void> {
    if (this.devices[kind].state !== "paused") return this.open(kind);
    const wish = ++this.wish[kind];
    const track = await this.ask(kind, this.chosen(kind)).catch(() => null);
    if (track) this.use(kind, track, wish);
  }

  private use(kind: DeviceKind, track: MediaStreamTrack, wish: number): void {
    if (wish !== this.wish[kind]) return track.stop();
    this.devices[kind].track?.stop();
    this.follow(kind, track);
    this.set(kind, { state: track.muted ? "paused" : "on", track });
  }

  private async ask(kind: DeviceKind, id: string | null): Promise<MediaStreamTrack> {
    // Absent on plain http and in some in-app browsers.
    if (!this.source) throw new Error("This page may not use a camera or microphone");
    try {
      const [track] = (await this.source.getUserMedia(wanted(kind, id))).getTracks();
      if (!track) throw new DOMException("No track", "NotFoundError");
      return track;
    } catch (error) {
      // The chosen one is not plugged in today, or the browser has renamed it: any other is better than none.
      if (id !== null && deviceProblem(error) === "none") return this.ask(kind, null);
      throw error;
    }
  }

  private follow(kind: DeviceKind, track: MediaStreamTrack): void {
    const isOurs = (): boolean => this.devices[kind].track === track;
    track.onended = () => {
      if (!isOurs()) return;
      // Who has muted themselves misses nothing: it is taken anew when they unmute, and not before.
      if (!this.wants(kind)) return this.release(kind, "off");
      this.release(kind, "gone");
      // Sound comes first: another microphone is taken without asking, another camera is not.
      if (kind === "microphone") void this.open(kind);
    };
    track.onmute = () => isOurs() && this.set(kind, { state: this.wants(kind) ? "paused" : "off", track });
    track.onunmute = () => isOurs() && this.set(kind, { state: track.enabled ? "on" : "off", track });
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

function mayComeBack(state: DeviceState): boolean {
  return state === "paused" || state === "gone" || state === "busy";
}

function wanted(kind: DeviceKind, id: string | null): MediaStreamConstraints {
  const device = id === null ? {} : { deviceId: { exact: id } };
  if (kind === "microphone")
    return { audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true, ...device } };
  const facing = id === null ? { facingMode: "user" } : {};
  return { video: { width: { ideal: 1280 }, height: { ideal: 720 }, ...facing, ...device } };
}
