/** The carriers of calls. Each is a chunk of its own, loaded once, when it is the one that is used. */
import { once } from "./once";

export const DRIVERS = once({
  p2p: () => import("./p2p").then(({ p2pModule }) => p2pModule()),
  livekit: () => import("./livekit").then(({ livekitModule }) => livekitModule()),
});
