/** Keeps the other person to be heard: a phone call, Siri or another app stops the element, and nothing starts it again. */

/** Play `video` now, and again after each interruption, until stopped. `onSilenced`: whether the browser wants a tap. */
export function keepPlaying(video: HTMLVideoElement, onSilenced: (silenced: boolean) => void): () => void {
  const stream = video.srcObject instanceof MediaStream ? video.srcObject : null;
  const tracks = stream?.getTracks() ?? [];
  const play = (): void => playNow(video, onSilenced);
  // Nobody pauses it: there are no controls. In the small window somebody may; there it stays paused as long as it is small.
  const paused = (): void => {
    if (document.pictureInPictureElement !== video) play();
  };
  const seen = (): void => {
    if (!document.hidden) play();
  };
  video.addEventListener("pause", paused);
  video.addEventListener("leavepictureinpicture", play);
  document.addEventListener("visibilitychange", seen);
  for (const track of tracks) track.addEventListener("unmute", play);
  play();
  return () => {
    video.removeEventListener("pause", paused);
    video.removeEventListener("leavepictureinpicture", play);
    document.removeEventListener("visibilitychange", seen);
    for (const track of tracks) track.removeEventListener("unmute", play);
  };
}

export function playNow(video: HTMLVideoElement, onSilenced: (silenced: boolean) => void): void {
  if (!video.srcObject) return;
  Promise.resolve(video.play())
    .then(() => onSilenced(false))
    .catch((error: unknown) => {
      // Another reason is an interruption that is not over; its end is an event.
      if (error instanceof Error && error.name === "NotAllowedError") onSilenced(true);
    });
}
