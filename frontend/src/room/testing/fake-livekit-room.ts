/** For tests: the room of a LiveKit client, with its own participant and those of the others. */
import { ConnectionState, DisconnectReason, RoomEvent, type Track } from "livekit-client";
import { FakePublication, FakeRemoteParticipant } from "./fake-livekit-participants";

/** What a room needs of the server. */
export interface RoomServer {
  readonly isCut: boolean;
  others(me: FakeLiveKitRoom): FakeLiveKitRoom[];
  enter(room: FakeLiveKitRoom, url: string, token: string): Promise<void>;
  remove(room: FakeLiveKitRoom, reason: DisconnectReason): void;
}

type Handler = (...args: never[]) => void;

export class FakeLiveKitRoom {
  state = ConnectionState.Disconnected;
  identity = "";
  readonly remoteParticipants = new Map<string, FakeRemoteParticipant>();
  /** What this side publishes, by the server's name of the source. */
  readonly published = new Map<Track.Source, FakePublication>();
  readonly scenarios: string[] = [];
  /** Hears what is said in the room. */
  isActive = false;
  private readonly handlers = new Map<RoomEvent, Handler[]>();

  constructor(readonly server: RoomServer) {}

  readonly localParticipant = {
    publishTrack: async (track: MediaStreamTrack, options: { source: Track.Source }): Promise<FakePublication> => {
      if (this.state !== ConnectionState.Connected) throw new Error("Not connected");
      if (this.published.has(options.source)) throw new Error(`${options.source} is published already`);
      await Promise.resolve();
      const publication = new FakePublication(options.source, track, options);
      this.published.set(options.source, publication);
      for (const other of this.server.others(this)) other.remote(this)?.publish(publication);
      return publication;
    },
    unpublishTrack: async (track: MediaStreamTrack, stop: boolean): Promise<void> => {
      const found = [...this.published].find(([, one]) => one.mediaStreamTrack === track);
      if (!found) throw new Error("This track is not published");
      if (stop) track.stop();
      this.published.delete(found[0]);
      for (const other of this.server.others(this)) other.remote(this)?.unpublish(found[0]);
    },
    getTrackPublication: (source: Track.Source): FakePublication | undefined => this.published.get(source),
    publishData: async (
      bytes: Uint8Array,
      { topic, destinationIdentities }: { topic: string; destinationIdentities?: string[] },
    ): Promise<void> => {
      if (this.state !== ConnectionState.Connected) throw new Error("Not connected");
      const copy = bytes.slice();
      const addressed = this.server
        .others(this)
        .filter(({ identity }) => !destinationIdentities || destinationIdentities.includes(identity));
      // Who does not hear the room yet never hears it.
      for (const other of addressed.filter((one) => one.isActive))
        queueMicrotask(() => other.emit(RoomEvent.DataReceived, copy, other.remote(this), 0, topic));
    },
  };

  get isInside(): boolean {
    return this.state !== ConnectionState.Disconnected && this.state !== ConnectionState.Connecting;
  }

  on(event: RoomEvent, handler: Handler): this {
    this.handlers.set(event, [...(this.handlers.get(event) ?? []), handler]);
    return this;
  }

  removeAllListeners(): this {
    this.handlers.clear();
    return this;
  }

  emit(event: RoomEvent, ...args: unknown[]): void {
    for (const handler of this.handlers.get(event) ?? []) handler(...(args as never[]));
  }

  async connect(url: string, token: string): Promise<void> {
    this.become(ConnectionState.Connecting);
    try {
      await this.server.enter(this, url, token);
    } catch (error) {
      this.become(ConnectionState.Disconnected);
      throw error;
    }
  }

  async disconnect(): Promise<void> {
    this.server.remove(this, DisconnectReason.CLIENT_INITIATED);
  }

  async simulateScenario(scenario: string): Promise<void> {
    this.scenarios.push(scenario);
    this.become(ConnectionState.SignalReconnecting);
    queueMicrotask(() => this.isInside && !this.server.isCut && this.become(ConnectionState.Connected));
  }

  remote(other: FakeLiveKitRoom): FakeRemoteParticipant | undefined {
    return this.remoteParticipants.get(other.identity);
  }

  enter(identity: string): void {
    this.identity = identity;
    this.become(ConnectionState.Connected);
    queueMicrotask(() => this.activate());
  }

  /** Those who were there before are not announced. */
  meet(other: FakeLiveKitRoom, announced: boolean): void {
    const participant = new FakeRemoteParticipant(this, other);
    this.remoteParticipants.set(other.identity, participant);
    if (announced) this.emit(RoomEvent.ParticipantConnected, participant);
    for (const publication of other.published.values()) participant.publish(publication);
  }

  lose(other: FakeLiveKitRoom): void {
    const participant = this.remote(other);
    if (!participant) return;
    for (const source of participant.sources) participant.unpublish(source);
    this.remoteParticipants.delete(other.identity);
    this.emit(RoomEvent.ParticipantDisconnected, participant);
  }

  leave(reason: DisconnectReason): void {
    this.isActive = false;
    this.published.clear();
    this.remoteParticipants.clear();
    this.become(ConnectionState.Disconnected);
    this.emit(RoomEvent.Disconnected, reason);
  }

  become(state: ConnectionState): void {
    if (this.state === state) return;
    this.state = state;
    this.emit(RoomEvent.ConnectionStateChanged, state);
  }

  private activate(): void {
    if (!this.isInside) return;
    this.isActive = true;
    for (const other of this.server.others(this)) other.emit(RoomEvent.ParticipantActive, other.remote(this));
  }
}
