"""Turn an uploaded picture into a photo: small, square, without metadata."""

import hashlib
from io import BytesIO
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

SIDE = 320
MAX_BYTES = 15_000
MOST_UPLOADED = 10_000_000
MOST_PIXELS = 50_000_000
"""A picture may be small as a file and yet fill the memory once it is unpacked."""
FORMATS = ("JPEG", "PNG", "WEBP")
QUALITIES = (82, 72, 60, 45, 30)
SIDES = (SIDE, 240, 160)


def make_photo(upload: IO[bytes], *, size: int) -> tuple[bytes, str]:
    """A square WebP of at most 15 kB without the camera's notes, and its digest.

    `size` is what the upload says it has, in bytes. Raises `ValidationError` for what is no picture,
    or too large.
    """
    if size > MOST_UPLOADED:
        raise ValidationError(_("The file is larger than 10 MB. Choose a smaller picture."), code="size")
    try:
        picture = Image.open(upload, formats=FORMATS)
        if picture.width * picture.height > MOST_PIXELS:
            raise ValidationError(_("The picture has too many pixels. Choose a smaller one."), code="pixels")
        # Halves and quarters while unpacking, where the format can.
        picture.draft("RGB", (2 * SIDE, 2 * SIDE))
        square = ImageOps.fit(ImageOps.exif_transpose(picture).convert("RGB"), (SIDE, SIDE))
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise ValidationError(
            _("This is no picture that we can read. Choose a JPEG, PNG or WebP file."), code="picture"
        ) from error
    webp = _small_enough(square)
    return webp, hashlib.sha256(webp).hexdigest()[:16]


def _small_enough(square: Image.Image) -> bytes:
    """The best quality that fits; a picture of nothing but noise gets smaller instead of ugly."""
    for side in SIDES:
        smaller = square if side == SIDE else square.resize((side, side))
        for quality in QUALITIES:
            packed = BytesIO()
            smaller.save(packed, "WEBP", quality=quality, method=6)
            if packed.tell() <= MAX_BYTES:
                return packed.getvalue()
    raise ValidationError(_("This picture cannot be made small enough. Choose another one."), code="noise")
