"""Working hours at the desk."""

import re
from datetime import timedelta
from typing import Any

import pytest

from tests import personas
from tests.personas import MONDAY
from tests.team import Team
from visavis.desk.tests.desk_pages import SignedIn, page_text
from visavis.schedule.models import HoursOverride, TimeOff, WeeklyHours

pytestmark = pytest.mark.django_db
NOON = MONDAY + timedelta(hours=4)


def lines(*rows: tuple[int, str, str, bool], **more: str) -> dict[str, Any]:
    sent: dict[str, Any] = {"w-TOTAL_FORMS": str(len(rows)), "w-INITIAL_FORMS": "0", **more}
    for number, (weekday, opens, closes, active) in enumerate(rows):
        sent |= {f"w-{number}-weekday": weekday, f"w-{number}-opens": opens, f"w-{number}-closes": closes}
        sent |= {f"w-{number}-active": "on"} if active else {}
    return sent


def stored(team: Team) -> list[tuple[int, int, int, bool]]:
    rows = WeeklyHours.objects.filter(specialist=team.olena)
    return list(rows.values_list("weekday", "opens_min", "closes_min", "active"))


def test_the_page_shows_the_week_and_the_coming_days(signed_in: SignedIn, team: Team) -> None:
    page = signed_in("olena").get("/desk/hours/").content
    assert page.decode().count('value="09:00"') == 5
    assert "Mon 7 Dec 09:00–17:00" in page_text(page)
    assert "Sat 12 Dec closed" in page_text(page)
    assert "Kyiv, UTC+2" in page_text(page)


def test_a_week_with_two_windows_and_one_past_midnight_is_saved(signed_in: SignedIn, team: Team) -> None:
    rows = ((0, "09:00", "13:00", True), (0, "14:00", "18:00", False), (4, "22:00", "02:00", True))
    answer = signed_in("olena").post("/desk/hours/week/", lines(*rows))
    assert answer.status_code == 302
    assert stored(team) == [(0, 540, 780, True), (0, 840, 1080, False), (4, 1320, 1560, True)]


def test_midnight_to_midnight_is_the_whole_day(signed_in: SignedIn, team: Team) -> None:
    assert signed_in("olena").post("/desk/hours/week/", lines((6, "00:00", "00:00", True))).status_code == 302
    assert stored(team) == [(6, 0, 1440, True)]


def test_a_line_is_added_and_removed_and_nothing_is_stored_before_saving(
    signed_in: SignedIn, team: Team
) -> None:
    desk, before = signed_in("olena"), stored(team)
    rows = ((0, "10:30", "11:30", True), (1, "12:15", "13:15", True))
    added = desk.post("/desk/hours/week/", lines(*rows, add="6")).content.decode()
    assert "Not saved yet." in added
    assert 'name="w-TOTAL_FORMS" value="3"' in added
    assert re.findall(r'name="([^"]*)"[^>]* autofocus', added) == ["w-2-opens"]
    removed = desk.post("/desk/hours/week/", lines(*rows, remove="0")).content.decode()
    assert 'value="10:30"' not in removed
    assert 'value="12:15"' in removed
    assert stored(team) == before


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ((0, "soon", "13:00", True), "Give a time from 00:00 to 23:59"),
        ((0, "13:00", "13:00", True), "Give an end that differs from the beginning."),
        ((0, "", "13:00", True), "Give a time, or remove this line."),
    ],
)
def test_wrong_hours_are_refused_and_kept(
    signed_in: SignedIn, team: Team, row: tuple[int, str, str, bool], sentence: str
) -> None:
    before = stored(team)
    answer = signed_in("olena").post("/desk/hours/week/", lines(row))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert f'value="{row[1]}"' in page
    assert stored(team) == before


def test_each_problem_of_the_week_names_its_day_and_hours_and_leads_to_its_field(
    signed_in: SignedIn, team: Team
) -> None:
    rows = ((2, "09:00", "13:00", True), (2, "", "18:00", True), (4, "", "", True))
    page = signed_in("olena").post("/desk/hours/week/", lines(*rows)).content.decode()
    found = re.findall(r'<li><a href="#([^"]+)"><b>([^<]+)</b> <span>([^<]+)</span></a></li>', page)
    no_time = "Give a time, or remove this line."
    assert found == [
        ("id_w-1-opens", "Wednesday …–18:00, From", no_time),
        ("id_w-2-opens", "Friday, From", no_time),
        ("id_w-2-closes", "Friday, To", no_time),
    ]
    assert {f'id="{field}"' in page for field, _, _ in found} == {True}


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (
            ((0, "12:00", "18:00", True), (0, "09:00", "13:00", True)),
            "Monday 12:00–18:00, From 12:00–18:00 overlaps 09:00–13:00.",
        ),
        (
            ((5, "09:00", "18:00", True), (5, "10:00", "11:00", True), (5, "17:00", "19:00", True)),
            "Saturday 17:00–19:00, From 17:00–19:00 overlaps 09:00–18:00.",
        ),
        (
            ((1, "20:00", "02:00", True), (1, "22:00", "23:00", True)),
            "Tuesday 22:00–23:00, From 22:00–23:00 overlaps 20:00–02:00.",
        ),
    ],
)
def test_hours_of_one_day_that_overlap_are_refused_and_both_named(
    signed_in: SignedIn, team: Team, rows: tuple[tuple[int, str, str, bool], ...], sentence: str
) -> None:
    before = stored(team)
    answer = signed_in("olena").post("/desk/hours/week/", lines(*rows))
    assert answer.status_code == 422
    assert sentence in page_text(answer.content)
    assert stored(team) == before


