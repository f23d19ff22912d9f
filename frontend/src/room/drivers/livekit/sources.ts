/** The names of the media server for what we send. */
import { Track } from "livekit-client";
import { SOURCES, type Source } from "../port";

export const TRACK_SOURCES: Readonly<Record<Source, Track.Source>> = {
  microphone: Track.Source.Microphone,
  camera: Track.Source.Camera,
  screen: Track.Source.ScreenShare,
  screenAudio: Track.Source.ScreenShareAudio,
};

/** Null for what we do not send ourselves. */
export function sourceOf(name: Track.Source): Source | null {
  return SOURCES.find((source) => TRACK_SOURCES[source] === name) ?? null;
}
