/** A driver without media, for tests and for trying the room's pages: two of them meet through their signalling. */
import { mediaStateOf, parseMediaState } from "../drivers/media-state";
import type { CallDriver, CallStats, DriverContext, MediaState, Outgoing, SignallingEvent } from "../drivers/port";
import { NO_STATS } from "../drivers/port";

/** Sent in place of a session description: what this side sends. */
interface FakeDescription {
  type: "pranswer";
  sdp: string;
}

export function createFakeDriver(context: DriverContext): CallDriver {
  return new FakeDriver(context);
}

class FakeDriver implements CallDriver {
  private readonly context: DriverContext;
  private stopListening: () => void = () => undefined;
  private outgoing: Outgoing = { microphone: null, camera: null, screen: null, lowData: false };
  private peerEpoch: number | null = null;
  private isConnected = false;
  private lastSeq = 0;
  private received: CallStats = NO_STATS;

  constructor(context: DriverContext) {
    this.context = context;
  }

  start(outgoing: Outgoing): void {
    this.outgoing = outgoing;
    this.stopListening = this.context.signalling.listen((event) => this.signalled(event));
    if (this.context.peer) this.connectTo(this.context.peer.epoch);
  }

  send(outgoing: Outgoing): void {
    this.outgoing = outgoing;
    this.announce();
  }

  restart(): void {
    this.announce();
  }

  /** Grows with each call while the other is there, as real media would. */
  stats(): Promise<CallStats> {
    if (this.isConnected) {
      const { framesDecoded, totalAudioEnergy, bytesReceived, packetsReceived } = this.received;
      this.received = {
        ...NO_STATS,
        framesDecoded: framesDecoded + 1,
        totalAudioEnergy: totalAudioEnergy + 0.1,
        bytesReceived: bytesReceived + 1_000,
        audioBytesReceived: bytesReceived + 500,
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
    this.isConnected = false;
  }

  private signalled(event: SignallingEvent): void {
    if (event.kind === "peerJoined") return this.connectTo(event.epoch);
    if (event.kind === "peerLeft") {
      if (event.epoch === null || event.epoch === this.peerEpoch) this.context.onRemote(null);
      return;
    }
    if (event.data.to !== this.context.grant.epoch || event.fromEpoch < (this.peerEpoch ?? 0)) return;
    this.connectTo(event.fromEpoch);
    if (event.seq <= this.lastSeq) return;
    this.lastSeq = event.seq;
    this.connected(parseMediaState(JSON.parse(event.data.description?.sdp ?? "{}") as Partial<MediaState>));
  }

  private connectTo(epoch: number): void {
    if (epoch <= (this.peerEpoch ?? -1)) return;
    this.peerEpoch = epoch;
    this.lastSeq = 0;
    this.isConnected = false;
    this.context.onRemote(null);
    this.context.onLink("connecting");
    this.announce();
  }

  private connected(media: MediaState): void {
    if (!this.isConnected) {
      this.isConnected = true;
      this.context.onRemote({ camera: new MediaStream(), screen: new MediaStream() });
      this.context.onLink("good");
    }
    this.context.onMediaState(media);
  }

  private announce(): void {
    if (this.peerEpoch === null) return;
    const description: FakeDescription = { type: "pranswer", sdp: JSON.stringify(mediaStateOf(this.outgoing)) };
    this.context.signalling.send({ to: this.peerEpoch, description });
  }
}
