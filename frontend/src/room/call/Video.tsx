/** The video elements: one's own camera, the other person with sound, and their screen. */
import type { JSX, RefObject } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { canChooseSpeaker } from "../media/device-list";
import { useRoom } from "../room-context";
import { keepPlaying, playNow } from "./remote-playback";

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

/**
 * The other person. Some browsers want a tap before they play sound: so the element stays, with what it had, while
 * there is no stream; a new one could need another tap, and the small window would close.
 */
export function RemoteVideo({ stream, hidden }: { stream: MediaStream | null; hidden: boolean }): JSX.Element {
  const { room, t } = useRoom();
  const { name } = room.config.peer;
  const speaker = room.localParticipant.devices.chosen("speaker");
  const [silenced, setSilenced] = useState(false);
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const element = video.current;
    if (!element || !stream) return;
    if (element.srcObject !== stream) element.srcObject = stream;
    return keepPlaying(element, setSilenced);
  }, [stream, stream?.getTracks().length]);
  useEffect(() => {
    // When the chosen speaker is unplugged, use the default one.
    if (canChooseSpeaker()) void video.current?.setSinkId(speaker ?? "").catch(() => video.current?.setSinkId(""));
  }, [stream, speaker]);
  return (
    <>
      {/* biome-ignore lint/a11y/useMediaCaption: a live conversation has no captions to offer */}
      <video
        ref={video}
        class={hidden || !stream ? "remote off" : "remote"}
        autoplay
        playsInline
        aria-label={t("call.video", { name })}
      />
      {silenced && stream && (
        <button type="button" class="btn main tap" onClick={() => video.current && playNow(video.current, setSilenced)}>
          {t("call.hear", { name })}
        </button>
      )}
    </>
  );
}

/** The other person's shared screen; it has no sound. */
export function RemoteScreen({ stream }: { stream: MediaStream }): JSX.Element {
  const { room, t } = useRoom();
  const video = useStream(stream);
  return (
    <video
      ref={video}
      class="screen"
      autoplay
      playsInline
      muted
      aria-label={t("share.video", { name: room.config.peer.name })}
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
