/** Figures of what comes in, from the health of a call. */
import type { CallHealth, PeerId, Source, SourceStats } from "../drivers/port";

export interface Figures {
  readonly bytes: number;
  readonly audioBytes: number;
  readonly packets: number;
  readonly lost: number;
  readonly frames: number;
  readonly energy: number;
}

const isSound = (source: Source): boolean => source === "microphone" || source === "screenAudio";

/** The sums over the sources that `isCounted` names. */
export function figuresOf({ sources }: CallHealth, isCounted: (source: SourceStats) => boolean): Figures {
  const sum = { bytes: 0, audioBytes: 0, packets: 0, lost: 0, frames: 0, energy: 0 };
  for (const one of sources.filter(isCounted)) {
    sum.bytes += one.bytes;
    if (isSound(one.source)) sum.audioBytes += one.bytes;
    sum.packets += one.packets;
    sum.lost += one.lost;
    sum.frames += one.frames;
    sum.energy += one.energy;
  }
  return sum;
}

/** What comes from one other person. */
export function figuresFrom(health: CallHealth, peer: PeerId): Figures {
  return figuresOf(health, (one) => one.peer === peer);
}

/** What comes from all others. */
export function figuresFromOthers(health: CallHealth, me: PeerId): Figures {
  return figuresOf(health, (one) => one.peer !== me);
}
