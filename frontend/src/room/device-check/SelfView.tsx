/** The person's own camera, mirrored by the style sheet; needs no room around it. */
import type { JSX } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { LocalMedia } from "../media/local-media";
import { useTexts } from "../texts";

export function SelfView({ media }: { media: LocalMedia }): JSX.Element {
  const t = useTexts();
  const { track } = media.devices.camera;
  const stream = useMemo(() => (track ? new MediaStream([track]) : null), [track]);
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current) video.current.srcObject = stream;
  }, [stream]);
  return (
    <div class="self">
      {stream ? (
        <video ref={video} autoplay playsInline muted aria-label={t("self.label")} />
      ) : (
        <span>{t("self.off")}</span>
      )}
    </div>
  );
}
