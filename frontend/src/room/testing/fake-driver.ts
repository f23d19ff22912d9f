/** A driver without media, for tests and for trying the room's pages: two of them meet through their signalling. */
import { peerMedia, said } from "../drivers/p2p/media-state-channel";
import type { CallDriver, CallStats, DriverContext, Outgoing, PeerMedia, SignallingEvent } from "../drivers/port";
import { NO_STATS } from "../drivers/port";

/** Sent in place of a session description: what I send. */
interface FakeDescription {
  type: "pranswer";
  sdp: string;
}

export function createFake(context: DriverContext): CallDriver {
  return new FakeDriver(context);
}

class FakeDriver implements CallDriver {
  private readonly context: DriverContext;
  private stopListening: () => void = () => undefined;
  private outgoing: Outgoing = { microphone: null, camera: null, screen: null, lowData: false };
  private peerEpoch: number | null = null;
  private heardFrom = false;
  private lastSeq = 0;
  private received: CallStats = NO_STATS;

  constructor(context: DriverContext) {
    this.context = context;
  }

  start(outgoing: Outgoing): void {
    this.outgoing = outgoing;
    this.stopListening = this.context.signalling.listen((event) => this.heard(event));
    if (this.context.peer) this.meet(this.context.peer.epoch);
  }

  send(outgoing: Outgoing): void {
    this.outgoing = outgoing;
    this.tell();
  }

  restart(): void {
    this.tell();
  }

  /** Grows with each look while the other is there, as real media would. */
  stats(): Promise<CallStats> {
    if (this.heardFrom) {
      const { framesDecoded, totalAudioEnergy, bytesReceived, packetsReceived } = this.received;
      this.received = {
        framesDecoded: framesDecoded + 1,
        totalAudioEnergy: totalAudioEnergy + 0.1,
        bytesReceived: bytesReceived + 1_000,
        packetsReceived: packetsReceived + 1,
        packetsLost: 0,
        roundTripTime: 0.01,
        path: { local: "host", remote: "host", protocol: "udp" },
        restarts: 0,
      };
    }
    return Promise.resolve(this.received);
  }

  close(): void {
    this.stopListening();
    this.heardFrom = false;
  }

  private heard(event: SignallingEvent): void {
    if (event.kind === "peerJoined") return this.meet(event.epoch);
    if (event.kind === "peerLeft") {
      if (event.epoch === null || event.epoch === this.peerEpoch) this.context.onRemote(null);
      return;
    }
    if (event.data.to !== this.context.grant.epoch || event.fromEpoch < (this.peerEpoch ?? 0)) return;
    this.meet(event.fromEpoch);
    if (event.seq <= this.lastSeq) return;
    this.lastSeq = event.seq;
    this.connected(peerMedia(JSON.parse(event.data.description?.sdp ?? "{}") as Partial<PeerMedia>));
  }

  private meet(epoch: number): void {
    if (epoch <= (this.peerEpoch ?? -1)) return;
    this.peerEpoch = epoch;
    this.lastSeq = 0;
    this.heardFrom = false;
    this.context.onRemote(null);
    this.context.onLink("connecting");
    this.tell();
  }

  private connected(media: PeerMedia): void {
    if (!this.heardFrom) {
      this.heardFrom = true;
      this.context.onRemote({ face: new MediaStream(), screen: new MediaStream() });
      this.context.onLink("good");
    }
    this.context.onPeerMedia(media);
  }

  private tell(): void {
    if (this.peerEpoch === null) return;
    const description: FakeDescription = { type: "pranswer", sdp: JSON.stringify(said(this.outgoing)) };
    this.context.signalling.send({ to: this.peerEpoch, description });
  }
}
