"""The private note: saved while somebody types, never lost, never read by anybody else."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from tests import personas
from visavis.audit.models import AuditEntry
from visavis.booking.models import Appointment
from visavis.notes.models import Draft, Revision
from visavis.notes.tests.notes_browser import NotesBrowser, notes_browser
from visavis.people.models import Role, User

pytestmark = pytest.mark.django_db
TEXT = "Ivan slept better; his mother is ill."


def everyone_else(appointment: Appointment) -> dict[str, User | None]:
    return {
        "nobody": None,
        "colleague": personas.specialist().user,
        "reception": personas.staff(Role.RECEPTION),
        "admin": personas.staff(Role.ADMIN),
    }


def stored_bytes() -> bytes:
    """Everything the database holds of the notes, as a backup would."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(t)::text FROM notes_draft t")
        rows = [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT row_to_json(t)::text FROM notes_revision t")
        rows += [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT row_to_json(t)::text FROM notes_sharedsummary t")
        rows += [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT ciphertext FROM notes_draft UNION ALL SELECT ciphertext FROM notes_revision")
        return "\n".join(rows).encode() + b"".join(bytes(row[0]) for row in cursor.fetchall())


def test_what_is_typed_is_saved_and_says_when(olena_browser: NotesBrowser) -> None:
    answer = olena_browser.type("note", TEXT, 0)
    assert answer.json() == {"version": 1, "saved": "10:50"}
    assert olena_browser.type("note", TEXT + " More.", 1).json()["version"] == 2
    page = olena_browser.page()
    assert TEXT + " More." in page
    assert "Saved at 10:50" in page
    assert 'name="version" value="2"' in page


def test_the_same_text_again_is_no_conflict_and_no_new_version(olena_browser: NotesBrowser) -> None:
    olena_browser.type("note", TEXT, 0)
    # The first answer was lost on its way, so the page still thinks that nothing is saved.
    assert olena_browser.type("note", TEXT, 0).json()["version"] == 1


def test_a_note_can_be_begun_before_the_consultation_and_stays_after_it(
    planned: Appointment, olena_browser: NotesBrowser
) -> None:
    olena_browser.type("note", TEXT, 0)
    room = olena_browser.get(f"/desk/appointments/{planned.public_id}/room/").text
    assert TEXT in room
    assert f"{olena_browser.base}note/" in room


def test_two_tabs_never_overwrite_each_other(olena_browser: NotesBrowser) -> None:
    olena_browser.type("note", TEXT, 0)
    olena_browser.type("note", "first tab", 1)
    refused = olena_browser.type("note", "second tab", 1)
    assert refused.status_code == 409
    told = refused.json()
    assert (told["code"], told["text"], told["version"]) == ("changed_elsewhere", "first tab", 2)
    assert olena_browser.type("note", "first tab\n\nsecond tab", 2).json()["version"] == 3


def test_without_a_script_a_conflict_shows_both_texts(olena_browser: NotesBrowser) -> None:
    olena_browser.press("note", text="first tab", version=0)
    refused = olena_browser.press("note", text="second tab", version=0)
    assert refused.status_code == 409
    assert "<blockquote" in refused.text
    assert "first tab" in refused.text
    assert ">\nsecond tab</textarea>" in refused.text
    assert 'name="version" value="1"' in refused.text
    assert Draft.objects.get().text == "first tab"


def test_a_text_that_another_one_replaces_is_kept(olena_browser: NotesBrowser) -> None:
    long = "a sentence that nobody wants to lose " * 3
    olena_browser.type("note", long, 0)
    olena_browser.type("note", "", 1)
    page = olena_browser.page("revisions/")
    assert long.strip() in page
    olena_browser.press("revisions/restore", kind="note", version=1)
    assert Draft.objects.get().text == long
    # What stood in between is empty, and kept all the same: restoring loses nothing.
    assert [row.text for row in Revision.objects.all()] == ["", long]


def test_while_somebody_goes_on_writing_a_version_is_kept_now_and_then(
    olena_browser: NotesBrowser, clock: Any
) -> None:
    text = ""
    for minute in range(31):
        text += f"{minute} "
        olena_browser.type("note", text, minute)
        clock.shift(60)
    assert [row.version for row in Revision.objects.order_by("version")] == [10, 20, 30]


def test_a_version_that_is_not_there_is_refused_in_a_sentence(olena_browser: NotesBrowser) -> None:
    olena_browser.type("note", TEXT, 0)
    for fields in ({"kind": "note", "version": 9}, {"kind": "poem", "version": 1}, {}):
        refused = olena_browser.press("revisions/restore", **fields)
        assert refused.status_code == 410
        assert "This earlier version is not there any more" in refused.text


@pytest.mark.parametrize("who", ["nobody", "colleague", "reception", "admin"])
def test_nobody_but_the_author_reads_or_writes_a_note(
    appointment: Appointment, olena_browser: NotesBrowser, who: str
) -> None:
    olena_browser.type("note", TEXT, 0)
    olena_browser.press("summary/share", text="Sleep before midnight.", version=0)
    other = notes_browser(appointment, everyone_else(appointment)[who])
    for page in ("", "revisions/", "../room/", "../"):
        answer = other.get(f"{olena_browser.base}{page}".replace("notes/../", ""))
        assert "slept better" not in answer.text
        assert "midnight" not in answer.text
    sends = [("note", {"text": "x", "version": 1}), ("summary", {"text": "x", "version": 1})]
    sends += [("summary/share", {"text": "x", "version": 1}), ("summary/withdraw", {})]
    sends += [("revisions/restore", {"kind": "note", "version": 1})]
    for where, fields in sends:
        assert other.press(where, **fields).status_code in (302, 403, 404)
    assert Draft.objects.get(kind="note").text == TEXT
    assert Draft.objects.get(kind="summary").text == "Sleep before midnight."


def test_an_administrator_who_is_the_specialist_writes_like_one(
    appointment: Appointment, olena_browser: NotesBrowser
) -> None:
    user = appointment.specialist.user
    assert user is not None
    user.role = Role.ADMIN.value
    user.save()
    assert olena_browser.type("note", TEXT, 0).status_code == 200


def test_a_specialist_who_takes_over_does_not_find_the_other_s_note(
    appointment: Appointment, olena_browser: NotesBrowser
) -> None:
    olena_browser.type("note", TEXT, 0)
    petro = personas.specialist()
    appointment.specialist = petro
    appointment.save()
    theirs = notes_browser(appointment, petro.user)
    assert "slept better" not in theirs.page()
    theirs.type("note", "Mine", 0)
    assert "Mine" in theirs.page()
    assert Draft.objects.count() == 2


def test_nothing_of_a_text_can_be_read_in_the_database(
    appointment: Appointment, olena_browser: NotesBrowser
) -> None:
    long = TEXT * 4
    olena_browser.type("note", long, 0)
    olena_browser.type("note", "", 1)
    olena_browser.press("summary/share", text=TEXT, version=0)
    stored = stored_bytes()
    assert Draft.objects.count() == 2
    assert Revision.objects.count() == 1
    for word in (b"slept", b"mother", TEXT.encode().hex().encode()):
        assert word not in stored


def test_the_audit_and_the_logs_hold_no_word_of_a_text(
    appointment: Appointment, olena_browser: NotesBrowser, caplog: pytest.LogCaptureFixture
) -> None:
    olena_browser.type("note", TEXT, 0)
    olena_browser.type("note", "x", 0)
    olena_browser.press("summary/share", text=TEXT, version=0)
    audit = json.dumps(list(AuditEntry.objects.values("action", "detail")))
    assert "SummaryShared" in audit
    assert "slept" not in audit + caplog.text


@pytest.mark.parametrize(
    "body",
    [
        {"text": "x"},
        {"text": "x", "version": -1},
        {"text": "x", "version": "soon"},
        {"text": "x", "version": 2**40},
        {"text": "x" * 20_001, "version": 0},
        {"text": "x\x00", "version": 0},
        {"text": "\ud83d", "version": 0},
        {"text": ["x"], "version": {}},
        ["x"],
        "x",
    ],
)
def test_what_cannot_be_kept_is_refused_in_a_sentence(olena_browser: NotesBrowser, body: Any) -> None:
    refused = olena_browser.post(
        f"{olena_browser.base}note/", json.dumps(body), content_type="application/json"
    )
    assert refused.status_code == 422
    assert refused.json()["detail"]
    assert not Draft.objects.exists()


def test_a_form_that_is_refused_keeps_what_was_typed_and_names_the_fix(olena_browser: NotesBrowser) -> None:
    refused = olena_browser.press("note", text="y" * 20_001, version=0)
    assert refused.status_code == 422
    assert "A text has room for 20000 letters. Shorten it a little." in refused.text
    assert "y" * 20_001 in refused.text


def test_lines_are_the_same_however_a_browser_sends_them(olena_browser: NotesBrowser) -> None:
    olena_browser.press("note", text="one\r\ntwo", version=0)
    assert olena_browser.type("note", "one\ntwo", 0).json()["version"] == 1


def test_a_client_s_markup_is_only_text(olena_browser: NotesBrowser) -> None:
    olena_browser.type("note", "</textarea><script>alert(1)</script>", 0)
    assert "<script>alert(1)" not in olena_browser.page()


def test_a_hold_has_nothing_to_write_about(planned: Appointment, olena_browser: NotesBrowser) -> None:
    held = personas.held(planned.service, planned.starts_at + timedelta(days=1))
    olena_browser.base = f"/desk/appointments/{held.public_id}/notes/"
    assert olena_browser.get(olena_browser.base).status_code == 404


@pytest.mark.parametrize("language", ["en", "uk", "ru"])
def test_the_pages_speak_each_language(olena_browser: NotesBrowser, language: str) -> None:
    for page in ("", "revisions/"):
        answer = olena_browser.get(f"{olena_browser.base}{page}", headers={"Accept-Language": language})
        assert f'<html lang="{language}">' in answer.text
