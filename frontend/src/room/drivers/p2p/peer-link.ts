/**
 * One connection between two page loads: perfect negotiation, fixed transceivers.
 *
 * A page load that goes away takes its pair with it; the next one gets a new pair, so nothing here is ever
 * reused across epochs.
 */
import type { Outgoing, PeerMedia, Remote, Signal } from "../port";
import { type Line, SENT } from "./connection-pool";
import { Saying } from "./media-state-channel";
import { Sending } from "./track-sender";

export interface PairOptions {
  polite: boolean;
  line: Line;
  outgoing: Outgoing;
  send(signal: Omit<Signal, "to">): void;
  /** Another configuration before an offer is answered, where the credentials in use have grown old. */
  freshen(): Promise<RTCConfiguration | null>;
  onRemote(remote: Remote): void;
  onConnection(state: RTCPeerConnectionState): void;
  onPeerMedia(media: PeerMedia): void;
}

export class Pair {
  readonly connection: RTCPeerConnection;
  readonly remote: Remote = { face: new MediaStream(), screen: new MediaStream() };
  private readonly options: PairOptions;
  private readonly sending: Sending;
  private readonly saying: Saying;
  private makingOffer = false;
  private ignoreOffer = false;
  private waitingCandidates: RTCIceCandidateInit[] = [];
  /**
   * Signals are taken one after the other: a candidate must not overtake its description. This does also what
   * the pattern's third flag, isSettingRemoteAnswerPending, is for: an offer that follows an answer is judged
   * only once the answer is set.
   */
  private work: Promise<void> = Promise.resolve();
  private adopted = false;
  private closed = false;
  private readonly countings = new Set<() => void>();

  constructor(options: PairOptions) {
    this.options = options;
    const { connection, channel } = options.line;
    this.connection = connection;
    this.sending = new Sending(connection, options.outgoing);
    this.saying = new Saying(options.outgoing, (media) => this.heard(media));
    connection.onnegotiationneeded = () => void this.offer();
    connection.onicecandidate = ({ candidate }) =>
      isUseful(candidate) && options.send({ candidates: [candidate.toJSON()] });
    connection.onconnectionstatechange = () => this.connectionChanged();
    connection.ontrack = ({ track, transceiver }) => {
      const isScreen = SENT[connection.getTransceivers().indexOf(transceiver)] === "screen";
      (isScreen ? this.remote.screen : this.remote.face).addTrack(track);
      options.onRemote(this.remote);
    };
    connection.ondatachannel = ({ channel }) => this.saying.talkOver(channel);
    if (!channel) return;
    this.sending.begin();
    this.saying.talkOver(channel);
    // That negotiation is needed was said while the line was laid out, perhaps long ago.
    void this.offer();
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

  send(outgoing: Outgoing): void {
    this.sending.send(outgoing);
    this.saying.send(outgoing);
  }

  /** Look for a new path. */
  restart(configuration: RTCConfiguration): void {
    // Before the first description there is no path to look for anew.
    if (!this.connection.remoteDescription) return;
    this.configure(configuration);
    this.connection.restartIce();
  }

  /** What was counted, or null of a connection that is closed meanwhile: Firefox then gives no answer, ever. */
  counted(): Promise<RTCStatsReport | null> {
    return new Promise((resolve, reject) => {
      const close = (): void => resolve(null);
      this.countings.add(close);
      this.connection
        .getStats()
        .then(resolve, reject)
        .finally(() => this.countings.delete(close));
    });
  }

  close(): void {
    this.closed = true;
    for (const close of this.countings) close();
    this.connection.onconnectionstatechange = this.connection.ontrack = this.connection.onnegotiationneeded = null;
    this.saying.close();
    this.sending.close();
    this.connection.close();
  }

  private heard(media: PeerMedia): void {
    this.sending.spare(media.lowData);
    this.options.onPeerMedia(media);
  }

  private connectionChanged(): void {
    if (this.closed) return;
    const state = this.connection.connectionState;
    if (state === "connected") void this.sending.tune();
    this.options.onConnection(state);
  }

  private configure(configuration: RTCConfiguration): void {
    try {
      this.connection.setConfiguration(configuration);
    } catch (error) {
      // The servers it has may still do.
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

  private async describe(description: RTCSessionDescriptionInit): Promise<void> {
    const { connection } = this;
    const isOffer = description.type === "offer";
    const fresh = isOffer ? await this.options.freshen() : null;
    if (this.closed) return;
    const isReady = !this.makingOffer && connection.signalingState === "stable";
    this.ignoreOffer = isOffer && !isReady && !this.options.polite;
    if (this.ignoreOffer) return;
    if (fresh) this.configure(fresh);

    // The polite side's own offer is rolled back by this.
    await connection.setRemoteDescription(description);
    for (const candidate of this.waitingCandidates.splice(0)) await this.candidate(candidate);
    if (!isOffer) return;
    if (this.options.polite && !this.adopted) {
      this.adopted = true;
      await this.sending.adopt();
    }
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
    if (description && !this.closed)
      this.options.send({ description: { type: description.type, sdp: description.sdp } });
  }
}

/** Browsers open connections by TCP and take none: two of them can't meet that way. A relay is reached otherwise. */
function isUseful(candidate: RTCIceCandidate | null): candidate is RTCIceCandidate {
  return candidate !== null && candidate.tcpType !== "active";
}
