"""The frame of every page, and the pages that tell of errors."""

import json
import re
from types import SimpleNamespace

import pytest
from django.contrib.messages import constants as levels
from django.contrib.messages.storage.base import Message
from django.db import OperationalError
from django.http import HttpRequest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import NoReverseMatch
from django.utils import translation

from visavis.lib.errors import DomainError, NotAllowed
from visavis.web import errors
from visavis.web.colour import luminance
from visavis.web.refusals import refusal_response
from visavis.web.templatetags.components import banners

PRACTICE = SimpleNamespace(
    name="Riverside", phone="+380 44 123 45 67", emergency_line="In danger? Call 7333", accent="#3355ff"
)
pytestmark = pytest.mark.usefixtures("front_end")


def asked(**headers: str) -> HttpRequest:
    request = RequestFactory().get("/somewhere", headers=headers)
    request.csp_nonce = "n0nce"  # type: ignore[attr-defined]  # django-csp's middleware sets it
    return request


def page(template: str = "web/base.html", language: str = "en") -> str:
    with translation.override(language):
        return render_to_string(template, {"practice": PRACTICE, "messages": []}, asked())


def test_every_page_bears_the_phone_and_the_emergency_line() -> None:
    assert '<a href="tel:+380441234567">' in page()
    assert "In danger? Call 7333" in page()


def test_a_page_says_its_language_and_offers_the_others_in_their_own_words() -> None:
    html = page(language="uk")
    assert '<html lang="uk">' in html
    for words in ("English", "Українська", "Русский"):
        assert f">{words}</button>" in html
    assert 'name="next" value="/somewhere"' in html


def test_everything_inline_carries_the_nonce_and_nothing_is_styled_in_place() -> None:
    for template in ("web/base.html", "web/desk_base.html"):
        html = page(template)
        for tag in re.findall(r"<(?:script|style)\b[^>]*>", html):
            assert 'nonce="n0nce"' in tag
        assert not re.search(r"<[^>]+\s(?:style|on[a-z]+)=", html)


def test_the_practices_accent_is_a_pair_for_light_and_dark() -> None:
    light, dark = re.findall(r":root\{--accent:(#[0-9a-f]{6});", page())
    assert luminance(light) < luminance(dark)


@pytest.mark.parametrize("colour", ["", None, "red", "#fff;}body{display:none"])
def test_an_accent_that_is_no_colour_leaves_the_look_alone(colour: str | None) -> None:
    html = Template("{% load components %}{% accent colour %}").render(Context({"colour": colour}))
    assert html == ""


def test_a_link_of_the_menu_leads_somewhere_or_is_an_error() -> None:
    html = Template('{% load components %}{% nav_link "desk:today" "Today" %}').render(Context())
    assert html == '<a href="/desk/">Today</a>'
    with pytest.raises(NoReverseMatch):
        Template('{% load components %}{% nav_link "desk:yesterday" "Yesterday" %}').render(Context())


def test_a_warning_is_shown_warm_and_only_an_error_interrupts() -> None:
    said = [Message(level, "Words") for level in (levels.SUCCESS, levels.WARNING, levels.ERROR)]
    shown = [(banner.is_warm, banner.role) for banner in banners(said)]
    assert shown == [(False, "status"), (True, "status"), (True, "alert")]


def test_the_first_stop_of_the_keyboard_leads_to_the_content() -> None:
    html = page()
    assert html.index('<a class="skip" href="#content">') < html.index("<header")
    assert 'id="content"' in html


@pytest.mark.parametrize("handler", [errors.bad_request, errors.server_error])
@pytest.mark.parametrize("language", ["en", "uk", "ru"])
def test_the_last_pages_need_neither_database_nor_request(handler: object, language: str) -> None:
    # No database fixture: a query would fail the test.
    with translation.override(language):
        request = HttpRequest()
        answer = (
            errors.server_error(request)
            if handler is errors.server_error
            else errors.bad_request(request, Exception())
        )
    assert f'<html lang="{language}">'.encode() in answer.content
    assert answer.status_code in (400, 500)


@pytest.mark.django_db
def test_missing_and_forbidden_pages_stand_in_the_frame() -> None:
    for answer, status in (
        (errors.not_found(asked(), Exception()), 404),
        (errors.forbidden(asked(), Exception()), 403),
        (errors.csrf_failure(asked()), 403),
    ):
        assert answer.status_code == status
        assert b'<header class="top">' in answer.content


@pytest.mark.django_db
def test_a_refusal_is_a_page_with_its_sentence_for_people() -> None:
    with translation.override("en"):
        answer = refusal_response(asked(Accept="text/html"), NotAllowed())
    assert answer.status_code == 403
    assert "You may not do this." in answer.content.decode()


def test_a_refusal_is_problem_details_for_scripts() -> None:
    answer = refusal_response(asked(Accept="application/json"), DomainError("The time has passed."))
    assert answer["Content-Type"] == "application/problem+json"
    told = json.loads(answer.content)
    assert told["status"] == answer.status_code == 409
    assert told["code"] == "refused"
    assert told["detail"] == "The time has passed."


def test_errors_are_problem_details_for_scripts_too() -> None:
    request = RequestFactory().post("/x", "{}", content_type="application/json")
    for answer, code in (
        (errors.not_found(request, Exception()), "not_found"),
        (errors.csrf_failure(request), "csrf"),
        (errors.server_error(request), "internal_server_error"),
    ):
        assert json.loads(answer.content)["code"] == code


@pytest.mark.parametrize("language", ["en", "uk", "ru"])
def test_a_database_that_is_away_is_told_in_words(language: str) -> None:
    with translation.override(language):
        try:
            raise OperationalError("couldn't get a connection after 2.00 sec")  # noqa: TRY301  as in a view
        except OperationalError:
            answer = errors.server_error(HttpRequest())
        assert translation.gettext("We are back in a moment") in answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
