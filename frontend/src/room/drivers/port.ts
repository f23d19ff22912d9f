/** The port to whatever carries sound and picture: browser to browser, or a media server. */

/** A person of this consultation; given by the server, the same over reloads. The roster says name and party. */
export type PeerId = string;

/** One page load of a person. `epoch` grows with each seat that they take. */
export interface PeerAddress {
  readonly id: PeerId;
  readonly epoch: number;
}

export const SOURCES = ["microphone", "camera", "screen", "screenAudio"] as const;
export type Source = (typeof SOURCES)[number];

/** What is really sent, and why not. */
export type SendState =
  | "live"
  /** The person turned it off. */
  | "muted"
  /** There is no such device, or none that works; nothing is shared. */
  | "none"
  /** The browser may not use it. */
  | "denied"
  /** The system took it for a while: a phone call, a window that is minimised. */
  | "suspended"
  /** Left out to save data. */
  | "savingData";

export type Sends = Readonly<Record<Source, SendState>>;

/** All that this side sends. A track that is not `enabled` sends silence. */
export interface Outgoing {
  readonly tracks: Readonly<Record<Source, MediaStreamTrack | null>>;
  readonly sends: Sends;
  /** Save data: no camera's picture in either direction. */
  readonly lowData: boolean;
}

/** The right to one seat in the call, given by the server for one page load. */
export interface Grant {
  readonly provider: string;
  readonly seat: string;
  readonly epoch: number;
  /** For how many seconds from its arrival `access` is good; the clocks of two machines differ. */
  readonly lastsS: number;
  /** The driver's own. */
  readonly access: unknown;
}

/** What a carrier can do; the page offers no more than that. */
export interface Capabilities {
  readonly people: number;
  readonly removes: boolean;
  readonly endToEnd: boolean;
  readonly data: boolean;
  readonly serverRecording: readonly string[];
}

/** Sums of one source; they grow while media flows, and a new connection counts from nothing again. */
export interface SourceStats {
  /** Whose it is; one's own sources are in the list too, as far as they are measured. */
  readonly peer: PeerId;
  readonly source: Source;
  readonly bytes: number;
  readonly packets: number;
  readonly lost: number;
  readonly frames: number;
  /** Of its sound. */
  readonly energy: number;
}

/** How the path in use runs. Kinds only, never an address. */
export interface CallPath {
  readonly local: string;
  readonly remote: string;
  readonly protocol: string;
}

export interface CallHealth {
  readonly sources: readonly SourceStats[];
  /** What becomes of what one sends; `lost` is a share. */
  readonly uplink: { readonly lost: number; readonly limitedBy: "none" | "bandwidth" | "cpu" } | null;
  /** Seconds; null while unknown. */
  readonly roundTripS: number | null;
  readonly path: CallPath | null;
  /** How often a new path was looked for. */
  readonly restarts: number;
}

export const NO_HEALTH: CallHealth = { sources: [], uplink: null, roundTripS: null, path: null, restarts: 0 };

export type Link = "connecting" | "good" | "poor" | "lost";

/** Why no path was found, as far as this side knows. */
export type PathProblem =
  /** The practice has no relay. */
  | "noRelay"
  /** It has one, which refused us. */
  | "relayRefused"
  /** It has one, or a media server, which this network does not reach. */
  | "relayBlocked"
  | "unknown";

export type DriverEvent =
  /** `null`: one's own way into the room. */
  | { readonly kind: "link"; readonly peer: PeerId | null; readonly link: Link }
  /** What was said of a peer before "joined", or before "left", holds no more. */
  | { readonly kind: "joined" | "left"; readonly peer: PeerId }
  | { readonly kind: "sends"; readonly peer: PeerId; readonly sends: Sends; readonly lowData: boolean }
  | {
      readonly kind: "track";
      readonly peer: PeerId;
      readonly source: Source;
      readonly track: MediaStreamTrack | null;
    }
  | { readonly kind: "data"; readonly peer: PeerId; readonly topic: string; readonly bytes: Uint8Array }
  /** A search for a path ended without one; the driver goes on searching. */
  | { readonly kind: "noPath"; readonly peer: PeerId | null; readonly problem: PathProblem }
  /** The driver cannot go on: join again, and give the new grant to a new driver; unless one was removed. */
  | { readonly kind: "failed"; readonly why: "path" | "refused" | "removed" | "provider" };

/** `peer` is the addressee of what is sent, the sender of what arrives. */
export interface SignalMessage {
  readonly peer: PeerAddress;
  /** Grows with each message of one page load. */
  readonly seq: number;
  readonly data: unknown;
}

/** A way between two page loads through the practice's own server, for a carrier that has none. */
export interface Signalling {
  /** Resolves once the server has it; rejects with `ProblemError` when it refuses. Sent again it may arrive twice. */
  send(message: SignalMessage, stop: AbortSignal): Promise<void>;
  /** Hear what is meant for this page load. Returns how to stop. */
  listen(handler: (message: SignalMessage) => void): () => void;
}

export interface DriverContext {
  readonly me: PeerId;
  readonly grant: Grant;
  /** Who sits in the call already. */
  readonly present: readonly PeerAddress[];
  /** Who else may come. */
  readonly expected: readonly PeerId[];
  signalling(): Signalling;
  /** The grant with fresh access, while the seat is ours; null when there is none to be had. */
  renew(): Promise<Grant | null>;
  on(event: DriverEvent): void;
}

/** Carries one call for one grant. After `close` nothing is called back any more. */
export interface CallDriver {
  start(outgoing: Outgoing): Promise<void>;
  /** From now on, send this. */
  send(outgoing: Outgoing): void;
  /** The server says that a page load of a person took a seat, or left it. */
  peer(address: PeerAddress, here: boolean): void;
  /** How large a source is shown, in pixels of its height; null: not at all. */
  want(peer: PeerId, source: Source, pixels: number | null): void;
  /** Returns whether it is on its way. */
  sendData(topic: string, bytes: Uint8Array, to?: PeerId): boolean;
  /** Look for a new path, keeping the call. */
  restart(): void;
  health(): Promise<CallHealth>;
  close(): Promise<void>;
}

/** How a call gets out of a network: well, not at all, or perhaps not where there is no relay. */
export type Reachability = "good" | "blocked" | "narrow";

export interface DriverModule {
  create(context: DriverContext): CallDriver;
  /** Whether the carrier is reached from this network, with access that is good for a test and no call. */
  testAccess(access: unknown): Promise<Reachability>;
  /** Make ready, while a person waits, what can be ready before a grant. */
  prepare?(me: PeerId, expected: readonly PeerId[]): void;
}

/** Each is loaded when it is the one that carries the call. */
export type Drivers = Readonly<Record<string, () => Promise<DriverModule>>>;
