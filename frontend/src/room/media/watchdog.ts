/** Judges each kind of media by itself, while others flow: what is dead is told to the one who can do something. */
import type { CallStats } from "../drivers/port";

export type Warning =
  /** One's own microphone gives no sound, not even noise. */
  | "microphone"
  /** One's own camera gives no new pictures. */
  | "camera"
  /** Much of what one sends is lost. */
  | "uplink"
  /** The other sends sound and none arrives. */
  | "peerSilent"
  /** The other sends a picture and it stands still. */
  | "peerFrozen";

/** What should flow at present. */
export interface Expectation {
  /** There is a path. */
  readonly connected: boolean;
  readonly peerSound: boolean;
  readonly peerPicture: boolean;
  readonly microphone: boolean;
  readonly camera: boolean;
}

/** A quiet room is never silent to a microphone that works; some systems take a while to start. */
const DEAD_MICROPHONE_MS = 15_000;
const STILL_MS = 8_000;
/** Less is the energy of no sound at all. */
const NO_ENERGY = 1e-9;
const POOR_UPLINK = 0.1;
const UPLINK_MS = 6_000;

export class Watchdog {
  /** When each was last seen to flow, or not to be expected. */
  private readonly aliveAt = new Map<Warning, number>();
  private before: CallStats | null = null;

  /** What is wrong, after the figures of this moment. `at` in milliseconds. */
  judge(now: CallStats, expected: Expectation, at: number): Warning[] {
    const before = this.before;
    this.before = now;
    if (!before) return [];
    const grew = (name: "audioBytesReceived" | "framesDecoded"): boolean => now[name] !== before[name];
    const energy = difference(before.microphoneEnergy, now.microphoneEnergy);
    const frames = difference(before.cameraFrames, now.cameraFrames);
    const { connected } = expected;
    const found: [Warning, boolean, number][] = [
      ["microphone", !connected || !expected.microphone || energy === null || energy > NO_ENERGY, DEAD_MICROPHONE_MS],
      ["camera", !connected || !expected.camera || frames === null || frames > 0, STILL_MS],
      ["uplink", !connected || (now.uplinkLoss ?? 0) < POOR_UPLINK, UPLINK_MS],
      ["peerSilent", !connected || !expected.peerSound || grew("audioBytesReceived"), STILL_MS],
      ["peerFrozen", !connected || !expected.peerPicture || grew("framesDecoded"), STILL_MS],
    ];
    return found.filter(([kind, alive, patience]) => this.isDead(kind, alive, at, patience)).map(([kind]) => kind);
  }

  private isDead(kind: Warning, alive: boolean, at: number, patience: number): boolean {
    const since = this.aliveAt.get(kind);
    if (alive || since === undefined) this.aliveAt.set(kind, at);
    return !alive && since !== undefined && at - since >= patience;
  }
}

/** Any change is life: a new device counts from zero again. Null where it is unknown. */
function difference(before: number | null, now: number | null): number | null {
  return before === null || now === null ? null : Math.abs(now - before);
}
