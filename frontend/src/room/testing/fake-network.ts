/**
 * For tests: an RTCPeerConnection without a network. It keeps the rules that negotiation can break — who may set
 * which description when, what a candidate belongs to, when negotiation is needed — and carries no media.
 */
import { Transceiver } from "./fake-media";

interface Sdp {
  connection: number;
  generation: number;
  media: ("audio" | "video")[];
  hasChannel: boolean;
}

/** All connections of one test, and whether packets pass between them. */
export class Air {
  readonly all: StandIn[] = [];
  isCut = false;

  readonly connect = (configuration: RTCConfiguration): RTCPeerConnection => {
    const made = new StandIn(this, this.all.length, configuration);
    this.all.push(made);
    return made as unknown as RTCPeerConnection;
  };

  /** Packets stop; both sides notice. */
  cut(state: "disconnected" | "failed"): void {
    this.isCut = true;
    for (const one of this.all) if (one.connectionState !== "closed") one.become(state);
  }
}

export class StandIn {
  signalingState: RTCSignalingState = "stable";
  connectionState: RTCPeerConnectionState = "new";
  localDescription: RTCSessionDescriptionInit | null = null;
  remoteDescription: RTCSessionDescriptionInit | null = null;
  onnegotiationneeded: (() => void) | null = null;
  onicecandidate: ((event: { candidate: { tcpType?: string; toJSON(): RTCIceCandidateInit } | null }) => void) | null =
    null;
  onconnectionstatechange: (() => void) | null = null;
  ontrack: ((event: { track: MediaStreamTrack; transceiver: Transceiver }) => void) | null = null;
  ondatachannel: ((event: { channel: Channel }) => void) | null = null;
  readonly transceivers: Transceiver[] = [];
  readonly applied: string[] = [];
  usedCandidates = 0;
  /** Local and remote descriptions take until these are over, as in a browser that is busy. */
  slowLocal: Promise<void> = Promise.resolve();
  slowRemote: Promise<void> = Promise.resolve();
  channel: Channel | null = null;
  private generation = 0;
  private wantsRestart = false;
  private isNeeded = false;
  private isDescribing = false;
  private stable: Pick<StandIn, "localDescription" | "remoteDescription"> = {
    localDescription: null,
    remoteDescription: null,
  };
  private bytes = 0;

  constructor(
    private readonly air: Air,
    readonly id: number,
    public configuration: RTCConfiguration,
  ) {}

  addTransceiver(kind: "audio" | "video"): Transceiver {
    const made = new Transceiver(kind, "sendrecv");
    this.transceivers.push(made);
    this.need();
    return made;
  }

  getTransceivers(): Transceiver[] {
    return this.transceivers;
  }

  createDataChannel(): Channel {
    this.need();
    this.channel = new Channel();
    return this.channel;
  }

  setConfiguration(configuration: RTCConfiguration): void {
    this.configuration = configuration;
  }

  restartIce(): void {
    this.wantsRestart = true;
    this.need();
  }

  async setLocalDescription(): Promise<void> {
    this.isDescribing = true;
    await this.slowLocal.finally(() => (this.isDescribing = false));
    if (this.connectionState === "closed") throw new DOMException("closed", "InvalidStateError");
    const isAnswer = this.signalingState === "have-remote-offer";
    if (this.wantsRestart && !isAnswer) this.generation += 1;
    if (!isAnswer) this.wantsRestart = false;
    const sdp: Sdp = {
      connection: this.id,
      generation: this.generation,
      media: this.transceivers.map((one) => one.kind),
      hasChannel: this.channel !== null,
    };
    this.localDescription = { type: isAnswer ? "answer" : "offer", sdp: JSON.stringify(sdp) };
    this.become(isAnswer ? "stable" : "have-local-offer");
    const candidate: RTCIceCandidateInit = { candidate: "c", usernameFragment: `${this.id}/${this.generation}` };
    queueMicrotask(() => this.onicecandidate?.({ candidate: { toJSON: () => candidate } }));
  }

