/** The room's entry: reads the page, opens the room, draws it whenever something changes. */
import { render } from "preact";
import { clockSkew, readConfig } from "./config";
import { ConnectionPool } from "./drivers/p2p/connection-pool";
import { createP2pDriver } from "./drivers/p2p/driver";
import { type CallStats, NO_STATS } from "./drivers/port";
import { tabId } from "./session/api";
import "./room.css";
import { RoomPage } from "./RoomPage";
import { Room } from "./room";
import type { Drivers } from "./session/call-session";
import type { RoomState } from "./state";
import { pageTexts } from "./texts";

declare global {
  interface Window {
    /** For tests, and for those who help over the phone: figures, and "look for a new path". */
    __visavisRoom?: { stats(): Promise<CallStats>; phase(): RoomState["phase"]; restart(): void };
  }
}

/** Prepare a connection only after the camera has had time to start. */
const PREPARED_AFTER_MS = 500;

function main(place: HTMLElement): void {
  const config = readConfig();
  const texts = pageTexts();
  const skew = clockSkew(config, Date.now());
  let planned = false;

  const draw = (): void => {
    planned = false;
    render(<RoomPage room={room} texts={texts} skew={skew} />, place);
  };
  const pool = new ConnectionPool();
  const drivers: Drivers = { p2p: (context) => createP2pDriver(context, pool) };
  const room = new Room(config, tabId(), drivers, () => {
    if (planned) return;
    planned = true;
    // In a task of its own, so that a new connection does not wait for drawing.
    setTimeout(draw);
  });

  window.__visavisRoom = {
    stats: () => room.seat?.driver.stats() ?? Promise.resolve(NO_STATS),
    phase: () => room.state.phase,
    restart: () => room.seat?.driver.restart(),
  };
  place.replaceChildren();
  draw();
  room.open();
  setTimeout(() => room.state.phase === "waiting" && pool.prepare(config.party === "specialist"), PREPARED_AFTER_MS);
}

const place = document.getElementById("room");
if (place) main(place);
