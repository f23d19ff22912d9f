/** The video elements: one's own camera, each other person with sound, and their screen. */
import type { JSX, RefObject } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { canChooseSpeaker } from "../media/device-list";
import { useRoom } from "../room-context";
import type { RemotePeer } from "../session/remote-peers";
import { keepPlaying, playNow, showTracks } from "./remote-playback";

type Tracks = RemotePeer["tracks"];

function useStream(stream: MediaStream | null): RefObject<HTMLVideoElement | null> {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current) video.current.srcObject = stream;
  }, [stream]);
  return video;
}

/** One's own camera, silent; the style sheet mirrors it. */
export function LocalVideo({ isSpared }: { isSpared: boolean }): JSX.Element {
  const { room, t } = useRoom();
  const { track } = room.media.devices.camera;
  const stream = useMemo(() => (track && !isSpared ? new MediaStream([track]) : null), [track, isSpared]);
  const video = useStream(stream);
  if (!stream) return <span>{t(track ? "self.spared" : "self.off")}</span>;
  return <video ref={video} autoplay playsInline muted aria-label={t("self.label")} />;
}

interface RemoteProps {
  name: string;
  tracks: Tracks | null;
}

/**
 * Another person. Some browsers want a tap before they play sound: so the element stays, with what it had, while
 * there is no stream; a new one could need another tap, and the small window would close.
 */
export function RemoteVideo({ name, tracks, hidden }: RemoteProps & { hidden: boolean }): JSX.Element {
  const { room, t } = useRoom();
  const [sound, picture] = [tracks?.microphone ?? null, tracks?.camera ?? null];
  const isThere = sound !== null || picture !== null;
  const speaker = room.localParticipant.devices.chosen("speaker");
  const [silenced, setSilenced] = useState(false);
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const element = video.current;
    if (!element || !isThere) return;
    showTracks(element, [sound, picture]);
    return keepPlaying(element, setSilenced);
  }, [sound, picture]);
  useEffect(() => {
    // When the chosen speaker is unplugged, use the default one.
    if (canChooseSpeaker()) void video.current?.setSinkId(speaker ?? "").catch(() => video.current?.setSinkId(""));
  }, [isThere, speaker]);
  return (
    <>
      {/* biome-ignore lint/a11y/useMediaCaption: a live conversation has no captions to offer */}
      <video
        ref={video}
        class={hidden || !isThere ? "remote off" : "remote"}
        autoplay
        playsInline
        aria-label={t("call.video", { name })}
      />
      {silenced && isThere && (
        <button type="button" class="btn main tap" onClick={() => video.current && playNow(video.current, setSilenced)}>
          {t("call.hear", { name })}
        </button>
      )}
    </>
  );
}

/** A person's shared screen, with its sound where they share it. */
export function RemoteScreen({ name, tracks }: RemoteProps): JSX.Element {
  const { t } = useRoom();
  const video = useRef<HTMLVideoElement>(null);
  const [sound, picture] = [tracks?.screenAudio ?? null, tracks?.screen ?? null];
  useEffect(() => {
    if (video.current) showTracks(video.current, [sound, picture]);
  }, [sound, picture]);
  return (
    <video
      ref={video}
      class="screen"
      autoplay
      playsInline
      // Browsers play what is silent without a tap.
      muted={!sound}
      aria-label={t("share.video", { name })}
    />
  );
}

export function canPictureInPicture(): boolean {
  return document.pictureInPictureEnabled === true;
}

/** Show the other person in the browser's small window, above other programs; or put them back. */
export async function togglePictureInPicture(): Promise<void> {
  const video = document.querySelector<HTMLVideoElement>("#room video.remote");
  try {
    if (document.pictureInPictureElement) await document.exitPictureInPicture();
    else await video?.requestPictureInPicture();
  } catch {
    // No video has come in yet, or the system refuses: nothing changes.
  }
}
