/** An event of a stream, and what a page says of the stream it follows. */

export interface LiveEvent {
  readonly id: number;
  readonly kind: string;
  readonly [field: string]: unknown;
}

export interface StreamOptions {
  /** Where to ask for what follows a cursor. */
  url: string;
  /** Where to get a ticket for the WebSocket; without it the stream is read by asking alone. */
  ticketUrl?: string | undefined;
  /** The last event the page, as rendered, already knows about. */
  cursor: number;
  /** `past` events happened before the page was rendered: its state already includes them. */
  onEvent(event: LiveEvent, past: boolean): void;
  /** Called when neither way works any more, and when one does again. */
  onHealth?(answering: boolean): void;
}
