"""Zones under old and new names, in words, and who is ahead of whom."""

from datetime import UTC, datetime

import pytest
from django.utils import translation

from visavis.web import zones

WINTER = datetime(2026, 12, 16, 13, 30, tzinfo=UTC)
SUMMER = datetime(2026, 7, 16, 13, 30, tzinfo=UTC)


def test_an_old_name_is_the_same_zone_under_its_new_name() -> None:
    assert zones.same_zone("Europe/Kiev", "Europe/Kyiv")
    assert zones.zone_label(WINTER, "Europe/Kiev", "en") == "Kyiv, UTC+2"


def test_zones_with_equal_clocks_are_not_the_same() -> None:
    assert not zones.same_zone("Europe/Stockholm", "Europe/Berlin")


@pytest.mark.parametrize(("language", "words"), [("en", "Kyiv"), ("uk", "Київ"), ("ru", "Киев")])
def test_cities_are_called_as_in_the_readers_language(language: str, words: str) -> None:
    assert zones.city("Europe/Kyiv", language) == words


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Asia/Kolkata", "Kolkata, UTC+5:30"),
        ("Asia/Kathmandu", "Kathmandu, UTC+5:45"),
        ("America/St_Johns", "St. John’s, UTC-3:30"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires, UTC-3"),
        ("Europe/London", "London, UTC+0"),
        ("UTC", "UTC+0"),
        ("Etc/GMT+5", "UTC-5"),
    ],
)
def test_a_label_names_the_place_and_its_offset(name: str, label: str) -> None:
    assert zones.zone_label(WINTER, name, "en") == label


def test_the_offset_is_that_of_the_moment() -> None:
    assert zones.offset_label(SUMMER, "Europe/Berlin") == "UTC+2"


@pytest.mark.parametrize("name", ["", "Kyiv", "../../etc/passwd", "localtime", "europe/kyiv"])
def test_an_unknown_zone_is_refused_with_an_example(name: str) -> None:
    with pytest.raises(zones.UnknownZone, match="Europe/Kyiv"):
        zones.zone(name)


@pytest.mark.parametrize(
    ("theirs", "mine", "words"),
    [
        ("Europe/Kyiv", "Europe/Berlin", "one hour ahead"),
        ("Europe/Berlin", "Europe/Kyiv", "one hour behind"),
        ("Europe/Stockholm", "Europe/Berlin", "same time"),
        ("Asia/Kolkata", "Europe/Kyiv", "3 h 30 min ahead"),
        ("Australia/Lord_Howe", "Australia/Brisbane", "one hour ahead"),
        ("Australia/Adelaide", "Australia/Sydney", "30 min behind"),
        ("America/New_York", "Europe/Kyiv", "7 hours behind"),
    ],
)
def test_the_other_sides_clock_is_told_in_words(theirs: str, mine: str, words: str) -> None:
    with translation.override("en"):
        assert zones.ahead_in_words(zones.minutes_ahead(WINTER, theirs=theirs, mine=mine)) == words


def test_every_inhabited_zone_can_be_chosen_once_under_its_new_name() -> None:
    groups = zones.groups_with_offsets("en", zones.offsets_of_all(WINTER))
    names = [choice.name for _part, choices in groups for choice in choices]
    assert len(names) == len(set(names)) > 400
    assert {"Europe/Kyiv", "Asia/Kolkata", "America/Nuuk"} <= set(names)
    assert "Europe/Kiev" not in names


def test_choices_stand_in_the_order_of_the_readers_alphabet() -> None:
    with translation.override("uk"):
        groups = dict(zones.groups_with_offsets("uk", zones.offsets_of_all(WINTER)))
    labels = [choice.label for choice in groups["Європа"]]
    assert labels.index("Київ, UTC+2") < labels.index("Лондон, UTC+0")
    order = ["Дублін, UTC+0", "Загреб, UTC+1"]
    assert sorted(order, key=labels.index) == order


def test_the_name_of_every_choice_is_known_and_has_words_in_every_language() -> None:
    for language in ("en", "uk", "ru"):
        for _part, choices in zones.groups_with_offsets(language, zones.offsets_of_all(WINTER)):
            for choice in choices:
                assert zones.zone(choice.name)
                assert "_" not in choice.label
