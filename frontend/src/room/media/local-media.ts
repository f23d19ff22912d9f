/** This person's camera and microphone. Each is started by itself, so that one failing never costs the other. */
import { CallPreferences } from "../session/call-preferences";
import type { Device, DeviceKind, DeviceState, LocalDevices } from "./device";
import { deviceError, stateFromError } from "./device-error";

export type DeviceSource = Pick<MediaDevices, "getUserMedia">;

const KINDS: readonly DeviceKind[] = ["microphone", "camera"];
const IDLE: Device = { state: "off", track: null };
/** When the page is looked at again, the system usually gives a device back by itself within this time. */
const GIVEN_BACK_MS = 1_500;

export class LocalMedia {
  private current: Record<DeviceKind, Device> = { camera: IDLE, microphone: IDLE };
  /** Raised by each new request: an answer to an older one is thrown away. */
  private readonly request: Record<DeviceKind, number> = { camera: 0, microphone: 0 };
  private isStarted = false;
  private readonly source: DeviceSource | undefined;
  private readonly changed: (kind: DeviceKind) => void;
  private readonly chosenDevice: (kind: DeviceKind) => string | null;
  private readonly preferences: CallPreferences;

  /** `chosenDevice` names the device that the person prefers, if any; `preferences` keeps what they have turned off. */
  constructor(
    source: DeviceSource | undefined,
    changed: (kind: DeviceKind) => void,
    chosenDevice: (kind: DeviceKind) => string | null = () => null,
    preferences: CallPreferences = new CallPreferences(),
  ) {
    this.source = source;
    this.changed = changed;
    this.chosenDevice = chosenDevice;
    this.preferences = preferences;
  }

  get devices(): LocalDevices {
    return this.current;
  }

  get tracks(): Readonly<Record<DeviceKind, MediaStreamTrack | null>> {
    return { camera: this.current.camera.track, microphone: this.current.microphone.track };
  }

  /** Ask for both at once, unless they are in use; one that fails does not stop the other. */
  async start(): Promise<void> {
    if (this.isStarted) return;
    this.isStarted = true;
    const wanted = KINDS.filter((kind) => this.isWanted(kind));
    if (wanted.length === KINDS.length) await this.openBoth();
    else await Promise.all(wanted.map((kind) => this.open(kind)));
  }

  /** Mute keeps the microphone open, so that unmuting is instant; a camera turned off is let go and its light goes out. */
  async setEnabled(kind: DeviceKind, on: boolean): Promise<void> {
    this.preferences.set(kind, on);
    const { track } = this.current[kind];
    if (kind === "microphone" && track?.readyState === "live" && !track.muted) {
      track.enabled = on;
      this.set(kind, { state: on ? "on" : "off", track });
    } else if (on) {
      await this.open(kind);
    } else {
      this.release(kind, "off");
    }
  }

  /** Another device of this kind was chosen: use it, now or once it is turned on. */
  async switchDevice(kind: DeviceKind): Promise<void> {
    if (!this.isStarted) return;
    // A muted microphone is kept open; unmuting must open the chosen one.
    if (!this.isWanted(kind)) return this.release(kind, "off");
    // Phones give the second camera only once the first is let go.
    this.release(kind, "starting");
    await this.open(kind);
  }

  /** The page is looked at again: reopen what the system took and did not return, or what was in use elsewhere. */
  reacquire(): void {
    for (const kind of KINDS) {
      if (!mayComeBack(this.current[kind].state)) continue;
      const request = this.request[kind];
      setTimeout(() => {
        if (this.isStarted && request === this.request[kind] && mayComeBack(this.current[kind].state))
          void this.reopen(kind);
      }, GIVEN_BACK_MS);
    }
  }

  /** Let go of everything. */
  stop(): void {
    this.isStarted = false;
    for (const kind of KINDS) this.release(kind, "off");
  }

  /** As they last chose: a reload turns nothing on again. */
  private isWanted(kind: DeviceKind): boolean {
    return this.preferences.get(kind) ?? true;
  }

