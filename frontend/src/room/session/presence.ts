/** Tells the server every ten seconds, and whenever it changes, how this person is here. */
import { ProblemError } from "../../shared/http";
import type { ServerPhase } from "../config";
import type { Device, LocalDevices } from "../media/device";
import type { Beat, RoomApi, Sending } from "./api";

const EVERY_MS = 10_000;
/** Changes come in flocks: camera and microphone start together. */
const SETTLE_MS = 300;
/** While the two are being connected: nothing else should be on its way then. */
const CONNECTED_BY_MS = 2_000;

export class Presence {
  private readonly api: RoomApi;
  private readonly facts: () => Promise<Beat>;
  private readonly onPhase: (phase: ServerPhase) => void;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running = false;
  private connecting = false;

  constructor(api: RoomApi, facts: () => Promise<Beat>, onPhase: (phase: ServerPhase) => void) {
    this.api = api;
    this.facts = facts;
    this.onPhase = onPhase;
  }

  start(): void {
    if (this.running) return;
    this.running = true;
    document.addEventListener("visibilitychange", this.changed);
    addEventListener("online", this.changed);
    this.plan(0);
  }

  stop(): void {
    this.running = false;
    clearTimeout(this.timer);
    document.removeEventListener("visibilitychange", this.changed);
    removeEventListener("online", this.changed);
  }

  /** Something the server should know of has changed. */
  readonly changed = (): void => this.plan(this.connecting ? CONNECTED_BY_MS : SETTLE_MS);

  /** While the two are being connected, what can wait has to: here, and in the other parts of the page. */
  giveWay(connecting: boolean): void {
    if (connecting === this.connecting) return;
    this.connecting = connecting;
    document.documentElement.toggleAttribute("data-connecting", connecting);
    this.changed();
  }

  private plan(ms: number): void {
    if (!this.running) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.beat(), ms);
  }

  private async beat(): Promise<void> {
    // Planned first, so that a change during the request moves the next one, and a lost answer costs nothing.
    this.plan(EVERY_MS);
    try {
      const answer = await this.api.beat(await this.facts());
      if (answer?.phase && this.running) this.onPhase(answer.phase);
    } catch (error) {
      if (error instanceof ProblemError && error.code === "over" && this.running) this.onPhase("over");
      // Otherwise the next beat is the retry.
    }
  }
}

/** How this person is here, as the server wants to know it. */
export function beatOf({ camera, microphone }: LocalDevices, connected: boolean): Beat {
  return { visible: !document.hidden, connected, camera: sending(camera), microphone: sending(microphone) };
}

/** A device in the server's four words. */
function sending(device: Device): Sending {
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
