/** What one side sends over a connection: fixed transceivers in which tracks come and go, sound before picture. */
import type { Outgoing } from "../port";
import { preferVp8, SENT } from "./connection-pool";

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

  /** Send over what is laid out. */
  begin(): void {
    void this.attach();
  }

  /** Answer with the transceivers that the offer brought. */
  async adopt(): Promise<void> {
    const face = new MediaStream();
    this.connection.getTransceivers().forEach((transceiver, place) => {
      transceiver.direction = "sendrecv";
      // One stream for voice and face, so that lips and voice are kept together.
      transceiver.sender.setStreams?.(SENT[place] === "screen" ? new MediaStream() : face);
      preferVp8(transceiver);
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
