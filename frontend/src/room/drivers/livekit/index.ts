/** The carrier for practices that have outgrown browser to browser: a LiveKit server of their own. */
import { Room, type RoomOptions } from "livekit-client";
import type { DriverModule, Reachability } from "../port";
import { readAccess } from "./access";
import { isRefusal } from "./connection";
import { LiveKitDriver } from "./driver";

const OPTIONS: RoomOptions = {
  // The page says by `want` how large each picture is shown, for its elements are its own.
  adaptiveStream: false,
  // Sizes that nobody watches are not even encoded.
  dynacast: true,
  stopLocalTrackOnUnpublish: false,
  // Our own page says when it leaves.
  disconnectOnPageLeave: true,
};

/** `createRoom` makes the client's room. */
export function livekitModule(
  createRoom: (options: RoomOptions) => Room = (options) => new Room(options),
): DriverModule {
  return {
    create: (context) => new LiveKitDriver(context, createRoom(OPTIONS)),
    testAccess: (access) => testReachability(access, createRoom),
  };
}

/** Whether the server takes us into the room that its test names, with media. */
async function testReachability(access: unknown, createRoom: (options: RoomOptions) => Room): Promise<Reachability> {
  const { url, token } = readAccess(access);
  const room = createRoom({});
  try {
    await room.connect(url, token, { maxRetries: 0 });
    return "good";
  } catch (error) {
    if (isRefusal(error)) throw error;
    return "blocked";
  } finally {
    await room.disconnect();
  }
}
