/** A connection that is laid out and knows nobody yet: built while one waits, it is there when a grant comes. */

/** Sound first. Both sides count on this order: it says which picture is the face and which the screen. */
export const SENT = ["microphone", "camera", "screen"] as const;

export interface Line {
  readonly connection: RTCPeerConnection;
  /** Made by the side that offers; the other is told of it. */
  readonly channel: RTCDataChannel | null;
}

export type Connect = (configuration: RTCConfiguration) => RTCPeerConnection;

/** One path for all media. It can't be chosen later. */
export const ONE_PATH: RTCConfiguration = { bundlePolicy: "max-bundle" };

const browserConnection: Connect = (configuration) => new RTCPeerConnection(configuration);

export class Lines {
  private readonly connect: Connect;
  private ready: Line | null = null;

  constructor(connect: Connect = browserConnection) {
    this.connect = connect;
  }

  /** Build one ahead, without servers: it looks for no path and opens no port until it is taken and used. */
  prepare(offers: boolean): void {
    this.ready?.connection.close();
    this.ready = this.build(ONE_PATH, offers);
  }

  /** The one that was built ahead if it fits, or a new one. */
  take(configuration: RTCConfiguration, offers: boolean): Line {
    const { ready } = this;
    this.ready = null;
    if (!ready || offers !== (ready.channel !== null)) {
      ready?.connection.close();
      return this.build(configuration, offers);
    }
    ready.connection.setConfiguration(configuration);
    return ready;
  }

  /** Only one side lays out the media, or both would, and there would be twice as many transceivers. */
  private build(configuration: RTCConfiguration, offers: boolean): Line {
    const connection = this.connect(configuration);
    if (!offers) return { connection, channel: null };
    layOut(connection);
    return { connection, channel: connection.createDataChannel("media") };
  }
}

/** Fixed transceivers, sound first: nothing is added later. */
function layOut(connection: RTCPeerConnection): void {
  const face = new MediaStream();
  for (const what of SENT) {
    const streams = [what === "screen" ? new MediaStream() : face];
    preferVp8(connection.addTransceiver(what === "microphone" ? "audio" : "video", { direction: "sendrecv", streams }));
  }
}

/** VP9 and H.264 between different makers have shown black pictures; VP8 is spoken well by all. */
export function preferVp8(transceiver: RTCRtpTransceiver): void {
  if (transceiver.receiver.track.kind !== "video") return;
  const codecs = RTCRtpReceiver.getCapabilities?.("video")?.codecs ?? [];
  const isVp8 = (codec: { mimeType: string }): boolean => codec.mimeType.toLowerCase() === "video/vp8";
  if (codecs.some(isVp8)) {
    transceiver.setCodecPreferences?.([...codecs.filter(isVp8), ...codecs.filter((codec) => !isVp8(codec))]);
  }
}
