/** Connections made ahead, while a person waits, so that one is ready when the grant comes. */

import type { Source } from "../port";

/**
 * The lines of a connection, sound first. Both sides rely on this order: it says which picture is the camera and which
 * the screen. The sound of a screen has none yet.
 */
export const LINES = ["microphone", "camera", "screen"] as const satisfies readonly Source[];

export interface PooledConnection {
  readonly connection: RTCPeerConnection;
  /** Made by the side that offers; the other is told of it. */
  readonly channel: RTCDataChannel | null;
}

export type ConnectionFactory = (configuration: RTCConfiguration) => RTCPeerConnection;

/** One path for all media. It can't be chosen later. */
export const BUNDLED: RTCConfiguration = { bundlePolicy: "max-bundle" };

const browserConnection: ConnectionFactory = (configuration) => new RTCPeerConnection(configuration);

export class ConnectionPool {
  private readonly connect: ConnectionFactory;
  private ready: PooledConnection | null = null;

  constructor(connect: ConnectionFactory = browserConnection) {
    this.connect = connect;
  }

  /** Make one ahead, without servers: it looks for no path and opens no port until it is used. */
  prepare(offers: boolean): void {
    this.ready?.connection.close();
    this.ready = this.build(BUNDLED, offers);
  }

  /** The one that was made ahead, if it fits, or a new one. */
  acquire(configuration: RTCConfiguration, offers: boolean): PooledConnection {
    const { ready } = this;
    this.ready = null;
    if (!ready || offers !== (ready.channel !== null)) {
      ready?.connection.close();
      return this.build(configuration, offers);
    }
    ready.connection.setConfiguration(configuration);
    return ready;
  }

  /** Only the side that offers adds transceivers; if both did, there would be twice as many. */
  private build(configuration: RTCConfiguration, offers: boolean): PooledConnection {
    const connection = this.connect(configuration);
    if (!offers) return { connection, channel: null };
    addTransceivers(connection);
    return { connection, channel: connection.createDataChannel("media") };
  }
}

/** Fixed transceivers: nothing is added later. */
function addTransceivers(connection: RTCPeerConnection): void {
  const streams = streamsBySource();
  for (const source of LINES) {
    const kind = source === "microphone" ? "audio" : "video";
    preferVp8(connection.addTransceiver(kind, { direction: "sendrecv", streams: [streams(source)] }));
  }
}

/** One stream for voice and face, so that lips and voice are kept together; another for the screen. */
export function streamsBySource(): (source: Source) => MediaStream {
  const [camera, screen] = [new MediaStream(), new MediaStream()];
  return (source) => (source === "microphone" || source === "camera" ? camera : screen);
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
