"""The pages a client books by, from the practice's first page to the personal link."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import personas
from tests.personas import MARIA, MONDAY
from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment
from visavis.booking.tests.browsing import FORM, TEN, a_service, hold, with_link
from visavis.people.models import SpecialistPhoto
from visavis.schedule.models import Service, TimeOff

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def monday() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def service() -> Service:
    return a_service(price_label="1200 UAH")


def page(browser: Client, service: Service, query: str = "") -> str:
    response = browser.get(f"/services/{service.public_id}/{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_a_stranger_books_and_comes_back_by_their_link(client: Client, service: Service) -> None:
    personas.service(personas.specialist())
    assert "Olena Koval" in client.get("/").content.decode()
    assert f'value="{TEN.isoformat()}"' in page(client, service)
    form = hold(client, service)
    assert client.get(form).status_code == 200
    response = client.post(form, FORM)
    assert response.status_code == 302, response.content.decode()
    appointment = Appointment.objects.get()
    assert response["Location"] == f"/a/{appointment.public_id}/"
    assert appointment.lifecycle is State.SCHEDULED
    assert (appointment.client_phone, appointment.client_zone) == ("+380501234567", "Europe/Berlin")
    assert (appointment.client_language, appointment.client_message) == ("uk", "I have a stammer.")

    elsewhere = with_link(appointment)
    assert elsewhere.get(f"/a/{appointment.public_id}/details/").status_code == 200


def test_the_month_costs_three_queries_however_much_is_booked(
    client: Client, service: Service, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for hours in range(3):
        personas.booked_by_staff(service, TEN + hours * HOUR)
    page(client, service)
    with django_assert_num_queries(3):
        page(client, service)
    TimeOff.objects.create(
        specialist=service.specialist, starts_at=MONDAY, ends_at=MONDAY + timedelta(days=40)
    )
    with django_assert_num_queries(3):
        page(client, service, "?month=2026-12")


def test_times_are_on_the_visitors_clock_and_say_so(client: Client, service: Service) -> None:
    html = page(client, service, "?zone=Europe/Berlin")
    assert "Berlin, UTC+1" in html
    assert "Olena Koval is in Kyiv, one hour ahead" in html
    assert ">09:00</button>" in html
    assert "zone=Europe/Berlin" in html.split("next-month")[1]


def test_without_a_zone_times_are_on_the_specialists_clock(client: Client, service: Service) -> None:
    html = page(client, service)
    assert "Kyiv, UTC+2" in html
    assert "ahead" not in html
    assert ">10:00</button>" in html


@pytest.mark.parametrize(
    "query",
    [
        "?month=2026-13",
        "?month=garbage&day=2026-02-31",
        "?day=9999-12-31&month=9999-12",
        "?month=0001-01",
        "?zone=Nowhere/City",
        "?zone=../../etc/passwd&day=%00",
        "?month=2027-01-01-01",
    ],
)
def test_an_address_that_makes_no_sense_still_leads_to_free_times(
    client: Client, service: Service, query: str
) -> None:
    assert 'name="start"' in page(client, service, query)


def test_no_month_lies_before_now_or_beyond_the_horizon(client: Client, service: Service) -> None:
    assert "Previous month" not in page(client, service, "?month=2026-11")
    last = page(client, service, "?month=2027-12")
    assert "February 2027" in last
    assert "Next month" not in last


def test_a_day_with_nothing_free_says_why_and_leads_to_the_next(client: Client, service: Service) -> None:
    weekend = page(client, service, "?month=2026-12&day=2026-12-12")
    assert "Olena Koval has no working hours then." in weekend
    assert "Next free day: Monday 14 December" in weekend
    TimeOff.objects.create(
        specialist=service.specialist, starts_at=TEN + timedelta(days=1), ends_at=TEN + timedelta(days=40)
    )
    away = page(client, service, "?month=2026-12&day=2026-12-14")
    assert "Olena Koval is away then." in away
    assert "month=2027-01&amp;day=2027-01-16" not in away
    assert "Next free day: Monday 18 January" in away


def test_a_month_that_is_taken_whole_says_so(client: Client, service: Service) -> None:
    service.horizon_days = 1
    service.save()
    for hours in range(2, 9):
        personas.booked_by_staff(service, MONDAY + hours * HOUR)
        personas.booked_by_staff(service, MONDAY + timedelta(days=1) + (hours - 1) * HOUR)
    html = page(client, service)
    assert "Everything is taken then." in html
    assert "Call us at +380441234567" in html


def test_both_passes_of_a_repeated_hour_are_offered_with_their_offsets(client: Client) -> None:
    night = datetime(2026, 10, 24, 12, tzinfo=UTC)
    service = a_service(notice_min=0)
    service.specialist.weekly_hours.update(opens_min=0, closes_min=24 * 60)
    service.specialist.weekly_hours.filter(weekday=0).update(weekday=6)
    with time_machine.travel(night, tick=False):
        html = page(client, service, "?day=2026-10-25")
    assert ">03:00 (UTC+3)</button>" in html
    assert ">03:00 (UTC+2)</button>" in html


def test_a_taken_time_is_answered_with_the_nearest_free_ones(client: Client, service: Service) -> None:
    personas.booked(service, TEN, details=MARIA)
    response = client.post(f"/services/{service.public_id}/hold/", {"start": TEN.isoformat()})
    html = response.content.decode()
    assert response.status_code == 409
    assert "Someone else has just taken this time." in html
    assert "These are the 6 nearest free times:" in html
    assert f'value="{(TEN + HOUR).isoformat()}"' in html


def test_pressing_the_same_time_again_finds_it_still_kept(client: Client, service: Service) -> None:
    assert hold(client, service) == hold(client, service)
    assert Appointment.objects.count() == 1


def test_one_who_keeps_too_many_times_is_led_back_to_them(client: Client, service: Service) -> None:
    forms = [hold(client, service, (TEN + hours * HOUR).isoformat()) for hours in range(3)]
    start = (TEN + 3 * HOUR).isoformat()
    response = client.post(f"/services/{service.public_id}/hold/", {"start": start})
    assert response.status_code == 429
    assert all(form in response.content.decode() for form in forms)


def test_choosing_another_time_gives_the_first_back(client: Client, service: Service) -> None:
    form = hold(client, service)
    response = client.post(form.replace("book", "release"))
    assert response["Location"].endswith("?month=2026-12&day=2026-12-07&zone=Europe%2FBerlin")
    assert not Appointment.objects.exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": " "}, "Write your name"),
        ({"email": ""}, "Write your e-mail address"),
        ({"email": "ivan@"}, "Write it like name@example.org"),
        ({"phone": "12"}, "Write it like +380 50 123 4567"),
        ({"phone": ""}, "Write the number that text messages should go to"),
        ({"consent": ""}, "Tick this"),
        ({"zone": "Mars/Olympus"}, "is not a time zone we know"),
        ({"language": "xx"}, "Choose one from the list"),
        ({"message": "x" * 2001}, "at most 2000 letters"),
    ],
)
def test_a_mistake_is_named_and_nothing_typed_is_lost(
    client: Client, service: Service, change: dict[str, str], said: str
) -> None:
    response = client.post(hold(client, service), FORM | change)
    html = response.content.decode()
    assert response.status_code == 422
    assert said in html
    kept = [value for name, value in (FORM | change).items() if name in ("name", "email", "phone", "message")]
    assert all(value.strip() in html for value in kept)
    assert Appointment.objects.get().lifecycle is State.HELD


def test_a_request_waits_for_an_answer(client: Client, service: Service) -> None:
    service.needs_approval = True
    service.save()
    form = hold(client, service)
    assert "Ask for this time" in client.get(form).content.decode()
    client.post(form, FORM)
    assert Appointment.objects.get().lifecycle is State.REQUESTED


def test_a_hold_that_ran_out_offers_the_same_time_and_keeps_what_was_typed(
    client: Client, service: Service, monday: time_machine.Traveller
) -> None:
    form = hold(client, service, (TEN + HOUR).isoformat())
    monday.shift(timedelta(minutes=11))
    response = client.post(form, FORM)
    html = response.content.decode()
    assert response.status_code == 410
    assert "What you typed is not lost." in html
    assert "It is still free" in html
    assert 'name="message" value="I have a stammer."' in html
    again = client.post(f"/services/{service.public_id}/hold/", {**FORM, "start": (TEN + HOUR).isoformat()})
    html = again.content.decode()
    assert again.status_code == 200
    assert "I have a stammer.</textarea>" in html
    assert 'value="050 123 45 67"' in html
    fresh = Appointment.objects.get(state=State.HELD.value)
    assert f'action="/a/{fresh.public_id}/book/"' in html
    assert client.post(f"/a/{fresh.public_id}/book/", FORM).status_code == 302


def test_a_hold_that_somebody_else_took_over_offers_other_times(
    client: Client, service: Service, monday: time_machine.Traveller
) -> None:
    form = hold(client, service, (TEN + HOUR).isoformat())
    monday.shift(timedelta(minutes=11))
    personas.booked(service, TEN + HOUR, details=MARIA, now=MONDAY + timedelta(minutes=11))
    html = client.get(form).content.decode()
    assert "It is still free" not in html
    assert "Other free times near it" in html


def test_a_form_sent_twice_books_once(client: Client, service: Service) -> None:
    form = hold(client, service)
    assert client.post(form, FORM)["Location"] == client.post(form, FORM)["Location"]
    assert Appointment.objects.count() == 1


def test_nobody_fills_in_the_form_of_somebody_elses_hold(client: Client, service: Service) -> None:
    form = hold(client, service)
    stranger = Client()
    for response in (stranger.get(form), stranger.post(form, FORM)):
        assert response.status_code == 403
        assert "Send me my link again" in response.content.decode()
    assert Appointment.objects.get().lifecycle is State.HELD


def test_photos_may_be_kept_for_ever_because_another_has_another_address(
    client: Client, service: Service
) -> None:
    SpecialistPhoto.objects.create(specialist=service.specialist, webp=b"RIFF", digest="abc123")
    address = f"/photos/{service.specialist.public_id}-abc123.webp"
    assert address in page(client, service)
    response = client.get(address)
    assert (response.content, response["Cache-Control"]) == (b"RIFF", "public, max-age=31536000, immutable")
    assert client.get(address.replace("abc123", "abc124")).status_code == 404


def test_crawlers_are_kept_from_what_is_personal(client: Client) -> None:
    robots = client.get("/robots.txt").content.decode()
    assert all(f"Disallow: {path}\n" in robots for path in ("/a/", "/v/", "/desk/"))
