/** Keeps another person to be heard: a phone call, Siri or another app stops the element, and nothing starts it again. */

/**
 * Show these tracks in `video` as one stream, so that lips and voice are kept together. One of them that stays goes on
 * without a gap; when all are others it is another stream.
 */
export function showTracks(video: HTMLVideoElement, tracks: readonly (MediaStreamTrack | null)[]): void {
  const wanted = tracks.filter((track) => track !== null);
  const stream = video.srcObject instanceof MediaStream ? video.srcObject : null;
  const shown = stream?.getTracks() ?? [];
  if (!stream || !shown.some((track) => wanted.includes(track))) {
    video.srcObject = new MediaStream(wanted);
    return;
  }
  for (const track of shown.filter((one) => !wanted.includes(one))) stream.removeTrack(track);
  for (const track of wanted.filter((one) => !shown.includes(one))) stream.addTrack(track);
}

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
