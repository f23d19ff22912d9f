import zoneinfo


def test_every_machine_reads_the_zones_of_the_locked_package_and_not_its_own() -> None:
    assert zoneinfo.TZPATH == ()
    assert zoneinfo.ZoneInfo.no_cache("Europe/Kyiv").key == "Europe/Kyiv"
