/** The port to whatever carries sound and picture: browser to browser now, a media server later. */
import type { Link } from "../state";

/** The right to one seat in the call, given by the server for one page load. */
export interface Grant {
  provider: string;
  seat: string;
  /** Grows with each grant of this person: tells page loads apart. */
  epoch: number;
  /** Gives way when both make an offer at once. The server gives it to exactly one of the two. */
  polite: boolean;
  iceServers: RTCIceServer[];
  relayOnly: boolean;
  until: string;
  /** For how many seconds from its arrival the relay's credentials in it are good; the clocks of two machines differ. */
  lasts?: number;
}

/** The ICE servers of a grant; the part of it that is renewed. */
export type IceConfig = Pick<Grant, "iceServers" | "relayOnly" | "lasts">;

/** `null`: no device, or turned off. A track that is not `enabled` sends silence. */
export interface LocalTracks {
  microphone: MediaStreamTrack | null;
  camera: MediaStreamTrack | null;
}

/** All that this side sends. */
export interface Outgoing extends LocalTracks {
  screen: MediaStreamTrack | null;
  /** Save data: no camera's picture in either direction. */
  lowData: boolean;
}

/** What the other person says that they send. */
export interface MediaState {
  readonly microphone: boolean;
  readonly camera: boolean;
  readonly screen: boolean;
  readonly lowData: boolean;
}

/** The other person's streams. They stay the same while their tracks come and go. */
export interface RemoteStreams {
  readonly camera: MediaStream;
  readonly screen: MediaStream;
}

/** Sums since this driver started; they only grow while media flows. */
export interface CallStats {
  framesDecoded: number;
  totalAudioEnergy: number;
  bytesReceived: number;
  audioBytesReceived: number;
  packetsReceived: number;
  packetsLost: number;
  /** Seconds; null while unknown. */
  roundTripTime: number | null;
  /** How the path in use runs; null while unknown. Kinds only, never an address. */
  path: CallPath | null;
  /** The energy of one's own sound and the pictures of one's own camera so far; null while unknown. */
  microphoneEnergy: number | null;
  cameraFrames: number | null;
  /** The share of what one sends that the other does not get; null while unknown. */
  uplinkLoss: number | null;
  /** How often a new path was looked for. */
  restarts: number;
}

export interface CallPath {
  readonly local: string;
  readonly remote: string;
  readonly protocol: string;
}

export const NO_STATS: CallStats = {
  framesDecoded: 0,
  totalAudioEnergy: 0,
  bytesReceived: 0,
  audioBytesReceived: 0,
  packetsReceived: 0,
  packetsLost: 0,
  roundTripTime: null,
  path: null,
  microphoneEnergy: null,
  cameraFrames: null,
  uplinkLoss: null,
  restarts: 0,
};

/** Why no path was found, as far as this side knows. */
export type PathProblem =
  /** The practice has no relay. */
  | "noRelay"
  /** It has one, which refused us. */
  | "relayRefused"
  /** It has one, which this network does not reach. */
  | "relayBlocked"
  | "unknown";

/** One part of negotiation for one page load (`to`) of the other person. */
export interface Signal {
  to: number;
  description?: RTCSessionDescriptionInit;
  candidates?: RTCIceCandidateInit[];
}

export type SignallingEvent =
  | { kind: "peerJoined"; epoch: number }
  | { kind: "peerLeft"; epoch: number | null }
  | { kind: "signal"; fromEpoch: number; seq: number; data: Signal };

/** The messages between the two drivers, through the server: in order, none lost, some perhaps twice. */
export interface Signalling {
  send(signal: Signal): void;
  listen(handler: (event: SignallingEvent) => void): () => void;
}

export interface DriverContext {
  grant: Grant;
  /** The other person's page load, when it is there already. */
  peer: { epoch: number } | null;
  signalling: Signalling;
  /** Fresh credentials for the relay, while the seat is ours; null when there are none to be had. */
  renew(): Promise<IceConfig | null>;
  /** Sound and picture of the other person; null when they are gone. */
  onRemote(remote: RemoteStreams | null): void;
  onLink(link: Exclude<Link, "poor">): void;
  onMediaState(media: MediaState): void;
  /** A search for a path ended without one; the driver goes on searching. */
  onSearchFailed(problem: PathProblem): void;
  /** The driver could not restore the connection: join again, and give the new grant to a new driver. */
  onFailed(): void;
}

/** Carries one call for one grant. After `close` nothing is called back any more. */
export interface CallDriver {
  start(outgoing: Outgoing): void;
  /** From now on, send this. */
  send(outgoing: Outgoing): void;
  /** Look for a new path between the two, keeping the call. */
  restart(): void;
  stats(): Promise<CallStats>;
  close(): void;
}

export type DriverFactory = (context: DriverContext) => CallDriver;
