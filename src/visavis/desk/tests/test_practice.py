"""The practice, its specialists and its team, as the administrator runs them."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tests.personas import PASSWORD
from tests.team import Team
from visavis.desk.tests.desk_pages import SignedIn, page_text
from visavis.live.models import Disconnection
from visavis.people.models import Role, Specialist, User
from visavis.practice.models import Practice

pytestmark = pytest.mark.django_db

ADMINS_OWN = [
    "practice/",
    "specialists/",
    "specialists/new/",
    "team/",
    "team/new/",
]


def settings_of_practice(**changes: Any) -> dict[str, Any]:
    return {
        "name": "Lakeside Practice",
        "tagline": "",
        "phone": "+380 44 123 45 67",
        "emergency_line": "",
        "reply_to": "desk@example.org",
        "country": "UA",
        "language": "uk",
        "accent": "#17695A",
        "room_opens_min": "10",
        "hold_min": "15",
        "alert_after_min": "3",
        "alert_others_after_min": 5,
        "sms_per_day": 200,
        "request_expires_h": "24",
        "keep_holds_days": 7,
        "keep_requests_days": 365,
        "keep_addresses_days": 90,
        "keep_technical_days": 365,
        "keep_audit_years": 10,
        "reminders": "15, 60,1440, 60",
        **changes,
    }


def about_a_specialist(**changes: Any) -> dict[str, Any]:
    return {
        "name": "Lina Moro",
        "specialty": "Coach",
        "languages": ["uk", "it"],
        "zone": "Asia/Kolkata",
        "country": "IN",
        "session_min": "50",
        "email": "",
        "phone": "",
        "user": "",
        "active": "on",
        **changes,
    }


def picture(**options: Any) -> SimpleUploadedFile:
    packed = BytesIO()
    Image.effect_noise((900, 600), 90).convert("RGB").save(packed, "JPEG", **options)
    return SimpleUploadedFile("me.jpg", packed.getvalue(), "image/jpeg")


@pytest.mark.parametrize("address", ADMINS_OWN)
@pytest.mark.parametrize(
    ("who", "status"), [("admin", 200), ("reception", 403), ("olena", 403), ("nobody", 302)]
)
def test_only_an_administrator_runs_the_practice(
    signed_in: SignedIn, team: Team, address: str, who: str, status: int
) -> None:
    assert signed_in(who).get(f"/desk/{address}").status_code == status


def test_the_practices_settings_are_saved(signed_in: SignedIn, team: Team) -> None:
    assert signed_in("admin").post("/desk/practice/", settings_of_practice()).status_code == 302
    practice = Practice.current()
    assert (practice.name, practice.hold_min, practice.reminders_min) == (
        "Lakeside Practice",
        15,
        [1440, 60, 15],
    )


def test_having_contacts_confirmed_is_off_until_the_practice_wants_it(
    signed_in: SignedIn, team: Team
) -> None:
    assert not Practice.current().confirm_contact
    sent = settings_of_practice(confirm_contact="on")
    assert signed_in("admin").post("/desk/practice/", sent).status_code == 302
    assert Practice.current().confirm_contact


def test_a_pale_colour_is_taken_and_drawn_darker(signed_in: SignedIn, team: Team) -> None:
    sent = settings_of_practice(accent="#ffd700")
    page = signed_in("admin").post("/desk/practice/", sent, follow=True).content
    assert "your colour is drawn darker" in page_text(page)
    assert Practice.current().accent == "#ffd700"


def test_the_phone_is_read_as_one_of_the_country_that_is_chosen_with_it(
    signed_in: SignedIn, team: Team
) -> None:
    sent = settings_of_practice(phone="030 123456", country="DE")
    assert signed_in("admin").post("/desk/practice/", sent).status_code == 302
    assert Practice.current().phone == "+49 30 123456"
    assert 'href="tel:+4930123456"' in Client().get("/").content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"accent": "green"}, "Write the colour like #17695a."),
        ({"reminders": "a day"}, "Write whole minutes separated by commas"),
        ({"reminders": "1,2,3,4,5,6"}, "at most five reminders"),
        ({"hold_min": "0"}, "Give a number of at least 2."),
        ({"reply_to": "desk"}, "This is not a whole e-mail address."),
        ({"phone": "call us"}, "“call us” is not a phone number we can use. Write it like"),
        ({"country": "XX"}, "Choose one from the list"),
    ],
)
def test_settings_that_cannot_be_are_refused_and_kept(
    signed_in: SignedIn, team: Team, changes: dict[str, str], sentence: str
) -> None:
    answer = signed_in("admin").post("/desk/practice/", settings_of_practice(**changes))
    assert answer.status_code == 422
    assert sentence in page_text(answer.content)
    assert "Lakeside Practice" in answer.content.decode()
    assert Practice.current().name == "Riverside Practice"


def test_a_specialist_is_added_with_a_photo_and_it_is_taken_away_again(
    signed_in: SignedIn, team: Team
) -> None:
    desk = signed_in("admin")
    assert desk.post("/desk/specialists/new/", about_a_specialist(upload=picture())).status_code == 302
    lina = Specialist.objects.get(name="Lina Moro")
    assert (lina.zone, lina.languages, lina.position) == ("Asia/Kolkata", ["uk", "it"], 1)
    photo = desk.get(f"/photos/{lina.public_id}-{lina.photo.digest}.webp")
    assert photo["Content-Type"] == "image/webp"
    address = f"/desk/specialists/{lina.public_id}/"
    assert desk.post(address, about_a_specialist(name="Lina M.")).status_code == 302
    assert Specialist.objects.filter(photo__isnull=False).exists()
    assert desk.post(address, about_a_specialist(without_photo="on")).status_code == 302
    assert not Specialist.objects.filter(photo__isnull=False).exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"zone": "Mars"}, "is not a time zone we know"),
        ({"phone": "12"}, "is not a phone number we can use"),
        ({"upload": SimpleUploadedFile("me.jpg", b"<svg/>")}, "This is no picture that we can read."),
        ({"name": ""}, "Fill this in."),
    ],
)
def test_a_specialist_who_cannot_be_is_refused(
    signed_in: SignedIn, team: Team, changes: dict[str, Any], sentence: str
) -> None:
    answer = signed_in("admin").post("/desk/specialists/new/", about_a_specialist(**changes))
    assert answer.status_code == 422
    assert sentence in page_text(answer.content)
    assert Specialist.objects.count() == 2


def test_two_specialists_do_not_share_an_account(signed_in: SignedIn, team: Team) -> None:
    account = team.user("olena").pk
    answer = signed_in("admin").post("/desk/specialists/new/", about_a_specialist(user=account))
    assert answer.status_code == 422


def test_somebody_invited_sets_a_password_by_the_link_and_signs_in(signed_in: SignedIn, team: Team) -> None:
    sent = {"name": "New One", "email": "New@Example.org", "role": "reception", "language": "en"}
    page = signed_in("admin").post("/desk/team/new/", sent).content.decode()
    link = page.split('readonly value="')[1].split('"')[0].removeprefix("http://localhost:8000")
    assert "We could not mail it to new@example.org." in page
    browser = Client()
    form = browser.get(link, follow=True)
    address = form.redirect_chain[-1][0]
    secret = {"password1": "quite-another-secret", "password2": "quite-another-secret"}
    assert browser.post(address, secret).status_code == 302
    signing_in = {"login": "new@example.org", "password": "quite-another-secret"}
    assert browser.post("/account/login/", signing_in)["Location"] == "/desk/"
    assert User.objects.get(email="new@example.org").role == Role.RECEPTION
    assert "This link was used already" in Client().get(link, follow=True).content.decode()


def test_nobody_becomes_an_administrator_by_an_oversight(signed_in: SignedIn, team: Team) -> None:
    admin = signed_in("admin")
    assert '<option value="" selected>Choose a role</option>' in admin.get("/desk/team/new/").content.decode()
    sent = {"name": "New", "email": "new@example.org", "role": "", "language": "en"}
    answer = admin.post("/desk/team/new/", sent)
    assert answer.status_code == 422
    assert "Choose one." in page_text(answer.content)
    assert not User.objects.filter(email="new@example.org").exists()


def test_one_address_has_one_account(signed_in: SignedIn, team: Team) -> None:
    sent = {"name": "Twin", "email": team.reception.email.upper(), "role": "admin", "language": "en"}
    answer = signed_in("admin").post("/desk/team/new/", sent)
    assert answer.status_code == 422
    assert "Somebody signs in with this address already." in page_text(answer.content)


def test_an_account_that_is_switched_off_is_out_at_once(signed_in: SignedIn, team: Team) -> None:
    reception, address = signed_in("reception"), f"/desk/team/{team.reception.public_id}/"
    assert reception.get("/desk/").status_code == 200
    sent = {"name": "Rita", "role": "reception", "language": "en"}
    assert signed_in("admin").post(address, sent).status_code == 302
    # The live server closes the sockets that these name.
    assert Disconnection.objects.filter(bearer=f"user:{team.reception.public_id}").exists()
    assert reception.get("/desk/").status_code == 302
    signing_in = {"login": team.reception.email, "password": PASSWORD}
    assert Client().post("/account/login/", signing_in)["Location"] == "/account/inactive/"


@pytest.mark.parametrize("sent", [{"role": "reception", "is_active": "on"}, {"role": "admin"}])
def test_the_last_administrator_stays_one(signed_in: SignedIn, team: Team, sent: dict[str, str]) -> None:
    address = f"/desk/team/{team.admin.public_id}/"
    answer = signed_in("admin").post(address, {"name": "Anna", "language": "en", **sent})
    assert answer.status_code == 422
    assert "Nobody would be left to run the practice." in page_text(answer.content)
    team.admin.refresh_from_db()
    assert (team.admin.role, team.admin.is_active) == (Role.ADMIN, True)
