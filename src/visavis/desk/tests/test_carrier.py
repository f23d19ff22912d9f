"""Who carries video calls: chosen for the practice and for a service, where there is a choice."""

import pytest

from tests.team import Team
from visavis.desk.forms.carrier import MEANINGS
from visavis.desk.tests.desk_pages import SignedIn
from visavis.desk.tests.test_practice import settings_of_practice
from visavis.desk.tests.test_services import typed
from visavis.practice.models import Practice
from visavis.video.providers import PROVIDERS
from visavis.video.tests.carried import calls_carried_by

pytestmark = pytest.mark.django_db
ASKED = "Video calls are carried by"


def test_where_there_is_one_provider_nobody_is_asked(signed_in: SignedIn, team: Team) -> None:
    assert ASKED not in signed_in("admin").get("/desk/practice/").content.decode()


def test_the_practice_chooses_by_what_each_means(signed_in: SignedIn, team: Team) -> None:
    with calls_carried_by("fake"):
        admin = signed_in("admin")
        page = admin.get("/desk/practice/").content.decode()
        assert ASKED in page
        assert "nobody between them can see or hear" in page
        for wanted in ("p2p", ""):
            admin.post("/desk/practice/", settings_of_practice(video_provider=wanted))
            assert Practice.current().video_provider == wanted
        wrong = admin.post("/desk/practice/", settings_of_practice(video_provider="smoke signals"))
        assert wrong.status_code == 422


def test_a_service_may_choose_otherwise(signed_in: SignedIn, team: Team) -> None:
    with calls_carried_by("fake"):
        browser, address = signed_in("olena"), f"/desk/services/{team.service.public_id}/"
        assert "As in the whole practice" in browser.get(address).content.decode()
        assert browser.post(address, typed(video_provider="p2p")).status_code == 302
        team.service.refresh_from_db()
        assert team.service.video_provider == "p2p"


def test_each_provider_is_explained() -> None:
    assert MEANINGS.keys() >= PROVIDERS.keys()