def test_hours_that_touch_or_are_switched_off_overlap_nothing(signed_in: SignedIn, team: Team) -> None:
    rows = ((0, "09:00", "13:00", True), (0, "13:00", "18:00", True), (0, "10:00", "12:00", False))
    assert signed_in("olena").post("/desk/hours/week/", lines(*rows)).status_code == 302


def test_lines_without_a_day_break_nothing(signed_in: SignedIn, team: Team) -> None:
    sent = {"w-TOTAL_FORMS": "2", "w-INITIAL_FORMS": "0", "w-0-active": "on", "w-1-opens": "10:00"}
    assert signed_in("olena").post("/desk/hours/week/", sent).status_code == 422


def test_a_count_of_lines_that_is_made_up_breaks_nothing(signed_in: SignedIn, team: Team) -> None:
    desk = signed_in("olena")
    for total in ("999999999", "-1", "x", "", "1"):
        sent = {"w-TOTAL_FORMS": total, "w-INITIAL_FORMS": "0"}
        assert desk.post("/desk/hours/week/", {**sent, "add": "0"}).status_code == 200
        assert desk.post("/desk/hours/week/", sent).status_code in {302, 422}


def test_a_date_is_closed_and_usual_again(signed_in: SignedIn, team: Team) -> None:
    desk = signed_in("olena")
    assert desk.post("/desk/hours/date/", {"date-date": "2026-12-08", "date-closed": "on"}).status_code == 302
    assert "Tue 8 Dec closed" in page_text(desk.get("/desk/hours/").content)
    assert desk.post("/desk/hours/date/reset/", {"day": "2026-12-08"}).status_code == 302
    assert not HoursOverride.objects.exists()


def test_a_date_gets_hours_of_its_own(signed_in: SignedIn, team: Team) -> None:
    sent = {"date-date": "2026-12-12", "date-opens": "10:00", "date-closes": "12:00"}
    desk = signed_in("olena")
    assert desk.post("/desk/hours/date/", sent).status_code == 302
    assert "Sat 12 Dec 10:00–12:00 hours of its own" in page_text(desk.get("/desk/hours/").content)


def test_a_date_without_hours_is_asked_about(signed_in: SignedIn, team: Team) -> None:
    answer = signed_in("olena").post("/desk/hours/date/", {"date-date": "2026-12-12"})
    assert answer.status_code == 422
    assert "Give the hours of this date" in page_text(answer.content)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"date": "2026-12-06", "closed": "on"}, "This date has passed. Choose today or a later one."),
        ({"closed": "on", "opens": "10:00", "closes": "12:00"}, "Leave the times empty, or untick"),
        ({"closed": "on", "closes": "12:00"}, "Leave the times empty, or untick"),
    ],
)
def test_a_date_that_has_passed_or_is_closed_and_open_at_once_is_refused(
    signed_in: SignedIn, team: Team, changes: dict[str, str], sentence: str
) -> None:
    sent = {f"date-{name}": value for name, value in {"date": "2026-12-07", **changes}.items()}
    answer = signed_in("olena").post("/desk/hours/date/", sent)
    assert answer.status_code == 422
    assert sentence in page_text(answer.content)
    assert not HoursOverride.objects.exists()


def test_blocked_days_without_times_are_whole_days_of_the_specialists_zone(
    signed_in: SignedIn, team: Team
) -> None:
    sent = {"off-first": "2026-12-24", "off-last": "2026-12-26", "off-reason": "Holiday"}
    assert signed_in("olena").post("/desk/hours/off/", sent).status_code == 302
    off = TimeOff.objects.get()
    assert off.starts_at.isoformat() == "2026-12-23T22:00:00+00:00"
    assert off.ends_at.isoformat() == "2026-12-26T22:00:00+00:00"


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ({"off-first": "2026-12-24"}, "Thu 24 Dec, all day"),
        ({"off-first": "2026-12-24", "off-last": "2026-12-26"}, "Thu 24 Dec – Sat 26 Dec, all day"),
        # The clocks go forward that night.
        ({"off-first": "2027-03-28"}, "Sun 28 Mar, all day"),
        (
            {"off-first": "2026-12-24", "off-since": "12:00"},
            "Thu 24 Dec, 12:00 – Fri 25 Dec, 00:00",
        ),
    ],
)
def test_whole_days_off_are_called_so(
    signed_in: SignedIn, team: Team, sent: dict[str, str], shown: str
) -> None:
    assert f"{shown} Free again" in page_text(
        signed_in("olena").post("/desk/hours/off/", sent, follow=True).content
    )