  /** One question of the browser for both; only after a refusal one for each. */
  private async openBoth(): Promise<void> {
    const requests = { microphone: this.begin("microphone"), camera: this.begin("camera") };
    const both = { ...this.constraints("microphone"), ...this.constraints("camera") };
    const stream = await this.source?.getUserMedia(both).catch(() => null);
    const openOne = async (kind: DeviceKind): Promise<void> => {
      const track = stream?.getTracks().find((one) => (one.kind === "video") === (kind === "camera"));
      if (track) this.use(kind, track, requests[kind]);
      else if (requests[kind] === this.request[kind]) await this.open(kind);
    };
    await Promise.all(KINDS.map(openOne));
  }

  private begin(kind: DeviceKind): number {
    this.set(kind, { state: "starting", track: null, before: deviceError(this.current[kind]) });
    return ++this.request[kind];
  }

  private constraints(kind: DeviceKind): MediaStreamConstraints {
    return constraintsFor(kind, this.chosenDevice(kind));
  }

  private async open(kind: DeviceKind): Promise<void> {
    const request = ++this.request[kind];
    const before = deviceError(this.current[kind]);
    this.current[kind].track?.stop();
    this.set(kind, { state: "starting", track: null, before });
    try {
      this.use(kind, await this.acquire(kind, this.chosenDevice(kind)), request);
    } catch (error) {
      if (request === this.request[kind]) this.set(kind, { state: stateFromError(error), track: null, before });
    }
  }

  /** A paused track is kept until another is there: the system may still give it back by itself. */
  private async reopen(kind: DeviceKind): Promise<void> {
    if (this.current[kind].state !== "paused") return this.open(kind);
    const request = ++this.request[kind];
    const track = await this.acquire(kind, this.chosenDevice(kind)).catch(() => null);
    if (track) this.use(kind, track, request);
  }

  private use(kind: DeviceKind, track: MediaStreamTrack, request: number): void {
    if (request !== this.request[kind]) return track.stop();
    this.current[kind].track?.stop();
    this.watchTrack(kind, track);
    this.set(kind, { state: track.muted ? "paused" : "on", track });
  }

  private async acquire(kind: DeviceKind, id: string | null): Promise<MediaStreamTrack> {
    // Absent on plain http and in some in-app browsers.
    if (!this.source) throw new Error("This page may not use a camera or microphone");
    try {
      const [track] = (await this.source.getUserMedia(constraintsFor(kind, id))).getTracks();
      if (!track) throw new DOMException("No track", "NotFoundError");
      return track;
    } catch (error) {
      // The chosen device is not plugged in, or the browser has renamed it: use any other.
      if (id !== null && stateFromError(error) === "none") return this.acquire(kind, null);
      throw error;
    }
  }

  private watchTrack(kind: DeviceKind, track: MediaStreamTrack): void {
    const isOurs = (): boolean => this.current[kind].track === track;
    track.onended = () => {
      if (!isOurs()) return;
      // While muted it is not needed; unmuting opens it again.
      if (!this.isWanted(kind)) return this.release(kind, "off");
      this.release(kind, "gone");
      // Sound comes first: another microphone is taken without asking, another camera is not.
      if (kind === "microphone") void this.open(kind);
    };
    track.onmute = () => isOurs() && this.set(kind, { state: this.isWanted(kind) ? "paused" : "off", track });
    track.onunmute = () => isOurs() && this.set(kind, { state: track.enabled ? "on" : "off", track });
  }

  private release(kind: DeviceKind, state: DeviceState): void {
    this.request[kind] += 1;
    this.current[kind].track?.stop();
    this.set(kind, { state, track: null });
  }

  private set(kind: DeviceKind, device: Device): void {
    this.current = { ...this.current, [kind]: device };
    this.changed(kind);
  }
}

function mayComeBack(state: DeviceState): boolean {
  return state === "paused" || state === "gone" || state === "busy";
}

function constraintsFor(kind: DeviceKind, id: string | null): MediaStreamConstraints {
  const device = id === null ? {} : { deviceId: { exact: id } };
  if (kind === "microphone")
    return { audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true, ...device } };
  const facing = id === null ? { facingMode: "user" } : {};
  return { video: { width: { ideal: 1280 }, height: { ideal: 720 }, ...facing, ...device } };
}
