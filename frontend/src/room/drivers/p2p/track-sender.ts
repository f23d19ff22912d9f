/** What one side sends over a connection: fixed transceivers in which tracks come and go, sound before picture. */
import type { Outgoing } from "../port";
import { preferVp8, SOURCES } from "./connection-pool";

type Limit = { encoding: RTCRtpEncodingParameters; prefer?: RTCDegradationPreference };

const LIMITS: Record<(typeof SOURCES)[number], Limit> = {
  microphone: { encoding: { priority: "high", networkPriority: "high" } },
  // A face keeps moving, a page keeps its letters sharp.
  camera: { encoding: { priority: "low", networkPriority: "low", maxBitrate: 1_500_000 }, prefer: "balanced" },
  screen: {
    encoding: { priority: "medium", networkPriority: "low", maxBitrate: 2_500_000, maxFramerate: 15 },
    prefer: "maintain-resolution",
  },
};

export class TrackSender {
  private readonly connection: RTCPeerConnection;
  private outgoing: Outgoing;
  /** The other side saves data, and has asked for no camera's picture. */
  private withheld = false;
  private closed = false;

  constructor(connection: RTCPeerConnection, outgoing: Outgoing) {
    this.connection = connection;
    this.outgoing = outgoing;
  }

  /** Send over the transceivers that this side has made. */
  attach(): void {
    void this.replaceTracks();
  }

  /** Answer with the transceivers that the offer brought. */
  async adoptTransceivers(): Promise<void> {
    const cameraStream = new MediaStream();
    this.connection.getTransceivers().forEach((transceiver, index) => {
      transceiver.direction = "sendrecv";
      // One stream for voice and face, so that lips and voice are kept together.
      transceiver.sender.setStreams?.(SOURCES[index] === "screen" ? new MediaStream() : cameraStream);
      preferVp8(transceiver);
    });
    await this.replaceTracks();
  }

  send(outgoing: Outgoing): void {
    this.outgoing = outgoing;
    void this.replaceTracks();
  }

  withholdCamera(withheld: boolean): void {
    if (withheld === this.withheld) return;
    this.withheld = withheld;
    void this.replaceTracks();
  }

  /** Limit what each sender takes of the network. A browser that does not know a limit does without it. */
  async applyLimits(): Promise<void> {
    for (const [index, { sender }] of this.connection.getTransceivers().entries()) {
      const source = SOURCES[index];
      const parameters = sender.getParameters?.();
      if (!source || !parameters?.encodings?.length) continue;
      const { encoding, prefer: preference } = LIMITS[source];
      parameters.encodings = parameters.encodings.map((one) => ({ ...one, ...encoding }));
      if (preference) parameters.degradationPreference = preference;
      await sender.setParameters(parameters).catch(() => undefined);
    }
  }

  close(): void {
    this.closed = true;
  }

  private async replaceTracks(): Promise<void> {
    for (const [index, { sender }] of this.connection.getTransceivers().entries()) {
      const track = this.trackFor(SOURCES[index]);
      if (sender.track === track) continue;
      try {
        await sender.replaceTrack(track);
      } catch (error) {
        if (!this.closed) console.error("A track could not be sent", error);
      }
    }
  }

  private trackFor(source: (typeof SOURCES)[number] | undefined): MediaStreamTrack | null {
    if (!source || (source === "camera" && (this.outgoing.lowData || this.withheld))) return null;
    return this.outgoing[source];
  }
}
