/** The room's entry: reads the page, opens the room, draws it whenever something changes. */
import { render } from "preact";
import { clockSkew, readConfig } from "./config";
import { type CallHealth, NO_HEALTH } from "./drivers/port";
import { DRIVERS } from "./drivers/registry";
import { figuresFromOthers } from "./media/figures";
import { tabId } from "./session/api";
import "./room.css";
import { RoomPage } from "./RoomPage";
import { Room } from "./room";
import type { RoomState } from "./state";
import { pageTexts } from "./texts";

declare global {
  interface Window {
    /** For tests, and for those who help over the phone: figures, and "look for a new path". */
    __visavisRoom?: {
      health(): Promise<CallHealth>;
      /** The sums of what comes in. */
      stats(): Promise<object>;
      phase(): RoomState["phase"];
      restart(): void;
    };
  }
}

/** Prepare a connection only after the camera has had time to start. */
const PREPARED_AFTER_MS = 500;

/** The figures of a call as sums, for tests. */
function sumUp(health: CallHealth, me: string): object {
  const { bytes, audioBytes, packets, lost, frames, energy } = figuresFromOthers(health, me);
  const { path, roundTripS, restarts } = health;
  const sums = {
    framesDecoded: frames,
    totalAudioEnergy: energy,
    bytesReceived: bytes,
    audioBytesReceived: audioBytes,
  };
  return { ...sums, packetsReceived: packets, packetsLost: lost, path, roundTripTime: roundTripS, restarts };
}

function main(place: HTMLElement): void {
  const config = readConfig();
  const texts = pageTexts();
  const skew = clockSkew(config, Date.now());
  let planned = false;

  const draw = (): void => {
    planned = false;
    render(<RoomPage room={room} texts={texts} skew={skew} />, place);
  };
  // Loaded beside everything else, long before the first grant needs it.
  const loading = DRIVERS[config.provider]?.();
  const room = new Room(config, tabId(), DRIVERS, () => {
    if (planned) return;
    planned = true;
    // In a task of its own, so that a new connection does not wait for drawing.
    setTimeout(draw);
  });

  const health = async (): Promise<CallHealth> => (await room.seat?.driver.health()) ?? NO_HEALTH;
  window.__visavisRoom = {
    health,
    stats: async () => sumUp(await health(), config.me),
    phase: () => room.state.phase,
    restart: () => room.seat?.driver.restart(),
  };
  place.replaceChildren();
  draw();
  room.open();
  const prepare = async (): Promise<void> => {
    const driver = await loading?.catch(() => null);
    if (room.state.phase === "waiting")
      driver?.prepare?.(
        config.me,
        room.roster.others.map(({ id }) => id),
      );
  };
  setTimeout(() => void prepare(), PREPARED_AFTER_MS);
}

const place = document.getElementById("room");
if (place) main(place);
