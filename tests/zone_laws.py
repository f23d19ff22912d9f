"""A law that changes the clocks of a zone: its rules become those of another, as a new tzdata would say."""

import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path

from visavis.lib.zone_database import zone_database_version
from visavis.web import zones


@contextmanager
def changed_law(folder: Path, zone: str, *, like: str) -> Iterator[None]:
    """Within, `zone` has the rules of the zone `like`, for everything in this process."""
    file = folder / zone
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(resources.files("tzdata.zoneinfo").joinpath(*like.split("/")).read_bytes())
    try:
        _read_again([str(folder)])
        yield
    finally:
        _read_again([])


def _read_again(folders: list[str]) -> None:
    """What a restart does: forget all rules, and read them from these folders first."""
    zoneinfo.reset_tzpath(to=folders)
    zoneinfo.ZoneInfo.clear_cache()
    zones._rules.cache_clear()
    zones._inhabited_rules.cache_clear()
    zones._offsets.cache_clear()
    zone_database_version.cache_clear()
