/**
 * One connection between two page loads: perfect negotiation, fixed transceivers.
 *
 * A page load that goes away takes its pair with it; the next one gets a new pair, so nothing here is ever
 * reused across epochs.
 */
import type { LocalTracks, PeerMedia, Signal } from "../driver";

export interface PairOptions {
  polite: boolean;
  configuration: RTCConfiguration;
  local: LocalTracks;
  connect(configuration: RTCConfiguration): RTCPeerConnection;
  send(signal: Omit<Signal, "to">): void;
  onRemote(stream: MediaStream): void;
  onConnection(state: RTCPeerConnectionState): void;
  onPeerMedia(media: PeerMedia): void;
}

export class Pair {
  readonly connection: RTCPeerConnection;
  private readonly options: PairOptions;
  readonly remote = new MediaStream();
  private local: LocalTracks;
  private makingOffer = false;
  private ignoreOffer = false;
  private waitingCandidates: RTCIceCandidateInit[] = [];
  /**
   * Signals are taken one after the other: a candidate must not overtake its description. This does also what
   * the pattern's third flag, isSettingRemoteAnswerPending, is for: an offer that follows an answer is judged
   * only once the answer is set.
   */
  private work: Promise<void> = Promise.resolve();
  private channel: RTCDataChannel | null = null;
  private adopted = false;
  private closed = false;

  constructor(options: PairOptions) {
    this.options = options;
    this.local = options.local;
    const connection = (this.connection = options.connect(options.configuration));
    connection.onnegotiationneeded = () => void this.offer();
    connection.onicecandidate = ({ candidate }) => candidate && options.send({ candidates: [candidate.toJSON()] });
    connection.onconnectionstatechange = () => this.closed || options.onConnection(connection.connectionState);
    connection.ontrack = ({ track }) => {
      this.remote.addTrack(track);
      options.onRemote(this.remote);
    };
    connection.ondatachannel = ({ channel }) => this.talkOver(channel);
    // Only one side lays out the media, or both would, and there would be four transceivers instead of two.
    if (!options.polite) this.layOut();
  }

  /** Take what the other side signalled. */
  receive(signal: Signal): void {
    this.work = this.work.then(async () => {
      try {
        if (signal.description) await this.describe(signal.description);
        for (const candidate of signal.candidates ?? []) await this.candidate(candidate);
      } catch (error) {
        if (!this.closed) console.error("A signal could not be used", error);
      }
    });
  }

  send(local: LocalTracks): void {
    this.local = local;
    void this.attach();
    this.announce();
  }

  restart(): void {
    // Before the first description there is no path to look for anew.
    if (this.connection.remoteDescription) this.connection.restartIce();
  }

  close(): void {
    this.closed = true;
    this.connection.onconnectionstatechange = this.connection.ontrack = this.connection.onnegotiationneeded = null;
    if (this.channel) this.channel.onmessage = null;
    this.connection.close();
  }

  private async offer(): Promise<void> {
    try {
      this.makingOffer = true;
      await this.connection.setLocalDescription();
      this.sendDescription();
    } catch (error) {
      if (!this.closed) console.error("No offer could be made", error);
    } finally {
      this.makingOffer = false;
    }
  }

  private async describe(description: RTCSessionDescriptionInit): Promise<void> {
    const { connection } = this;
    const isOffer = description.type === "offer";
    const isReady = !this.makingOffer && connection.signalingState === "stable";
    this.ignoreOffer = isOffer && !isReady && !this.options.polite;
    if (this.ignoreOffer || this.closed) return;

    // The polite side's own offer is rolled back by this.
    await connection.setRemoteDescription(description);
    for (const candidate of this.waitingCandidates.splice(0)) await this.candidate(candidate);
    if (!isOffer) return;
    if (this.options.polite && !this.adopted) await this.adopt();
    await connection.setLocalDescription();
    this.sendDescription();
  }

  private async candidate(candidate: RTCIceCandidateInit): Promise<void> {
    if (this.ignoreOffer) return;
    if (!this.connection.remoteDescription) {
      this.waitingCandidates.push(candidate);
      return;
    }
    try {
      await this.connection.addIceCandidate(candidate);
    } catch {
      // One path that can't be tried, for instance from before a restart. The connection's state tells
      // whether the others were enough.
    }
  }

  private sendDescription(): void {
    const description = this.connection.localDescription;
    if (description && !this.closed) this.options.send({ description: { type: description.type, sdp: description.sdp } });
  }

  /** Sound first; nothing is added later, tracks come and go inside. */
  private layOut(): void {
    const streams = [new MediaStream()];
    this.connection.addTransceiver("audio", { direction: "sendrecv", streams });
    preferVp8(this.connection.addTransceiver("video", { direction: "sendrecv", streams }));
    this.talkOver(this.connection.createDataChannel("media"));
    void this.attach();
  }

  /** The polite side answers with the transceivers that the offer brought. */
  private async adopt(): Promise<void> {
    this.adopted = true;
    const stream = new MediaStream();
    for (const transceiver of this.connection.getTransceivers()) {
      transceiver.direction = "sendrecv";
      // One stream for both, so that lips and voice are kept together.
      transceiver.sender.setStreams?.(stream);
      if (transceiver.receiver.track.kind === "video") preferVp8(transceiver);
    }
    await this.attach();
  }

  private async attach(): Promise<void> {
    for (const { sender, receiver } of this.connection.getTransceivers()) {
      const track = receiver.track.kind === "audio" ? this.local.microphone : this.local.camera;
      if (sender.track === track) continue;
      try {
        await sender.replaceTrack(track);
      } catch (error) {
        if (!this.closed) console.error("A track could not be sent", error);
      }
    }
  }

  /** A picture that stops looks frozen; this says that it was turned off. */
  private talkOver(channel: RTCDataChannel): void {
    this.channel = channel;
    channel.onopen = () => this.announce();
    channel.onmessage = ({ data }) => {
      const told = JSON.parse(String(data)) as Partial<PeerMedia>;
      this.options.onPeerMedia({ microphone: told.microphone === true, camera: told.camera === true });
    };
    if (channel.readyState === "open") this.announce();
  }

  private announce(): void {
    if (this.channel?.readyState !== "open") return;
    const { microphone, camera } = this.local;
    const media: PeerMedia = { microphone: microphone?.enabled ?? false, camera: camera?.enabled ?? false };
    this.channel.send(JSON.stringify(media));
  }
}

/** VP9 and H.264 between different makers have shown black pictures; VP8 is spoken well by all. */
function preferVp8(transceiver: RTCRtpTransceiver): void {
  const codecs = RTCRtpReceiver.getCapabilities?.("video")?.codecs ?? [];
  const isVp8 = (codec: { mimeType: string }): boolean => codec.mimeType.toLowerCase() === "video/vp8";
  if (codecs.some(isVp8)) {
    transceiver.setCodecPreferences?.([...codecs.filter(isVp8), ...codecs.filter((codec) => !isVp8(codec))]);
  }
}
