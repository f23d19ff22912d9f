/** For tests, and for trying the room's pages: a place in which fake drivers meet, without media. */
import { NOTHING } from "../drivers/outgoing";
import type { Outgoing, PeerAddress, PeerId } from "../drivers/port";

/** Somebody in the carrier's room: a driver, or a page that the test plays. */
export interface FakeMember {
  readonly address: PeerAddress;
  readonly outgoing: Outgoing;
  entered(other: FakeMember): void;
  gone(other: FakeMember): void;
  changed(other: FakeMember): void;
  data(from: PeerId, topic: string, bytes: Uint8Array): void;
  cut(): void;
}

export class FakeCarrier {
  isCut = false;
  private readonly members = new Map<PeerId, FakeMember>();

  others(me: PeerId): FakeMember[] {
    return [...this.members.values()].filter(({ address }) => address.id !== me);
  }

  find(id: PeerId): FakeMember | undefined {
    return this.members.get(id);
  }

  /** A newer page load of the same person takes the place of the older. */
  enter(member: FakeMember): void {
    const before = this.members.get(member.address.id);
    if (before) this.leave(before);
    this.members.set(member.address.id, member);
    for (const other of this.others(member.address.id)) {
      queueMicrotask(() => other.entered(member));
      queueMicrotask(() => member.entered(other));
    }
  }

  leave(member: FakeMember): void {
    if (this.members.get(member.address.id) !== member) return;
    this.members.delete(member.address.id);
    for (const other of this.others(member.address.id)) other.gone(member);
  }

  /** A person of whom the test says what they send. */
  put(address: PeerAddress, outgoing: Outgoing = NOTHING): void {
    const nothing = (): void => undefined;
    this.enter({ address, outgoing, entered: nothing, gone: nothing, changed: nothing, data: nothing, cut: nothing });
  }

  cut(): void {
    this.isCut = true;
    for (const member of this.members.values()) member.cut();
  }

  repair(): void {
    this.isCut = false;
  }
}
