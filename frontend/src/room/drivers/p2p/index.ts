/** The carrier that needs nothing but the two browsers. */
import type { DriverModule } from "../port";
import { ConnectionPool } from "./connection-pool";
import { createP2pDriver } from "./driver";
import { testReachability } from "./reachability";
import { isPolite } from "./signal";

/** `pool` makes the connections. */
export function p2pModule(pool: ConnectionPool = new ConnectionPool()): DriverModule {
  return {
    create: (context) => createP2pDriver(context, pool),
    testAccess: testReachability,
    // One is made ahead, for the first who is expected; the side that gives way does not offer.
    prepare: (me, [first]) => first !== undefined && pool.prepare(!isPolite(me, first)),
  };
}
