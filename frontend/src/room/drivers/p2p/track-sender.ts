/** What one side sends over a connection: fixed transceivers in which tracks come and go, sound before picture. */
import type { Outgoing, Source } from "../port";
import { LINES, preferVp8, streamsBySource } from "./connection-pool";

type Limit = { encoding: RTCRtpEncodingParameters; prefer?: RTCDegradationPreference };

const LIMITS: Record<(typeof LINES)[number], Limit> = {
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
  /** What the other side does not want at present. */
  private withheld: readonly Source[] = [];
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
    const streams = streamsBySource();
    this.connection.getTransceivers().forEach((transceiver, index) => {
      const source = LINES[index];
      transceiver.direction = "sendrecv";
      if (source) transceiver.sender.setStreams?.(streams(source));
      preferVp8(transceiver);
    });
    await this.replaceTracks();
  }

  send(outgoing: Outgoing): void {
    this.outgoing = outgoing;
    void this.replaceTracks();
  }

  withhold(withheld: readonly Source[]): void {
    this.withheld = withheld;
    void this.replaceTracks();
  }

  /** Limit what each sender takes of the network. A browser that does not know a limit does without it. */
  async applyLimits(): Promise<void> {
    for (const [index, { sender }] of this.connection.getTransceivers().entries()) {
      const source = LINES[index];
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
      const track = this.trackFor(LINES[index]);
      if (sender.track === track) continue;
      try {
        await sender.replaceTrack(track);
      } catch (error) {
        if (!this.closed) console.error("A track could not be sent", error);
      }
    }
  }

  private trackFor(source: Source | undefined): MediaStreamTrack | null {
    return source && !this.withheld.includes(source) ? this.outgoing.tracks[source] : null;
  }
}
