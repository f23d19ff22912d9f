/** All peer connections of one test, and whether packets pass between them. */
import { FakePeerConnection } from "./fake-peer-connection";

export class FakeNetwork {
  readonly all: FakePeerConnection[] = [];
  isCut = false;

  readonly connect = (configuration: RTCConfiguration): RTCPeerConnection => {
    const made = new FakePeerConnection(this, this.all.length, configuration);
    this.all.push(made);
    return made as unknown as RTCPeerConnection;
  };

  /** Packets stop; both sides notice. */
  cut(state: "disconnected" | "failed"): void {
    this.isCut = true;
    for (const one of this.all) if (one.connectionState !== "closed") one.become(state);
  }
}
