import { createFake } from "../testing/fake-driver";
import { Air } from "../testing/fake-network";
import { describeDriver } from "./contract";
import { Lines } from "./p2p/connection-pool";
import { createP2p } from "./p2p/driver";

describeDriver("fake", () => createFake);
describeDriver("p2p", () => {
  const air = new Air();
  return (context) => createP2p(context, new Lines(air.connect));
});
