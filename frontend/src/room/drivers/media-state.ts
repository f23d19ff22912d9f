/** What a person sends, as the two sides tell each other. */
import type { MediaState, Outgoing } from "./port";

/** What this side sends. */
export function mediaStateOf({ microphone, camera, screen, lowData }: Outgoing): MediaState {
  return { microphone: isSending(microphone), camera: isSending(camera), screen: isSending(screen), lowData };
}

/** What the other side says that it sends, whatever came over the wire. */
export function parseMediaState(received: Partial<MediaState>): MediaState {
  const { microphone, camera, screen, lowData } = received;
  return {
    microphone: microphone === true,
    camera: camera === true,
    screen: screen === true,
    lowData: lowData === true,
  };
}

/** A track that the system has muted, for a phone call for instance, sends silence or darkness. */
function isSending(track: MediaStreamTrack | null): boolean {
  return track?.enabled === true && !track.muted;
}
