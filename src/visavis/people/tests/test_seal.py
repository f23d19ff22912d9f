"""A password by another's hand seals the notes: no administrator reads them by inviting the author again."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.test import Client

from tests import personas
from tests.personas import MONDAY, PASSWORD
from tests.team import Team, make_team
from visavis.audit.models import AuditEntry
from visavis.booking.models import Appointment
from visavis.config.first_admin import make_admin, open_notes, reset_second_step
from visavis.history.clients import timeline_of
from visavis.lib import clock
from visavis.notes.kinds import TextKind
from visavis.notes.services import save_text
from visavis.people.invitations import invitation_link
from visavis.people.models import User

pytestmark = pytest.mark.django_db
NOTE = "He slept better, and spoke of his father."


@pytest.fixture
def team() -> Team:
    made = make_team()
    olena = made.user("olena")
    olena.set_password(PASSWORD)
    olena.save()
    return made


@pytest.fixture
def noted(team: Team) -> Appointment:
    """An appointment of Olena's with a note."""
    with time_machine.travel(MONDAY, tick=False):
        row = personas.booked(team.service, MONDAY + timedelta(hours=2))
    save_text(
        appointment_id=row.pk,
        author=team.user("olena"),
        kind=TextKind.NOTE,
        text=NOTE,
        version=0,
        now=clock.now(),
    )
    return row


def notes_of(row: Appointment) -> str:
    return f"/desk/appointments/{row.public_id}/notes/"


def invite_again(team: Team) -> None:
    path = f"/desk/team/{team.user('olena').public_id}/invite/"
    assert team.signed_in("admin").post(path).status_code == 200


def test_an_administrator_reads_no_notes_by_inviting_their_author_again(
    team: Team, noted: Appointment
) -> None:
    assert NOTE in team.signed_in("olena").get(notes_of(noted)).text
    invite_again(team)
    # As whoever follows the link would: a new password, a sign-in.
    user = User.objects.get(pk=team.user("olena").pk)
    user.set_password("another-password-9")
    user.save()
    thief = Client()
    thief.force_login(user)
    answer = thief.get(notes_of(noted))
    assert answer.status_code == 403
    assert "<h1>Your notes are sealed</h1>" in answer.text
    assert NOTE not in answer.text
    assert noted.client
    assert [entry.excerpt for entry in timeline_of(noted.client, user)] == [""]
    assert thief.get("/account/2fa/recovery-codes/").status_code == 403
    refused = thief.post("/account/notes/", {"proof": "another-password-9"})
    assert refused.status_code == 422
    assert AuditEntry.objects.filter(action="NotesSealed", subject=user.public_id).exists()


def test_the_password_from_before_opens_them_and_voids_the_link(team: Team, noted: Appointment) -> None:
    invite_again(team)
    link = invitation_link(User.objects.get(pk=team.user("olena").pk))
    browser = team.signed_in("olena")
    assert "proof" in browser.get("/account/notes/").text
    assert browser.post("/account/notes/", {"proof": PASSWORD}).status_code == 302
    assert NOTE in browser.get(notes_of(noted)).text
    followed = Client().get(link.removeprefix("http://localhost:8000"))
    assert followed.status_code == 200
    assert "password1" not in followed.text


def test_a_recovery_code_from_before_opens_them_and_a_new_one_does_not(team: Team) -> None:
    olena = team.user("olena")
    codes = RecoveryCodes.activate(olena)
    Authenticator.objects.update(created_at=MONDAY - timedelta(days=9))
    invite_again(team)
    browser = team.signed_in("olena")
    code = codes.get_unused_codes()[0]
    Authenticator.objects.update(created_at=clock.now() + timedelta(days=1))
    assert browser.post("/account/notes/", {"proof": code}).status_code == 422
    Authenticator.objects.update(created_at=MONDAY - timedelta(days=9))
    assert browser.post("/account/notes/", {"proof": code}).status_code == 302


def test_guessing_is_limited(team: Team) -> None:
    invite_again(team)
    browser = team.signed_in("olena")
    for _ in range(5):
        browser.post("/account/notes/", {"proof": "guess"})
    assert browser.post("/account/notes/", {"proof": PASSWORD}).status_code == 422


def test_an_account_that_nobody_has_used_is_not_sealed(team: Team) -> None:
    olena = team.user("olena")
    olena.set_unusable_password()
    olena.save()
    invite_again(team)
    assert User.objects.get(pk=olena.pk).notes_sealed_at is None


def test_the_operators_new_password_seals_and_break_glass_is_audited_and_told(
    team: Team, noted: Appointment
) -> None:
    olena = team.user("olena")
    make_admin(email=olena.email, password="another-password-9")
    assert User.objects.get(pk=olena.pk).notes_sealed_at
    mail.outbox.clear()
    assert "open" in open_notes(olena.email)
    assert AuditEntry.objects.filter(action="NotesOpened", subject=olena.public_id).exists()
    browser = Client()
    browser.force_login(User.objects.get(pk=olena.pk))
    assert NOTE in browser.get(notes_of(noted)).text


def test_another_administrator_switches_off_a_lost_second_step(team: Team) -> None:
    olena = team.user("olena")
    TOTP.activate(olena, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(olena)
    path = f"/desk/team/{olena.public_id}/second-step/"
    assert team.signed_in("reception").post(path).status_code == 403
    assert Authenticator.objects.filter(type="totp").exists()
    assert team.signed_in("admin").post(path).status_code == 302
    assert [one.type for one in Authenticator.objects.all()] == ["recovery_codes"]
    assert AuditEntry.objects.filter(action="SecondFactorReset", subject=olena.public_id).exists()


def test_nobody_switches_off_their_own_this_way_and_the_operator_can(team: Team) -> None:
    admin = team.user("admin")
    TOTP.activate(admin, "JBSWY3DPEHPK3PXP")
    team.signed_in("admin").post(f"/desk/team/{admin.public_id}/second-step/")
    assert Authenticator.objects.count() == 1
    assert "without a second step now" in reset_second_step(admin.email)
    assert Authenticator.objects.count() == 0
