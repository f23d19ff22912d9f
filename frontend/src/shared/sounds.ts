/** Short sounds, synthesised so that nothing has to be loaded. */

export type Note = readonly [hertz: number, atS: number, lastsS: number];

/** Two soft notes upwards, for "somebody is here". */
export const ARRIVAL_SOUND: readonly Note[] = [
  [587, 0, 0.35],
  [880, 0.22, 0.6],
];
/** Three notes, long enough to find the volume control. */
export const TEST_SOUND: readonly Note[] = [
  [523, 0, 0.4],
  [659, 0.35, 0.4],
  [784, 0.7, 0.9],
];

const VOLUME = 0.25;
let context: AudioContext | null = null;

function audio(): AudioContext | null {
  if (context === null && typeof AudioContext !== "undefined") context = new AudioContext();
  return context;
}

/** Whether a sound would be heard now, without a tap of the person first. */
export function soundIsOn(): boolean {
  return audio()?.state === "running";
}

/** Try to switch sound on; works within a tap or a key, elsewhere only where the browser allows it. Never rejects. */
export async function unlockSound(): Promise<boolean> {
  const here = audio();
  if (!here) return false;
  // Where it is not allowed this promise stays open for ever, so it is not waited for alone.
  await Promise.race([here.resume().catch(() => undefined), new Promise((done) => setTimeout(done, 250))]);
  return here.state === "running";
}

/** Play `notes`; false when the browser does not let this page be heard. */
export async function play(notes: readonly Note[]): Promise<boolean> {
  if (!(await unlockSound())) return false;
  const here = audio();
  if (!here) return false;
  const start = here.currentTime + 0.02;
  for (const [hertz, at, lasts] of notes) {
    const tone = here.createOscillator();
    const volume = here.createGain();
    tone.frequency.value = hertz;
    volume.gain.setValueAtTime(0, start + at);
    volume.gain.linearRampToValueAtTime(VOLUME, start + at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.001, start + at + lasts);
    tone.connect(volume).connect(here.destination);
    tone.start(start + at);
    tone.stop(start + at + lasts);
  }
  return true;
}

/** For how long these sound, in milliseconds. */
export function durationOf(notes: readonly Note[]): number {
  return Math.max(...notes.map(([, at, lasts]) => (at + lasts) * 1_000));
}
