"""Decode a picture in a process that ends with it: `python -m visavis.people.photo_decoder`.

The picture comes by standard input, the photo leaves by standard output, and the exit code says what was
wrong. A process that serves pages would keep the hundreds of megabytes that a large picture takes. One runs
at a time on a machine; it needs neither Django nor a database.
"""

import fcntl
import os
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

SIDE = 320
MAX_BYTES = 15_000
MAX_PIXELS = 50_000_000
"""A picture may be small as a file and yet fill the memory once it is decoded."""
MAX_DECODED_PIXELS = 26_000_000
"""Of what is decoded: a JPEG can be read at an eighth of its size, the other formats cannot."""
FORMATS = ("JPEG", "PNG", "WEBP")
QUALITIES = (82, 72, 60, 45, 30)
SIDES = (SIDE, 240, 160)


class Problem(IntEnum):
    """Why there is no photo; the exit code of the process."""

    NO_PICTURE = 3
    TOO_MANY_PIXELS = 4
    CANNOT_BE_SMALL = 5


class NoPhoto(Exception):
    """The picture cannot become a photo."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.name)


def decode(upload: bytes) -> bytes:
    """A square WebP of `MAX_BYTES` at most, without the camera's notes. Raises `NoPhoto`."""
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        picture = Image.open(BytesIO(upload), formats=FORMATS)
        if picture.width * picture.height > MAX_PIXELS:
            raise NoPhoto(Problem.TOO_MANY_PIXELS)
        # Halves, quarters and eighths while decoding, where the format can.
        picture.draft("RGB", (2 * SIDE, 2 * SIDE))
        if picture.width * picture.height > MAX_DECODED_PIXELS:
            raise NoPhoto(Problem.TOO_MANY_PIXELS)
        square = ImageOps.fit(ImageOps.exif_transpose(picture).convert("RGB"), (SIDE, SIDE))
    except (
        UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning,
        OSError, SyntaxError, ValueError,
    ) as error:  # fmt: skip
        raise NoPhoto(Problem.NO_PICTURE) from error
    return _small_enough(square)


def _small_enough(square: Image.Image) -> bytes:
    """The best quality that fits; a picture of nothing but noise gets smaller instead of ugly."""
    for side in SIDES:
        smaller = square if side == SIDE else square.resize((side, side))
        for quality in QUALITIES:
            packed = BytesIO()
            smaller.save(packed, "WEBP", quality=quality, method=6)
            if packed.tell() <= MAX_BYTES:
                return packed.getvalue()
    raise NoPhoto(Problem.CANNOT_BE_SMALL)


@contextmanager
def _alone() -> Iterator[None]:
    """Wait until no other picture is decoded on this machine by this account."""
    path = Path(tempfile.gettempdir()) / f"visavis-photo-{os.getuid()}.lock"
    lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def main() -> int:
    """Decode standard input to standard output; return a `Problem`, or 0."""
    upload = sys.stdin.buffer.read()
    try:
        with _alone():
            photo = decode(upload)
    except NoPhoto as error:
        return error.problem
    sys.stdout.buffer.write(photo)
    return 0


if __name__ == "__main__":
    sys.exit(main())
