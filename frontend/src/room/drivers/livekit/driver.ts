/** A call over a LiveKit server. One driver serves one grant. */
import { ConnectionState, type DisconnectReason, type RemoteParticipant, type Room, RoomEvent } from "livekit-client";
import { NOTHING } from "../outgoing";
import {
  type CallDriver,
  type CallHealth,
  type DriverContext,
  type DriverEvent,
  NO_HEALTH,
  type Outgoing,
  type PeerAddress,
  type PeerId,
  type Source,
} from "../port";
import { readAccess } from "./access";
import { announcementOf, parseAnnouncement, TOPIC } from "./announcements";
import { failureOf, isRefusal, ownLink, qualityLink } from "./connection";
import { Members } from "./members";
import { Publisher } from "./publisher";
import { roomHealth } from "./room-health";
import { sourceOf } from "./sources";
import { Wishes } from "./wishes";

export class LiveKitDriver implements CallDriver {
  private readonly context: DriverContext;
  private readonly room: Room;
  private readonly members: Members;
  private readonly publisher: Publisher;
  private readonly wishes: Wishes;
  private outgoing = NOTHING;
  private restarts = 0;
  private hasFailed = false;
  private closed = false;

  constructor(context: DriverContext, room: Room) {
    this.context = context;
    this.room = room;
    this.members = new Members(room, context.present, (event) => this.tell(event));
    this.publisher = new Publisher(room.localParticipant);
    this.wishes = new Wishes(room);
    this.listen();
  }

  async start(outgoing: Outgoing): Promise<void> {
    this.outgoing = outgoing;
    this.wishes.setLowData(outgoing.lowData);
    try {
      await this.connect();
    } catch (error) {
      return this.connectFailed(error);
    }
    // Closed meanwhile: nobody stays behind in the room.
    if (this.closed) return this.room.disconnect(false);
    this.publisher.send(this.outgoing);
    for (const participant of this.room.remoteParticipants.values()) this.entered(participant);
    this.announce();
  }

  send(outgoing: Outgoing): void {
    this.outgoing = outgoing;
    if (this.closed) return;
    this.wishes.setLowData(outgoing.lowData);
    if (this.room.state !== ConnectionState.Connected) return;
    this.publisher.send(outgoing);
    this.announce();
  }

  peer(address: PeerAddress, here: boolean): void {
    if (!this.closed) this.members.seat(address, here);
  }

  want(peer: PeerId, source: Source, pixels: number | null): void {
    if (!this.closed) this.wishes.want(peer, source, pixels);
  }

  sendData(topic: string, bytes: Uint8Array, to?: PeerId): boolean {
    const others = this.members.ids.filter((id) => to === undefined || id === to);
    if (this.closed || others.length === 0) return false;
    this.publish(topic, bytes.slice(), to);
    return true;
  }

  /** The client notices by itself, but later. */
  restart(): void {
    if (this.closed || this.room.state !== ConnectionState.Connected) return;
    void this.room.simulateScenario("signal-reconnect").catch(() => undefined);
  }

  async health(): Promise<CallHealth> {
    if (this.closed) return NO_HEALTH;
    const found = await roomHealth(this.room, this.context.me, this.members.ids);
    return { ...found, restarts: this.restarts };
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.publisher.close();
    this.room.removeAllListeners();
    // The devices are the page's own.
    await this.room.disconnect(false);
  }

  private async connect(): Promise<void> {
    const { url, token } = readAccess(this.context.grant.access);
    try {
      await this.room.connect(url, token);
    } catch (error) {
      // What waited for long, a laptop asleep for instance, comes with a token that has run out.
      const fresh = isRefusal(error) && !this.closed ? await this.context.renew() : null;
      if (!fresh || this.closed) throw error;
      await this.room.connect(url, readAccess(fresh.access).token);
    }
  }

  private connectFailed(error: unknown): void {
    if (this.closed) return;
    console.error("The media server could not be entered", error);
    if (isRefusal(error)) return this.fail("refused");
    this.tell({ kind: "noPath", peer: null, problem: "relayBlocked" });
    this.fail("provider");
  }

  private listen(): void {
    this.room
      .on(RoomEvent.ConnectionStateChanged, (state) => this.stateChanged(state))
      .on(RoomEvent.Disconnected, (reason) => this.disconnected(reason))
      .on(RoomEvent.ParticipantConnected, (participant) => this.entered(participant))
      .on(RoomEvent.ParticipantActive, (participant) => {
        this.members.setLink(participant.identity, "good");
        // Only now they hear what is said in the room.
        this.announce(participant.identity);
      })
      .on(RoomEvent.ParticipantDisconnected, ({ identity }) => this.members.left(identity))
      .on(RoomEvent.ConnectionQualityChanged, (quality, { identity }) => {
        const link = qualityLink(quality);
        if (link && identity !== this.context.me) this.members.setLink(identity, link);
      })
      .on(RoomEvent.TrackPublished, (_publication, participant) => this.wishes.applyAll(participant))
      .on(RoomEvent.TrackSubscribed, (_track, publication, participant) => {
        const source = sourceOf(publication.source);
        this.wishes.applyAll(participant);
        if (source) this.members.track(participant, source);
      })
      .on(RoomEvent.TrackUnsubscribed, (_track, publication, { identity }) => {
        const source = sourceOf(publication.source);
        if (source) this.members.trackGone(identity, source);
      })
      .on(RoomEvent.DataReceived, (bytes, participant, _kind, topic) => this.received(bytes, participant, topic));
  }

  private entered(participant: RemoteParticipant): void {
    this.members.returned(participant);
    this.wishes.applyAll(participant);
    this.announce(participant.identity);
  }

  private received(bytes: Uint8Array, participant: RemoteParticipant | undefined, topic: string | undefined): void {
    if (!participant || topic === undefined) return;
    const { identity: peer } = participant;
    // What they say may come before the word that they are there.
    this.members.returned(participant);
    if (topic !== TOPIC) return this.tell({ kind: "data", peer, topic, bytes });
    const said = parseAnnouncement(bytes);
    if (said) this.members.announced(peer, said);
  }

  private announce(to?: PeerId): void {
    this.publish(TOPIC, announcementOf(this.outgoing), to);
  }

  private publish(topic: string, bytes: Uint8Array<ArrayBuffer>, to?: PeerId): void {
    if (this.closed || this.room.state !== ConnectionState.Connected) return;
    const addressee = to === undefined ? {} : { destinationIdentities: [to] };
    this.room.localParticipant.publishData(bytes, { reliable: true, topic, ...addressee }).catch((error: unknown) => {
      if (!this.closed) console.error("Data could not be sent", error);
    });
  }

  private stateChanged(state: ConnectionState): void {
    const link = ownLink(state);
    if (link) this.tell({ kind: "link", peer: null, link });
    if (state === ConnectionState.Reconnecting || state === ConnectionState.SignalReconnecting) this.restarts += 1;
    if (state === ConnectionState.Connected) this.announce();
  }

  private disconnected(reason: DisconnectReason | undefined): void {
    this.fail(failureOf(reason));
  }

  private fail(why: ReturnType<typeof failureOf>): void {
    if (this.hasFailed || why === null) return;
    this.hasFailed = true;
    this.tell({ kind: "failed", why });
  }

  private tell(event: DriverEvent): void {
    if (!this.closed) this.context.on(event);
  }
}
