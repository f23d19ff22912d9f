"""Services at the desk."""

import re
from typing import Any

import pytest

from tests import personas
from tests.team import Team
from visavis.desk.tests.desk_pages import SignedIn, page_text
from visavis.schedule.models import Service

pytestmark = pytest.mark.django_db


def typed(**changes: Any) -> dict[str, Any]:
    return {
        "name": "First consultation",
        "description": "To get to know each other",
        "duration_min": "25",
        "price_label": "free of charge",
        "place": "video",
        "address": "",
        "buffer_before_min": "0",
        "buffer_after_min": "5",
        "step_min": "",
        "notice_min": "60",
        "horizon_days": "30",
        "change_notice_min": "120",
        "needs_approval": "on",
        "door": "by_specialist",
        "door_opens_min": "5",
        "active": "on",
        **changes,
    }


def test_a_service_is_added_to_the_specialists_own(signed_in: SignedIn, team: Team) -> None:
    answer = signed_in("olena").post("/desk/services/new/", typed(), follow=True)
    assert "First consultation 25 minutes By video free of charge on request" in page_text(answer.content)
    service = Service.objects.get(name="First consultation")
    assert (service.specialist, service.duration_min, service.step_min) == (team.olena, 25, None)


def test_a_new_service_begins_with_the_specialists_usual_length(signed_in: SignedIn, team: Team) -> None:
    type(team.olena).objects.update(session_min=45)
    page = signed_in("olena").get("/desk/services/new/").content.decode()
    assert 'name="duration_min" value="45"' in page


def test_a_service_is_changed_and_switched_off(signed_in: SignedIn, team: Team) -> None:
    address = f"/desk/services/{team.service.public_id}/"
    changes = typed(name="Session")
    del changes["active"]
    assert signed_in("olena").post(address, changes).status_code == 302
    team.service.refresh_from_db()
    assert (team.service.name, team.service.active) == ("Session", False)


def test_the_arrows_of_a_number_stop_where_the_form_does(signed_in: SignedIn, team: Team) -> None:
    page = signed_in("olena").get(f"/desk/services/{team.service.public_id}/").content.decode()
    step = re.search(r'<input type="number" name="step_min"[^>]*>', page)
    assert step is not None
    assert 'min="5"' in step[0]
    assert 'max="600"' in step[0]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"duration_min": "3"}, "Give a number of at least 5."),
        ({"step_min": "0"}, "Give a number of at least 5."),
        ({"step_min": "-5"}, "Give a number of at least 5."),
        ({"step_min": "ten"}, "Give a whole number, for example 30."),
        ({"horizon_days": "9999"}, "Give a number of at most 730."),
        ({"place": "in_person"}, "Give the address at which you meet."),
        ({"name": ""}, "Fill this in."),
    ],
)
def test_what_cannot_be_is_refused_and_kept(
    signed_in: SignedIn, team: Team, changes: dict[str, str], sentence: str
) -> None:
    answer = signed_in("olena").post("/desk/services/new/", typed(**changes))
    assert answer.status_code == 422
    assert sentence in page_text(answer.content)
    assert "To get to know each other" in page_text(answer.content)
    assert not Service.objects.filter(description__startswith="To get").exists()


def test_an_administrator_edits_everybodys_services_in_order(signed_in: SignedIn, team: Team) -> None:
    desk, second = signed_in("admin"), personas.service(team.petro, name="Second", position=1)
    assert desk.post(f"/desk/services/{second.public_id}/move-up/").status_code == 302
    page = page_text(desk.get(f"/desk/services/?specialist={team.petro.public_id}").content)
    assert page.index("Second") < page.index("Couple session")


@pytest.mark.parametrize(("who", "status"), [("petro", 404), ("reception", 403), ("nobody", 302)])
def test_nobody_else_changes_a_service(signed_in: SignedIn, team: Team, who: str, status: int) -> None:
    browser, address = signed_in(who), f"/desk/services/{team.service.public_id}/"
    assert browser.post(address, typed()).status_code == status
    assert browser.post(f"{address}move-up/").status_code == status
    team.service.refresh_from_db()
    assert team.service.name == "Individual session"
