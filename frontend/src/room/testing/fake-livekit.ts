/**
 * For tests: a LiveKit server and its client's rooms, without media. It keeps the rules that a driver can break: who
 * may enter, one place for each identity, one publication for each source, data only for those who are active.
 */
import { ConnectionError, ConnectionState, DisconnectReason, type Room } from "livekit-client";
import { livekitModule } from "../drivers/livekit";
import type { TestCarrier } from "./call-room";
import { FakeLiveKitRoom } from "./fake-livekit-room";

export class FakeLiveKit {
  readonly url = "wss://livekit.example";
  /** Tokens that are refused. */
  readonly refused = new Set<string>();
  isCut = false;
  readonly rooms: FakeLiveKitRoom[] = [];

  readonly createRoom = (): Room => {
    const room = new FakeLiveKitRoom(this);
    this.rooms.push(room);
    return room as unknown as Room;
  };

  others(me: FakeLiveKitRoom): FakeLiveKitRoom[] {
    return this.rooms.filter((room) => room !== me && room.isInside);
  }

  /** A token is the identity, and after a mark anything that tells it from others. */
  async enter(room: FakeLiveKitRoom, url: string, token: string): Promise<void> {
    await Promise.resolve();
    if (this.isCut || url !== this.url) throw ConnectionError.serverUnreachable("No such server");
    if (this.refused.has(token)) throw ConnectionError.notAllowed("invalid token", 401);
    const [identity = ""] = token.split("#");
    for (const before of this.rooms.filter((one) => one !== room && one.isInside && one.identity === identity))
      this.remove(before, DisconnectReason.DUPLICATE_IDENTITY);
    room.enter(identity);
    for (const other of this.others(room)) {
      room.meet(other, false);
      other.meet(room, true);
    }
  }

  remove(room: FakeLiveKitRoom, reason: DisconnectReason): void {
    if (!room.isInside) return;
    room.leave(reason);
    for (const other of this.others(room)) other.lose(room);
  }

  cut(): void {
    this.isCut = true;
    for (const room of this.rooms) if (room.isInside) room.become(ConnectionState.Reconnecting);
  }

  repair(): void {
    this.isCut = false;
    // The clients try by themselves.
    for (const room of this.rooms)
      if (room.isInside) queueMicrotask(() => room.isInside && room.become(ConnectionState.Connected));
  }
}

/** A carrier of a test over a LiveKit server of the test. */
export function livekitCarrier(server = new FakeLiveKit()): TestCarrier {
  return {
    module: livekitModule(server.createRoom),
    access: ({ id, epoch }) => ({ url: server.url, token: `${id}#${epoch}` }),
    cut: () => server.cut(),
    repair: () => server.repair(),
  };
}