  async setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
    await this.slowRemote;
    const isOffer = description.type === "offer";
    if (isOffer && this.signalingState === "have-local-offer") {
      // The implicit rollback: the own offer never was.
      Object.assign(this, this.stable);
      this.wantsRestart = true;
    } else if (this.signalingState !== (isOffer ? "stable" : "have-local-offer")) {
      throw new DOMException(`${description.type} in ${this.signalingState}`, "InvalidStateError");
    }
    this.applied.push(description.type);
    const before = this.remoteDescription;
    this.remoteDescription = description;
    const { media, hasChannel, connection } = read(description);
    if (before && read(before).connection !== connection)
      throw new DOMException("Another connection", "OperationError");
    for (const kind of media.slice(this.transceivers.length)) this.transceivers.push(new Transceiver(kind, "recvonly"));
    for (const one of before ? [] : this.transceivers) this.ontrack?.({ track: one.receiver.track, transceiver: one });
    if (hasChannel && !this.channel) {
      this.channel = new Channel();
      this.ondatachannel?.({ channel: this.channel });
    }
    this.become(isOffer ? "have-remote-offer" : "stable");
  }

  async addIceCandidate(candidate: RTCIceCandidateInit): Promise<void> {
    await Promise.resolve();
    if (!this.remoteDescription) throw new DOMException("No remote description", "InvalidStateError");
    const { connection, generation } = read(this.remoteDescription);
    if (candidate.usernameFragment !== `${connection}/${generation}`)
      throw new DOMException("Unknown ufrag", "OperationError");
    this.usedCandidates += 1;
    this.pair();
  }

  getStats(): Promise<Map<string, unknown>> {
    if (this.connectionState === "connected") this.bytes += 100;
    const inbound = { type: "inbound-rtp", kind: "video", framesDecoded: this.bytes / 100, bytesReceived: this.bytes };
    const counted = new Map([["in", inbound]]);
    // As in Firefox: one that is closed before it has counted gives no answer.
    return new Promise((resolve) => queueMicrotask(() => this.connectionState !== "closed" && resolve(counted)));
  }

  close(): void {
    this.connectionState = "closed";
    this.signalingState = "closed";
  }

  become(state: RTCPeerConnectionState | RTCSignalingState): void {
    if (state === "stable" || state.startsWith("have-")) {
      this.signalingState = state as RTCSignalingState;
      if (state !== "stable") return;
      this.stable = { localDescription: this.localDescription, remoteDescription: this.remoteDescription };
      this.isNeeded = false;
      if (this.wantsRestart) this.need();
      return this.pair();
    }
    if (this.connectionState === state || this.connectionState === "closed") return;
    this.connectionState = state as RTCPeerConnectionState;
    queueMicrotask(() => this.onconnectionstatechange?.());
  }

  /** Told once, until negotiation has happened. */
  private need(): void {
    if (this.isNeeded || this.signalingState !== "stable") return;
    this.isNeeded = true;
    // Not while a description is being made: that one may do, and it is asked again once both are stable.
    queueMicrotask(() => this.isDescribing || this.signalingState !== "stable" || this.onnegotiationneeded?.());
  }

  /** Both described each other and have a candidate: the path stands. */
  private pair(): void {
    if (this.air.isCut || !this.remoteDescription) return;
    const other = this.air.all[read(this.remoteDescription).connection];
    if (!other?.remoteDescription || read(other.remoteDescription).connection !== this.id) return;
    const isReady = [this, other].every((one) => one.signalingState === "stable" && one.usedCandidates > 0);
    if (!isReady) return;
    for (const one of [this, other]) one.become("connected");
    if (this.channel && other.channel) Channel.open(this.channel, other.channel);
  }
}

class Channel {
  readyState: "connecting" | "open" = "connecting";
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  private other: Channel | null = null;

  static open(a: Channel, b: Channel): void {
    if (a.readyState === "open") return;
    [a.other, b.other] = [b, a];
    for (const one of [a, b]) one.readyState = "open";
    for (const one of [a, b]) queueMicrotask(() => one.onopen?.());
  }

  send(data: string): void {
    queueMicrotask(() => this.other?.onmessage?.({ data }));
  }
}

function read(description: RTCSessionDescriptionInit): Sdp {
  return JSON.parse(description.sdp ?? "") as Sdp;
}
