/** Moving pictures: one's own, and the other person's with the sound. */
import type { JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { useRoom } from "./context";

/** One's own camera, silent; mirrored by the style sheet, as people know themselves. */
export function OwnPicture(): JSX.Element {
  const { room, t } = useRoom();
  const { track } = room.media.now.camera;
  const stream = useMemo(() => (track ? new MediaStream([track]) : null), [track]);
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current) video.current.srcObject = stream;
  }, [stream]);
  if (!stream) return <span>{t("self.off")}</span>;
  return <video ref={video} autoplay playsInline muted aria-label={t("self.label")} />;
}

/** The other person. Some browsers want a tap before they let a page be heard. */
export function RemotePicture({ stream, hidden }: { stream: MediaStream; hidden: boolean }): JSX.Element {
  const { room, t } = useRoom();
  const { name } = room.config.peer;
  const video = useRef<HTMLVideoElement>(null);
  const [silenced, setSilenced] = useState(false);
  const play = (): void => {
    video.current
      ?.play()
      .then(() => setSilenced(false))
      .catch((error: unknown) => setSilenced(error instanceof Error && error.name === "NotAllowedError"));
  };
  useEffect(() => {
    if (video.current) video.current.srcObject = stream;
    play();
  }, [stream]);
  return (
    <>
      <video ref={video} class={hidden ? "remote off" : "remote"} autoplay playsInline aria-label={t("call.video", { name })} />
      {silenced && (
        <button type="button" class="btn main tap" onClick={play}>
          {t("call.hear", { name })}
        </button>
      )}
    </>
  );
}
