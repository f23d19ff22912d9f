/** What this person sends, from the state of their devices. */
import type { Outgoing, SendState } from "../drivers/port";
import type { Device, DeviceState, LocalDevices } from "./device";

const SEND_STATES: Readonly<Record<DeviceState, SendState>> = {
  on: "live",
  off: "muted",
  paused: "suspended",
  denied: "denied",
  starting: "none",
  gone: "none",
  none: "none",
  busy: "none",
  failed: "none",
};

export interface SharedScreen {
  readonly track: MediaStreamTrack | null;
  readonly isMinimised: boolean;
}

export function outgoingOf({ microphone, camera }: LocalDevices, screen: SharedScreen, lowData: boolean): Outgoing {
  return {
    tracks: {
      microphone: microphone.track,
      camera: lowData ? null : camera.track,
      screen: screen.track,
      screenAudio: null,
    },
    sends: {
      microphone: SEND_STATES[microphone.state],
      camera: cameraState(camera, lowData),
      screen: screen.track === null ? "none" : screen.isMinimised ? "suspended" : "live",
      screenAudio: "none",
    },
    lowData,
  };
}

function cameraState({ state }: Device, lowData: boolean): SendState {
  return lowData && state === "on" ? "savingData" : SEND_STATES[state];
}
