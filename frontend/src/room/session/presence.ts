/** Sends the server a heartbeat every ten seconds, and whenever something in it changes. */
import { ProblemError } from "../../shared/http";
import type { ServerPhase } from "../config";
import type { Device, LocalDevices } from "../media/device";
import type { DeviceReport, Heartbeat, RoomApi } from "./api";
import { MissedMedia } from "./missed-media";

const EVERY_MS = 10_000;
/** Changes come together: camera and microphone start at once. */
const SETTLE_MS = 300;
/** While the two are being connected, other requests wait. */
const CONNECTED_BY_MS = 2_000;

export class Presence {
  private readonly api: RoomApi;
  private readonly read: () => Promise<Heartbeat>;
  private readonly onPhase: (phase: ServerPhase) => void;
  private readonly media: MissedMedia;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running = false;
  private connecting = false;

  constructor(api: RoomApi, read: () => Promise<Heartbeat>, onPhase: (phase: ServerPhase) => void) {
    this.api = api;
    this.read = read;
    this.media = new MissedMedia(api.name);
    this.onPhase = onPhase;
  }

  start(): void {
    if (this.running) return;
    this.running = true;
    document.addEventListener("visibilitychange", this.changed);
    addEventListener("online", this.changed);
    this.schedule(0);
  }

  stop(): void {
    this.running = false;
    clearTimeout(this.timer);
    document.removeEventListener("visibilitychange", this.changed);
    removeEventListener("online", this.changed);
  }

  /** Something the server should know of has changed. */
  readonly changed = (): void => this.schedule(this.connecting ? CONNECTED_BY_MS : SETTLE_MS);

  /** While the two are being connected, whatever can wait does, here and in other parts of the page. */
  setConnecting(connecting: boolean): void {
    if (connecting === this.connecting) return;
    this.connecting = connecting;
    document.documentElement.toggleAttribute("data-connecting", connecting);
    this.changed();
  }

  /** The call is over, and the server was away before: say now what it does not know, for no heartbeat follows. */
  async tellMissed(): Promise<void> {
    const at = Date.now();
    const missed = this.media.kept(at);
    if (!missed) return;
    try {
      await this.api.heartbeat({ ...(await this.read()), missed }, true);
      this.media.heard(at);
    } catch {
      // The server is away again: it stays kept in this tab.
    }
  }

  private schedule(ms: number): void {
    if (!this.running) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.send(), ms);
  }

  private async send(): Promise<void> {
    // Scheduled first, so that a change during the request moves the next one, and a lost answer costs nothing.
    this.schedule(EVERY_MS);
    try {
      const heartbeat = await this.read();
      const at = Date.now();
      const missed = this.media.note(heartbeat.connected, at);
      const answer = await this.api.heartbeat(missed ? { ...heartbeat, missed } : heartbeat);
      this.media.heard(at);
      if (answer?.phase && this.running) this.onPhase(answer.phase);
    } catch (error) {
      if (error instanceof ProblemError && error.code === "over" && this.running) this.onPhase("over");
      // Otherwise the next heartbeat is the retry.
    }
  }
}

/** How this person is present, in the server's terms. */
export function heartbeatOf({ camera, microphone }: LocalDevices, connected: boolean): Heartbeat {
  return { visible: !document.hidden, connected, camera: deviceReport(camera), microphone: deviceReport(microphone) };
}

/** A device in the server's four words. */
function deviceReport(device: Device): DeviceReport {
  switch (device.state) {
    case "on":
    case "off":
    case "denied":
      return device.state;
    case "starting":
    case "paused":
      return "off";
    case "none":
    case "gone":
    case "busy":
    case "failed":
      return "none";
  }
}
