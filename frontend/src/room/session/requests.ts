/** What the specialist asks of the server by a button, and what became of it. */
import type { RoomApi } from "./api";
import type { Presence } from "./presence";
import type { SeatRequest } from "./seat-request";

export interface RequestsCallbacks {
  onEnded(): void;
  /** Whether the two are being connected. */
  isConnecting(): boolean;
  changed(): void;
}

export class Requests {
  /** What the person asked for and the server did not do. */
  failed: "end" | "admit" | null = null;

  constructor(
    private readonly api: RoomApi,
    private readonly seatRequest: SeatRequest,
    private readonly presence: Presence,
    private readonly callbacks: RequestsCallbacks,
  ) {}

  /** End the consultation for both. */
  async end(): Promise<void> {
    this.failed = await this.api.end().then(
      () => null,
      () => "end" as const,
    );
    if (this.failed === null) this.callbacks.onEnded();
    this.callbacks.changed();
  }

  /** Let the client in, and come in oneself. */
  async admit(): Promise<void> {
    this.presence.setConnecting(true);
    this.failed = (await this.seatRequest.admitAndJoin()) ? null : "admit";
    this.presence.setConnecting(this.callbacks.isConnecting());
    this.callbacks.changed();
  }
}
