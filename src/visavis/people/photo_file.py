"""Turn an uploaded picture into a photo: small, square, without metadata."""

import hashlib
import subprocess
import sys
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from visavis.people.photo_decoder import Problem

MOST_UPLOADED = 10_000_000
WITHIN_S = 30
"""Seconds for decoding, and for waiting until another picture is done."""


def make_photo(upload: IO[bytes], *, size: int) -> tuple[bytes, str]:
    """A square WebP of at most 15 kB without the camera's notes, and its digest.

    `size` is what the upload says it has, in bytes. Raises `ValidationError` for what is no picture,
    or too large.
    """
    if size > MOST_UPLOADED:
        raise ValidationError(_("The file is larger than 10 MB. Choose a smaller picture."), code="size")
    command, content = [sys.executable, "-m", "visavis.people.photo_decoder"], upload.read()
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=WITHIN_S, check=False)
    except subprocess.TimeoutExpired:
        raise _refusal(Problem.TOO_MANY_PIXELS) from None
    if done.returncode:
        known = done.returncode in set(Problem)
        raise _refusal(Problem(done.returncode) if known else Problem.NO_PICTURE)
    return done.stdout, hashlib.sha256(done.stdout).hexdigest()[:16]


def _refusal(problem: Problem) -> ValidationError:
    match problem:
        case Problem.TOO_MANY_PIXELS:
            words = _("The picture has too many pixels. Choose a smaller one.")
        case Problem.CANNOT_BE_SMALL:
            words = _("This picture cannot be made small enough. Choose another one.")
        case Problem.NO_PICTURE:
            words = _("This is no picture that we can read. Choose a JPEG, PNG or WebP file.")
    return ValidationError(words, code=problem.name.lower())
