"""Fake cameras of different colours, and what pages decode of them."""

from pathlib import Path
from typing import NamedTuple

WIDTH, HEIGHT, FRAMES, PER_SECOND = 320, 240, 20, 10
BAR = 32


class Colour(NamedTuple):
    """A colour as cameras send it: brightness, blueness, redness."""

    y: int
    u: int
    v: int


RED = Colour(81, 90, 240)
BLUE = Colour(41, 240, 110)


def make_film(path: Path, colour: Colour) -> Path:
    """Write a film in which a grey bar moves over `colour`; Chromium loops it as a camera."""
    chroma = bytes([colour.u]) * (WIDTH * HEIGHT // 4) + bytes([colour.v]) * (WIDTH * HEIGHT // 4)
    with path.open("wb") as out:
        out.write(b"YUV4MPEG2 W%d H%d F%d:1 Ip A1:1 C420\n" % (WIDTH, HEIGHT, PER_SECOND))
        for number in range(FRAMES):
            at = number * (WIDTH - BAR) // FRAMES
            row = bytes([colour.y]) * at + bytes([colour.y + 60]) * BAR
            row += bytes([colour.y]) * (WIDTH - len(row))
            out.write(b"FRAME\n" + row * HEIGHT + chroma)
    return path


# The mean colour of what the other person's picture shows now, [red, green, blue]; null while there is none.
REMOTE_COLOUR = """() => {
  const video = document.querySelector("video.remote");
  if (!video || !video.videoWidth) return null;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [16, 12];
  const pencil = canvas.getContext("2d");
  pencil.drawImage(video, 0, 0, 16, 12);
  const pixels = pencil.getImageData(0, 0, 16, 12).data;
  const sum = [0, 0, 0];
  for (let at = 0; at < pixels.length; at += 4) for (const part of [0, 1, 2]) sum[part] += pixels[at + part];
  return sum.map((value) => Math.round((value * 4) / pixels.length));
}"""
# The page's statistics, once both pictures and sound have come in since the given ones.
MEDIA_GREW = """async (since) => {
  const now = await window.__visavisRoom.stats();
  const grows = ["framesDecoded", "totalAudioEnergy"].every((name) => now[name] > since[name]);
  return grows && now;
}"""
