/** What one side sends over a connection: fixed transceivers in which tracks come and go, sound before picture. */
import type { Outgoing } from "../driver";

/** Sound first. Both sides count on this order: it says which picture is the face and which the screen. */
export const SENT = ["microphone", "camera", "screen"] as const;

type Limit = { encoding: RTCRtpEncodingParameters; prefer?: RTCDegradationPreference };

const LIMITS: Record<(typeof SENT)[number], Limit> = {
  microphone: { encoding: { priority: "high", networkPriority: "high" } },
  // A face keeps moving, a page keeps its letters sharp.
  camera: { encoding: { priority: "low", networkPriority: "low", maxBitrate: 1_500_000 }, prefer: "balanced" },
  screen: {
    encoding: { priority: "medium", networkPriority: "low", maxBitrate: 2_500_000, maxFramerate: 15 },
    prefer: "maintain-resolution",
  },
};

export class Sending {
  private readonly connection: RTCPeerConnection;
  private outgoing: Outgoing;
  /** The other side saves data, and has asked for no camera's picture. */
  private spared = false;
  private closed = false;

  constructor(connection: RTCPeerConnection, outgoing: Outgoing) {
    this.connection = connection;
    this.outgoing = outgoing;
  }

  /** Lay out the media: nothing is added later. */
  layOut(): void {
    const face = new MediaStream();
    for (const what of SENT) {
      const kind = what === "microphone" ? "audio" : "video";
      const streams = [what === "screen" ? new MediaStream() : face];
      prefer(this.connection.addTransceiver(kind, { direction: "sendrecv", streams }));
    }
    void this.attach();
  }

  /** Answer with the transceivers that the offer brought. */
  async adopt(): Promise<void> {
    const face = new MediaStream();
    this.connection.getTransceivers().forEach((transceiver, place) => {
      transceiver.direction = "sendrecv";
      // One stream for voice and face, so that lips and voice are kept together.
      transceiver.sender.setStreams?.(SENT[place] === "screen" ? new MediaStream() : face);
      prefer(transceiver);
    });
    await this.attach();
  }

  send(outgoing: Outgoing): void {
    this.outgoing = outgoing;
    void this.attach();
  }

  spare(spared: boolean): void {
    if (spared === this.spared) return;
    this.spared = spared;
    void this.attach();
  }

  /** Say of each sender how much it may take; a browser that does not know a limit goes without. */
  async tune(): Promise<void> {
    for (const [place, { sender }] of this.connection.getTransceivers().entries()) {
      const what = SENT[place];
      const parameters = sender.getParameters?.();
      if (!what || !parameters?.encodings?.length) continue;
      const { encoding, prefer: preference } = LIMITS[what];
      parameters.encodings = parameters.encodings.map((one) => ({ ...one, ...encoding }));
      if (preference) parameters.degradationPreference = preference;
      await sender.setParameters(parameters).catch(() => undefined);
    }
  }

  close(): void {
    this.closed = true;
  }

  private async attach(): Promise<void> {
    for (const [place, { sender }] of this.connection.getTransceivers().entries()) {
      const track = this.trackFor(SENT[place]);
      if (sender.track === track) continue;
      try {
        await sender.replaceTrack(track);
      } catch (error) {
        if (!this.closed) console.error("A track could not be sent", error);
      }
    }
  }

  private trackFor(what: (typeof SENT)[number] | undefined): MediaStreamTrack | null {
    if (!what || (what === "camera" && (this.outgoing.lowData || this.spared))) return null;
    return this.outgoing[what];
  }
}

/** VP9 and H.264 between different makers have shown black pictures; VP8 is spoken well by all. */
function prefer(transceiver: RTCRtpTransceiver): void {
  if (transceiver.receiver.track.kind !== "video") return;
  const codecs = RTCRtpReceiver.getCapabilities?.("video")?.codecs ?? [];
  const isVp8 = (codec: { mimeType: string }): boolean => codec.mimeType.toLowerCase() === "video/vp8";
  if (codecs.some(isVp8)) {
    transceiver.setCodecPreferences?.([...codecs.filter(isVp8), ...codecs.filter((codec) => !isVp8(codec))]);
  }
}
