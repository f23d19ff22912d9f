"""The demo's outbox in the browser, and that it is nowhere else."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse, set_urlconf
from pytest_django import Settings

from visavis.config.urls import urlpatterns as ADDRESSES  # noqa: N812  read before any test is a demo
from visavis.notify.contract import MESSAGE
from visavis.notify.outbox.channel import OutboxChannel
from visavis.notify.outbox.models import OutboxItem
from visavis.notify.port import ChannelName

pytestmark = pytest.mark.django_db
LINK = "https://consult.example/v/" + "a" * 42


@pytest.fixture
def demo(settings: Settings) -> Iterator[Client]:
    settings.VISAVIS = replace(settings.VISAVIS, demo=True)
    settings.ROOT_URLCONF = "visavis.messages.tests.demo_urls"
    yield Client()
    # The last request's addresses would stay in this thread.
    set_urlconf(None)


def sent(name: ChannelName = ChannelName.EMAIL, **changes: str) -> OutboxItem:
    entry = {"calendar": b"BEGIN:VCALENDAR", "calendar_method": "REQUEST"}
    OutboxChannel(name).send(replace(MESSAGE, **entry, **changes))  # type: ignore[arg-type]  # its own fields
    return OutboxItem.objects.latest("id")


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_shows_the_newest_first(demo: Client) -> None:
    sent(subject="First")
    sent(subject="Second")
    shown = page(demo, "/demo/outbox/")
    assert shown.index("Second") < shown.index("First")


def test_an_empty_outbox_says_what_to_do(demo: Client) -> None:
    assert "Nothing has been sent yet" in page(demo, "/demo/outbox/")


def test_a_mail_s_links_can_be_clicked_and_its_words_are_no_html(demo: Client) -> None:
    item = sent(text=f"Come: {LINK}\n<script>alert(1)</script>")
    shown = page(demo, f"/demo/outbox/{item.public_id}/")
    assert f'href="{LINK}"' in shown
    assert "<script>alert" not in shown


def test_a_text_message_is_shown_as_one(demo: Client) -> None:
    item = sent(ChannelName.SMS, subject="", html="")
    assert 'class="sms"' in page(demo, f"/demo/outbox/{item.public_id}/")


def test_a_mail_is_shown_as_it_is_and_can_neither_run_nor_load_anything(demo: Client) -> None:
    item = sent()
    answer = demo.get(f"/demo/outbox/{item.public_id}/mail/")
    assert answer.content.decode() == MESSAGE.html
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "script" not in answer.headers["Content-Security-Policy"]


def test_the_calendar_entry_can_be_downloaded(demo: Client) -> None:
    item = sent()
    answer = demo.get(f"/demo/outbox/{item.public_id}/appointment.ics")
    assert answer.content == b"BEGIN:VCALENDAR"
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8; method=REQUEST"


def test_outside_the_demo_no_page_stands_behind_the_address(demo: Client, settings: Settings) -> None:
    item = sent()
    settings.VISAVIS = replace(settings.VISAVIS, demo=False)
    assert demo.get("/demo/outbox/").status_code == 404
    assert demo.get(f"/demo/outbox/{item.public_id}/").status_code == 404


def test_outside_the_demo_there_is_no_address() -> None:
    assert "demo/" not in {str(address.pattern) for address in ADDRESSES}
    with pytest.raises(NoReverseMatch):
        reverse("outbox:list")
    assert Client().get("/demo/outbox/").status_code == 404
