/** The event stream of one person at one appointment: by WebSocket, and by asking wherever that does not go. */
import type { StreamOptions } from "./live-event";
import { Inbox } from "./live-inbox";
import { Polling } from "./live-polling";
import { type LiveSocket, openSocket } from "./live-socket";

/** What a page needs from a stream, whatever carries it. */
export interface LiveStream {
  /** Ask more often while something is being set up. */
  setUrgent(on: boolean): void;
  close(): void;
}

/**
 * Follow the stream until closed. Both ways share one cursor, so that going from one to the other loses nothing and
 * repeats nothing; polling stops while the socket brings the events and begins again when it does not.
 */
export function openLive(options: StreamOptions): LiveStream {
  const inbox = new Inbox(options);
  let pushed = false;
  let urgent = false;
  let healthy = true;
  let asked = 0;

  // After a change of network a socket looks open and stays silent: when urgent, both ways are used.
  const choose = (): void => (pushed && !urgent ? polling.stop() : polling.start());
  const report = (answering: boolean): void => {
    if (answering === healthy) return;
    healthy = answering;
    options.onHealth?.(answering);
  };
  const polling = new Polling(options.url, inbox, (answered) => report(answered || pushed));
  let socket: LiveSocket | undefined;
  if (options.ticketUrl) {
    socket = openSocket({
      ticketUrl: options.ticketUrl,
      onAsking: () => (asked = inbox.cursor),
      cursor: (_stream, last) => {
        // What was heard before the ticket was asked for and is not there now belongs to a database that is no more.
        if (last < asked) inbox.rewind(last);
        return Math.min(inbox.cursor, last);
      },
      onEvents: (_stream, events) => inbox.take(events),
      onUp: (up) => {
        if (up === pushed) return;
        pushed = up;
        choose();
        if (up) report(true);
      },
    });
  }
  polling.start();

  return {
    setUrgent(on) {
      urgent = on;
      polling.setUrgent(on);
      choose();
    },
    close() {
      inbox.close();
      polling.close();
      socket?.close();
    },
  };
}
