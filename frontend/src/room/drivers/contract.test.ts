import { createFakeDriver } from "../testing/fake-driver";
import { FakeNetwork } from "../testing/fake-network";
import { describeDriver } from "./contract";
import { ConnectionPool } from "./p2p/connection-pool";
import { createP2pDriver } from "./p2p/driver";

describeDriver("fake", () => createFakeDriver);
describeDriver("p2p", () => {
  const network = new FakeNetwork();
  return (context) => createP2pDriver(context, new ConnectionPool(network.connect));
});
