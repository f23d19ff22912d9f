"""Photos: what becomes of an upload, and what is refused."""

import resource
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from visavis.people.photo_decoder import MAX_BYTES, SIDE
from visavis.people.photo_file import MOST_UPLOADED, make_photo


def upload(picture: Image.Image, kind: str = "JPEG", **options: object) -> BytesIO:
    packed = BytesIO()
    picture.save(packed, kind, **options)
    packed.seek(0)
    return packed


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_becomes_a_small_square(kind: str) -> None:
    picture = Image.linear_gradient("L").resize((1200, 700)).convert("RGB")
    webp, digest = make_photo(upload(picture, kind), size=1)
    with Image.open(BytesIO(webp)) as photo:
        assert (photo.format, photo.size) == ("WEBP", (SIDE, SIDE))
    assert len(webp) <= MAX_BYTES
    assert len(digest) == 16


def test_even_noise_fits() -> None:
    noise = Image.effect_noise((1200, 700), 120).convert("RGB")
    webp, _ = make_photo(upload(noise), size=1)
    assert len(webp) <= MAX_BYTES


def test_the_cameras_notes_are_dropped_and_its_rotation_is_obeyed() -> None:
    picture = Image.new("RGB", (400, 200), "red")
    picture.paste("blue", (0, 0, 200, 200))
    notes = Image.Exif()
    notes[0x0112], notes[0x010F] = 6, "A camera"
    webp, _ = make_photo(upload(picture, exif=notes), size=1)
    with Image.open(BytesIO(webp)) as photo:
        assert dict(photo.getexif()) == {}
        top, bottom = photo.getpixel((160, 40)), photo.getpixel((160, 280))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert top[2] > 200 > top[0]
    assert bottom[0] > 200 > bottom[2]


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"<svg/>", b"\x89PNG\r\n\x1a\n" + b"x" * 50])
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(ValidationError, match="no picture"):
        make_photo(BytesIO(content), size=len(content))


@pytest.mark.parametrize(("side", "sentence"), [(8_000, "too many pixels"), (14_000, "no picture")])
def test_a_picture_that_would_fill_the_memory_is_refused_unopened(side: int, sentence: str) -> None:
    bomb = upload(Image.new("1", (side, side)), "PNG")
    assert bomb.getbuffer().nbytes < 100_000
    with pytest.raises(ValidationError, match=sentence):
        make_photo(bomb, size=1)


def test_a_file_that_is_too_large_is_refused_unread() -> None:
    with pytest.raises(ValidationError, match="larger than 10 MB"):
        make_photo(BytesIO(), size=MOST_UPLOADED + 1)


def test_a_picture_of_many_pixels_in_sixteen_bits_takes_no_memory_of_this_process() -> None:
    large = upload(Image.new("I;16", (7000, 7000)), "PNG")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(ValidationError, match="too many pixels"):
        make_photo(large, size=1)
    wide = upload(Image.new("I;16", (5000, 5000)), "PNG")
    make_photo(wide, size=1)
    grown_mb = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert grown_mb < 100


def test_a_large_jpeg_of_a_camera_is_read_at_a_fraction_of_its_size() -> None:
    webp, _ = make_photo(upload(Image.new("RGB", (8000, 6000), "red")), size=1)
    assert len(webp) <= MAX_BYTES
