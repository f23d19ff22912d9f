/**
 * For tests: an RTCPeerConnection without a network. It keeps the rules that negotiation can break — who may set
 * which description when, what a candidate belongs to, when negotiation is needed — and carries no media.
 */
import { FakeDataChannel } from "./fake-data-channel";
import { FakeTransceiver } from "./fake-media";

interface Sdp {
  connection: number;
  generation: number;
  media: ("audio" | "video")[];
  hasChannel: boolean;
}

/** What the connections of one test share. */
export interface Network {
  readonly all: readonly FakePeerConnection[];
  readonly isCut: boolean;
}

export class FakePeerConnection {
  signalingState: RTCSignalingState = "stable";
  connectionState: RTCPeerConnectionState = "new";
  localDescription: RTCSessionDescriptionInit | null = null;
  remoteDescription: RTCSessionDescriptionInit | null = null;
  onnegotiationneeded: (() => void) | null = null;
  onicecandidate: ((event: { candidate: { tcpType?: string; toJSON(): RTCIceCandidateInit } | null }) => void) | null =
    null;
  onconnectionstatechange: (() => void) | null = null;
  ontrack: ((event: { track: MediaStreamTrack; transceiver: FakeTransceiver }) => void) | null = null;
  ondatachannel: ((event: { channel: FakeDataChannel }) => void) | null = null;
  readonly transceivers: FakeTransceiver[] = [];
  readonly applied: string[] = [];
  usedCandidates = 0;
  /** Local and remote descriptions take until these are over, as in a browser that is busy. */
  slowLocal: Promise<void> = Promise.resolve();
  slowRemote: Promise<void> = Promise.resolve();
  channel: FakeDataChannel | null = null;
  private generation = 0;
  private wantsRestart = false;
  private isNeeded = false;
  private isDescribing = false;
  private stable: Pick<FakePeerConnection, "localDescription" | "remoteDescription"> = {
    localDescription: null,
    remoteDescription: null,
  };
  /** What has come in by each line. */
  private readonly bytes = new Map<number, number>();

  constructor(
    private readonly network: Network,
    readonly id: number,
    public configuration: RTCConfiguration,
  ) {}

  addTransceiver(kind: "audio" | "video"): FakeTransceiver {
    const made = new FakeTransceiver(kind, "sendrecv");
    this.transceivers.push(made);
    this.need();
    return made;
  }

  getTransceivers(): FakeTransceiver[] {
    return this.transceivers;
  }

  createDataChannel(): FakeDataChannel {
    this.need();
    this.channel = new FakeDataChannel();
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
    for (const kind of media.slice(this.transceivers.length))
      this.transceivers.push(new FakeTransceiver(kind, "recvonly"));
    for (const one of before ? [] : this.transceivers) this.ontrack?.({ track: one.receiver.track, transceiver: one });
    if (hasChannel && !this.channel) {
      this.channel = new FakeDataChannel();
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
    const counted = new Map<string, unknown>();
    this.transceivers.forEach((transceiver, line) => {
      if (this.connectionState === "connected" && this.other?.transceivers[line]?.sender.track) this.count(line);
      const bytes = this.bytes.get(line) ?? 0;
      const frames = transceiver.kind === "video" ? { framesDecoded: bytes / 100 } : {};
      const { id } = transceiver.receiver.track;
      const inbound = { kind: transceiver.kind, trackIdentifier: id, bytesReceived: bytes, ...frames };
      counted.set(`in ${line}`, { type: "inbound-rtp", ...inbound });
    });
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

  private count(line: number): void {
    this.bytes.set(line, (this.bytes.get(line) ?? 0) + 100);
  }

  private get other(): FakePeerConnection | undefined {
    return this.remoteDescription ? this.network.all[read(this.remoteDescription).connection] : undefined;
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
    if (this.network.isCut || !this.remoteDescription) return;
    const { other } = this;
    if (!other?.remoteDescription || read(other.remoteDescription).connection !== this.id) return;
    const isReady = [this, other].every((one) => one.signalingState === "stable" && one.usedCandidates > 0);
    if (!isReady) return;
    for (const one of [this, other]) one.become("connected");
    if (this.channel && other.channel) FakeDataChannel.open(this.channel, other.channel);
  }
}

function read(description: RTCSessionDescriptionInit): Sdp {
  return JSON.parse(description.sdp ?? "") as Sdp;
}
