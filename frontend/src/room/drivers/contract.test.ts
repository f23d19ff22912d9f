import { describeDriver } from "./contract";
import { createFake } from "./fake";
import { Lines } from "./line";
import { createP2p } from "./p2p";
import { Air } from "./standin";

describeDriver("fake", () => createFake);
describeDriver("p2p", () => {
  const air = new Air();
  return (context) => createP2p(context, new Lines(air.connect));
});
