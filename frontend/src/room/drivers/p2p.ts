/** Browser to browser. One driver serves one grant; each page load of the other person gets a pair of its own. */
import type { CallDriver, CallStats, DriverContext, LocalTracks, SignallingEvent } from "../driver";
import { NO_STATS } from "../driver";
import { Pair } from "./pair";
import { Recovery } from "./recovery";
import { summarise } from "./summary";

type Connect = (configuration: RTCConfiguration) => RTCPeerConnection;

const browserConnection: Connect = (configuration) => new RTCPeerConnection(configuration);

export function createP2p(context: DriverContext, connect: Connect = browserConnection): CallDriver {
  return new P2pDriver(context, connect);
}

class P2pDriver implements CallDriver {
  private readonly context: DriverContext;
  private readonly connect: Connect;
  private readonly recovery = new Recovery({
    restart: () => this.pair?.restart(),
    giveUp: () => this.closed || this.context.onFailed(),
  });
  private stopListening: () => void = () => undefined;
  private local: LocalTracks = { microphone: null, camera: null };
  private pair: Pair | null = null;
  private peerEpoch: number | null = null;
  private lastSeq = 0;
  private peerAway = false;
  private closed = false;

  constructor(context: DriverContext, connect: Connect) {
    this.context = context;
    this.connect = connect;
  }

  start(local: LocalTracks): void {
    this.local = { ...local };
    this.stopListening = this.context.signalling.listen((event) => this.heard(event));
    if (this.context.peer) this.meet(this.context.peer.epoch);
  }

  setMicrophone(track: MediaStreamTrack | null): void {
    this.local = { ...this.local, microphone: track };
    this.pair?.send(this.local);
  }

  setCamera(track: MediaStreamTrack | null): void {
    this.local = { ...this.local, camera: track };
    this.pair?.send(this.local);
  }

  restart(): void {
    if (this.pair) this.recovery.act();
  }

  async stats(): Promise<CallStats> {
    return this.pair ? summarise(await this.pair.connection.getStats()) : NO_STATS;
  }

  close(): void {
    this.closed = true;
    this.stopListening();
    this.recovery.stop();
    this.pair?.close();
    this.pair = null;
  }

  private heard(event: SignallingEvent): void {
    if (this.closed) return;
    switch (event.kind) {
      case "peerJoined":
        this.meet(event.epoch);
        return this.back(event.epoch);
      case "peerLeft":
        return this.part(event.epoch);
      case "signal": {
        // Meant for, or sent by, a page load that is no more.
        if (event.data.to !== this.context.grant.epoch || event.fromEpoch < (this.peerEpoch ?? 0)) return;
        this.meet(event.fromEpoch);
        this.back(event.fromEpoch);
        // A repeated POST arrives twice. Nothing arrives out of order: each waits for the one before it.
        if (event.seq <= this.lastSeq) return;
        this.lastSeq = event.seq;
        this.pair?.receive(event.data);
      }
    }
  }

  private meet(epoch: number): void {
    if (epoch <= (this.peerEpoch ?? -1)) return;
    this.peerEpoch = epoch;
    this.lastSeq = 0;
    this.peerAway = false;
    this.recovery.reset();
    this.pair?.close();
    const { grant, signalling } = this.context;
    this.context.onRemote(null);
    this.context.onLink("connecting");
    this.pair = new Pair({
      polite: grant.polite,
      configuration: {
        iceServers: grant.iceServers,
        iceTransportPolicy: grant.relayOnly ? "relay" : "all",
        bundlePolicy: "max-bundle",
      },
      local: this.local,
      connect: this.connect,
      send: (signal) => signalling.send({ to: epoch, ...signal }),
      onRemote: (stream) => this.context.onRemote(stream),
      onConnection: (state) => this.connectionChanged(state),
      onPeerMedia: (media) => this.context.onPeerMedia(media),
    });
  }

  private part(epoch: number | null): void {
    if (epoch !== null && epoch !== this.peerEpoch) return;
    // The pair is kept: when an old "left" is read late, it is in use, and any later sign of life proves it.
    this.peerAway = true;
    this.recovery.reset();
    this.context.onRemote(null);
  }

  private back(epoch: number): void {
    if (!this.peerAway || epoch !== this.peerEpoch || !this.pair) return;
    this.peerAway = false;
    this.context.onRemote(this.pair.remote);
    this.connectionChanged(this.pair.connection.connectionState);
  }

  private connectionChanged(state: RTCPeerConnectionState): void {
    // Nobody is there to answer a restart.
    if (!this.peerAway) this.recovery.changed(state);
    if (state === "connected") this.context.onLink("good");
    else if (state === "disconnected" || state === "failed") this.context.onLink("lost");
    else if (state === "connecting") this.context.onLink("connecting");
  }
}
