import { fakeTestCarrier } from "../testing/fake-driver";
import { livekitCarrier } from "../testing/fake-livekit";
import { p2pCarrier } from "../testing/p2p-harness";
import { describeDriver } from "./contract";

describeDriver("fake", fakeTestCarrier);
describeDriver("p2p", () => p2pCarrier());
describeDriver("livekit", () => livekitCarrier());
