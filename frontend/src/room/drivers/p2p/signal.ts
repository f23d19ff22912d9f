/** What two page loads say to each other while they negotiate. */
import type { PeerAddress } from "../port";

/** One part of negotiation. */
export interface Signal {
  description?: RTCSessionDescriptionInit;
  candidates?: RTCIceCandidateInit[];
}

export interface AddressedSignal {
  readonly to: PeerAddress;
  readonly signal: Signal;
}

/** The server takes no more in one signal. */
const MOST_CANDIDATES = 100;

/** Whether two who negotiate are in each other's way: of each pair the lesser name gives way. */
export function isPolite(me: string, other: string): boolean {
  return me < other;
}

/** Add a signal to those that wait; candidates for the same page load travel together. */
export function enqueue(waiting: AddressedSignal[], { to, signal }: AddressedSignal): void {
  const last = waiting.at(-1);
  const space = MOST_CANDIDATES - (last?.signal.candidates?.length ?? 0);
  const { description, candidates } = signal;
  const fits = !description && candidates !== undefined && candidates.length <= space;
  if (last && fits && last.to.id === to.id && last.to.epoch === to.epoch)
    last.signal.candidates = [...(last.signal.candidates ?? []), ...candidates];
  else waiting.push({ to, signal: { ...signal } });
}