def test_whole_days_are_those_of_the_specialists_zone(signed_in: SignedIn, team: Team) -> None:
    team.olena.zone = "America/New_York"
    team.olena.save()
    desk = signed_in("reception")
    address = f"?specialist={team.olena.public_id}"
    desk.post(f"/desk/hours/off/{address}", {"off-first": "2026-12-24"})
    assert "Thu 24 Dec, all day" in page_text(desk.get(f"/desk/hours/{address}").content)


def test_time_off_is_taken_back_as_it_was_listed(signed_in: SignedIn, team: Team) -> None:
    desk = signed_in("olena")
    desk.post("/desk/hours/off/", {"off-first": "2026-12-08", "off-since": "12:00", "off-until": "13:00"})
    page = desk.get("/desk/hours/").content.decode()
    sent = dict(re.findall(r'name="(start|end)" value="([^"]+)"', page))
    assert desk.post("/desk/hours/off/unblock/", sent).status_code == 302
    assert not TimeOff.objects.exists()


def test_time_off_that_ends_before_it_begins_is_refused(signed_in: SignedIn, team: Team) -> None:
    sent = {"off-first": "2026-12-08", "off-since": "12:00", "off-until": "11:00"}
    answer = signed_in("olena").post("/desk/hours/off/", sent)
    assert answer.status_code == 422
    assert "Give an end that lies after the beginning." in page_text(answer.content)


def test_appointments_in_blocked_time_are_listed_and_stand(signed_in: SignedIn, team: Team) -> None:
    appointment = personas.booked(team.service, NOON)
    desk = signed_in("olena")
    assert "stands outside" not in page_text(desk.get("/desk/hours/").content)
    page = desk.post("/desk/hours/off/", {"off-first": "2026-12-07"}, follow=True).content
    assert "1 appointment stands outside these hours" in page_text(page)
    assert f"/desk/appointments/{appointment.public_id}/" in page.decode()
    appointment.refresh_from_db()
    assert appointment.is_open


def test_zone_and_holidays_are_set(signed_in: SignedIn, team: Team) -> None:
    desk = signed_in("olena")
    assert desk.post("/desk/hours/place/", {"zone": "Europe/Berlin", "country": "DE"}).status_code == 302
    page = page_text(desk.get("/desk/hours/").content)
    assert "Fri 25 Dec: Christmas Day" in page
    assert desk.post("/desk/hours/place/", {"zone": "Mars", "country": "DE"}).status_code == 422


def test_reception_edits_the_hours_of_the_one_it_chose(signed_in: SignedIn, team: Team) -> None:
    address = f"?specialist={team.olena.public_id}"
    answer = signed_in("reception").post(f"/desk/hours/week/{address}", lines((0, "09:00", "10:00", True)))
    assert answer["Location"] == f"/desk/hours/{address}"
    assert stored(team) == [(0, 540, 600, True)]


@pytest.mark.parametrize("where", ["week", "place", "date", "date/reset", "off", "off/unblock"])
def test_nobody_changes_somebody_elses_hours(signed_in: SignedIn, team: Team, where: str) -> None:
    address = f"/desk/hours/{where}/?specialist={team.olena.public_id}"
    before = stored(team)
    assert signed_in("petro").post(address, lines()).status_code == 404
    assert signed_in("nobody").post(address, lines()).status_code == 302
    assert stored(team) == before


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_time_off_at_the_ends_of_the_calendar_is_refused(signed_in: SignedIn, team: Team, day: str) -> None:
    sent = {"off-first": day, "off-last": "9999-12-31"}
    answer = signed_in("olena").post("/desk/hours/off/", sent)
    assert answer.status_code == 422
    assert "Give a date, for example 2026-12-16." in answer.content.decode()


def test_a_number_of_lines_that_is_none_adds_to_an_empty_week(signed_in: SignedIn, team: Team) -> None:
    answer = signed_in("olena").post("/desk/hours/week/", {"w-TOTAL_FORMS": "9" * 5000, "add": "6"})
    assert answer.status_code == 200
    assert 'name="w-TOTAL_FORMS" value="1"' in answer.content.decode()


@pytest.mark.parametrize("where", ["week", "place", "date", "date/reset", "off", "off/unblock"])
def test_who_reloads_what_was_refused_comes_back_to_the_hours(
    signed_in: SignedIn, team: Team, where: str
) -> None:
    address = f"/desk/hours/{where}/?specialist={team.olena.public_id}"
    answer = signed_in("reception").get(address, follow=True)
    assert answer.redirect_chain == [(f"/desk/hours/?specialist={team.olena.public_id}", 302)]
    assert "Olena Koval" in page_text(answer.content)
