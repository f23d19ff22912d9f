/** Judges each kind of media by itself, while others flow: what is dead is told to the one who can do something. */
import type { CallHealth, PeerId, Source } from "../drivers/port";
import { figuresFrom } from "./figures";

export type WarningKind =
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

export interface Warning {
  readonly kind: WarningKind;
  /** Whose media it is about; null: one's own. */
  readonly peer: PeerId | null;
}

/** What should come of one other person at present. */
export interface PeerExpectation {
  readonly peer: PeerId;
  readonly sound: boolean;
  readonly picture: boolean;
}

/** What should flow at present. */
export interface Expectation {
  /** There is a path to somebody. */
  readonly connected: boolean;
  readonly microphone: boolean;
  readonly camera: boolean;
  /** Those to whom there is a path. */
  readonly peers: readonly PeerExpectation[];
}

/** A quiet room is never silent to a microphone that works; some systems take a while to start. */
const DEAD_MICROPHONE_MS = 15_000;
const STILL_MS = 8_000;
/** Less is the energy of no sound at all. */
const NO_ENERGY = 1e-9;
const POOR_UPLINK = 0.1;
const UPLINK_MS = 6_000;

/** One thing that should flow: whether it does, and for how long it may not. */
type Finding = [warning: Warning, alive: boolean, patience: number];

export class Watchdog {
  private readonly me: PeerId;
  /** When each was last seen to flow, or not to be expected. */
  private readonly aliveAt = new Map<string, number>();
  private before: CallHealth | null = null;

  constructor(me: PeerId) {
    this.me = me;
  }

  /** What is wrong, after the figures of this moment. `at` in milliseconds. */
  judge(now: CallHealth, expected: Expectation, at: number): Warning[] {
    const { before } = this;
    this.before = now;
    if (!before) return [];
    const found = [
      ...this.judgeOwn(before, now, expected),
      ...expected.peers.flatMap((peer) => judgePeer(before, now, peer)),
    ];
    // Of whom nothing is expected at present, nothing is remembered.
    const keys = new Set(found.map(([warning]) => keyOf(warning)));
    for (const key of [...this.aliveAt.keys()].filter((one) => !keys.has(one))) this.aliveAt.delete(key);
    return found
      .filter(([warning, alive, patience]) => this.isDead(keyOf(warning), alive, at, patience))
      .map(([warning]) => warning);
  }

  private judgeOwn(before: CallHealth, now: CallHealth, { connected, microphone, camera }: Expectation): Finding[] {
    const own = (health: CallHealth, source: Source, of: "energy" | "frames"): number | null =>
      health.sources.find((one) => one.peer === this.me && one.source === source)?.[of] ?? null;
    const energy = difference(own(before, "microphone", "energy"), own(now, "microphone", "energy"));
    const frames = difference(own(before, "camera", "frames"), own(now, "camera", "frames"));
    const about = (kind: WarningKind): Warning => ({ kind, peer: null });
    return [
      [about("microphone"), !connected || !microphone || energy === null || energy > NO_ENERGY, DEAD_MICROPHONE_MS],
      [about("camera"), !connected || !camera || frames === null || frames > 0, STILL_MS],
      [about("uplink"), !connected || (now.uplink?.lost ?? 0) < POOR_UPLINK, UPLINK_MS],
    ];
  }

  private isDead(key: string, alive: boolean, at: number, patience: number): boolean {
    const since = this.aliveAt.get(key);
    if (alive || since === undefined) this.aliveAt.set(key, at);
    return !alive && since !== undefined && at - since >= patience;
  }
}

function judgePeer(before: CallHealth, now: CallHealth, { peer, sound, picture }: PeerExpectation): Finding[] {
  const [then, current] = [figuresFrom(before, peer), figuresFrom(now, peer)];
  return [
    [{ kind: "peerSilent", peer }, !sound || current.audioBytes !== then.audioBytes, STILL_MS],
    [{ kind: "peerFrozen", peer }, !picture || current.frames !== then.frames, STILL_MS],
  ];
}

function keyOf({ kind, peer }: Warning): string {
  return `${kind} ${peer ?? ""}`;
}

/** Any change is life: a new device counts from zero again. Null where it is unknown. */
function difference(before: number | null, now: number | null): number | null {
  return before === null || now === null ? null : Math.abs(now - before);
}
