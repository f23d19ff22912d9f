/**
 * One connection between two page loads: perfect negotiation, fixed transceivers.
 *
 * A page load that goes away takes its link with it; the next one gets a new link, so nothing here is ever
 * reused across epochs.
 */
import type { Outgoing, Source } from "../port";
import { LINES, type PooledConnection } from "./connection-pool";
import { PathSearch } from "./path-search";
import { PeerChannel, type PeerSends } from "./peer-channel";
import type { Signal } from "./signal";
import { TrackSender } from "./track-sender";

export interface PeerLinkOptions {
  polite: boolean;
  pooled: PooledConnection;
  outgoing: Outgoing;
  send(signal: Signal): void;
  /** Another configuration before an offer is answered, where the credentials in use have grown old. */
  renewConfiguration(): Promise<RTCConfiguration | null>;
  onTrack(source: Source, track: MediaStreamTrack): void;
  onConnection(state: RTCPeerConnectionState): void;
  onSends(said: PeerSends): void;
  onData(topic: string, bytes: Uint8Array): void;
}

export class PeerLink {
  readonly connection: RTCPeerConnection;
  readonly search: PathSearch;
  readonly channel: PeerChannel;
  /** What has come of the other side, for whom comes back to it. */
  readonly tracks = new Map<Source, MediaStreamTrack>();
  peerSends: PeerSends | null = null;
  private readonly options: PeerLinkOptions;
  private readonly sender: TrackSender;
  private makingOffer = false;
  private ignoreOffer = false;
  private waitingCandidates: RTCIceCandidateInit[] = [];
  /**
   * Signals are taken one after the other: a candidate must not overtake its description. This does also what
   * the pattern's third flag, isSettingRemoteAnswerPending, is for: an offer that follows an answer is judged
   * only once the answer is set.
   */
  private work: Promise<void> = Promise.resolve();
  private hasAdopted = false;
  private closed = false;
  private readonly pendingStats = new Set<() => void>();

  constructor(options: PeerLinkOptions) {
    this.options = options;
    const { connection, channel } = options.pooled;
    this.connection = connection;
    this.search = new PathSearch(connection);
    this.sender = new TrackSender(connection, options.outgoing);
    this.channel = new PeerChannel(options.outgoing, (said) => this.peerSendsChanged(said), options.onData);
    connection.onnegotiationneeded = () => void this.offer();
    connection.onicecandidate = ({ candidate }) =>
      isUseful(candidate) && options.send({ candidates: [candidate.toJSON()] });
    connection.onconnectionstatechange = () => this.connectionChanged();
    connection.ontrack = ({ track, transceiver }) => {
      const source = LINES[connection.getTransceivers().indexOf(transceiver)];
      if (!source) return;
      this.tracks.set(source, track);
      options.onTrack(source, track);
    };
    connection.ondatachannel = ({ channel }) => this.channel.attach(channel);
    if (!channel) return;
    this.sender.attach();
    this.channel.attach(channel);
    // The connection said that negotiation is needed when it was made, perhaps long before this link.
    void this.offer();
  }

  /** Take what the other side signalled. */
  receive(signal: Signal): void {
    this.work = this.work.then(async () => {
      try {
        if (signal.description) await this.applyDescription(signal.description);
        for (const candidate of signal.candidates ?? []) await this.addCandidate(candidate);
      } catch (error) {
        if (!this.closed) console.error("A signal could not be used", error);
      }
    });
  }

  send(outgoing: Outgoing): void {
    this.sender.send(outgoing);
    this.channel.announce(outgoing);
  }

  /** Look for a new path. */
  restart(configuration: RTCConfiguration): void {
    // Before the first description there is no path to replace.
    if (!this.connection.remoteDescription) return;
    this.configure(configuration);
    this.connection.restartIce();
  }

  /** The statistics, or null when the connection is closed meanwhile: Firefox then never answers. */
  stats(): Promise<RTCStatsReport | null> {
    return new Promise((resolve, reject) => {
      const close = (): void => resolve(null);
      this.pendingStats.add(close);
      this.connection
        .getStats()
        .then(resolve, reject)
        .finally(() => this.pendingStats.delete(close));
    });
  }

  close(): void {
    this.closed = true;
    for (const close of this.pendingStats) close();
    this.connection.onconnectionstatechange = this.connection.ontrack = this.connection.onnegotiationneeded = null;
    this.channel.close();
    this.sender.close();
    this.connection.close();
  }

  private peerSendsChanged(said: PeerSends): void {
    this.peerSends = said;
    this.sender.withhold(said.lowData ? [...said.unwanted, "camera"] : said.unwanted);
    this.options.onSends(said);
  }

  private connectionChanged(): void {
    if (this.closed) return;
    const state = this.connection.connectionState;
    if (state === "connected") void this.sender.applyLimits();
    this.options.onConnection(state);
  }

  private configure(configuration: RTCConfiguration): void {
    try {
      this.connection.setConfiguration(configuration);
    } catch (error) {
      // The servers it has may still work.
      if (!this.closed) console.error("Fresh credentials could not be used", error);
    }
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

  private async applyDescription(description: RTCSessionDescriptionInit): Promise<void> {
    const { connection } = this;
    const isOffer = description.type === "offer";
    const fresh = isOffer ? await this.options.renewConfiguration() : null;
    if (this.closed) return;
    const isReady = !this.makingOffer && connection.signalingState === "stable";
    this.ignoreOffer = isOffer && !isReady && !this.options.polite;
    if (this.ignoreOffer) return;
    if (fresh) this.configure(fresh);

    // The polite side's own offer is rolled back by this.
    await connection.setRemoteDescription(description);
    for (const candidate of this.waitingCandidates.splice(0)) await this.addCandidate(candidate);
    if (!isOffer) return;
    if (this.options.polite && !this.hasAdopted) {
      this.hasAdopted = true;
      await this.sender.adoptTransceivers();
    }
    await connection.setLocalDescription();
    this.sendDescription();
  }

  private async addCandidate(candidate: RTCIceCandidateInit): Promise<void> {
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
    if (description && !this.closed)
      this.options.send({ description: { type: description.type, sdp: description.sdp } });
  }
}

/** Browsers open connections by TCP and take none: two of them can't meet that way. A relay is reached otherwise. */
function isUseful(candidate: RTCIceCandidate | null): candidate is RTCIceCandidate {
  return candidate !== null && candidate.tcpType !== "active";
}
