"""After a change of a service: what was booked takes the new place, or stays, and the clients are told."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from tests import personas
from tests.personas import IVAN, MARIA, MONDAY
from visavis.audit.models import AuditEntry
from visavis.booking import jobs
from visavis.booking.booked_otherwise import booked_otherwise
from visavis.booking.errors import TermsChangedAgain
from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment
from visavis.booking.models.terms import Term, TermsAnswer, terms_digest
from visavis.booking.services import answer_changed_terms, cancel, confirm
from visavis.lib import facts
from visavis.messages.models import Message
from visavis.messages.tests.delivering import deliver_due
from visavis.schedule.models import Door, Place, Service

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
TEN = MONDAY + 50 * HOUR
OLD, NEW = "Old street 1", "New street 2"


@pytest.fixture
def service() -> Service:
    personas.practice()
    return personas.service(
        personas.olena(), place=Place.IN_PERSON.value, address=OLD, price_label="900 UAH", notice_min=0
    )


@pytest.fixture
def ivans(service: Service) -> Appointment:
    made = personas.booked(service, TEN)
    deliver_due(MONDAY)
    return made


def changed(service: Service, **fields: object) -> Service:
    Service.objects.filter(pk=service.pk).update(**fields)
    service.refresh_from_db()
    return service


def found(service: Service) -> list[Appointment]:
    return booked_otherwise(service, now=MONDAY)


def pressed(service: Service, answer: TermsAnswer, acknowledged: str | None = None) -> int:
    """Staff's press alone."""
    digest = terms_digest(service) if acknowledged is None else acknowledged
    return answer_changed_terms(
        service_id=service.pk, answer=answer, acknowledged=digest, by=personas.by(), now=MONDAY
    )


def carried_out() -> None:
    """The jobs that were left to the worker."""
    for job in ProcrastinateJob.objects.filter(task_name="booking.carry_out_terms_answer").order_by("id"):
        jobs.carry_out_terms_answer(**job.args)


def answered(service: Service, answer: TermsAnswer) -> int:
    """A press, and then the job, which runs twice: it is harmless."""
    number = pressed(service, answer)
    with time_machine.travel(MONDAY, tick=False):
        carried_out()
        carried_out()
    return number


@pytest.mark.parametrize(
    ("fields", "terms"),
    [
        ({"address": NEW}, [Term.PLACE]),
        ({"place": Place.VIDEO.value}, [Term.PLACE]),
        ({"duration_min": 20}, [Term.LENGTH]),
        ({"price_label": "1200 UAH", "address": NEW}, [Term.PLACE, Term.PRICE]),
        # Nobody comes to the waiting room of a consultation in person.
        ({"door": Door.OPEN.value, "door_opens_min": 15}, []),
        ({"name": "Session", "description": "New words", "notice_min": 600}, []),
    ],
)
def test_staff_are_asked_about_what_clients_notice(
    service: Service, ivans: Appointment, fields: dict[str, object], terms: list[Term]
) -> None:
    assert found(service) == []
    shown = found(changed(service, **fields))
    assert [one.terms_changed() for one in shown] == [terms] * bool(terms)


def test_a_door_counts_by_video_and_an_address_does_not() -> None:
    personas.practice()
    by_video = personas.service(personas.olena())
    personas.booked(by_video, TEN)
    assert found(changed(by_video, address=NEW, door_opens_min=15)) == []
    (one,) = found(changed(by_video, door=Door.OPEN.value))
    assert one.terms_changed() == [Term.DOOR]


def test_only_what_is_to_come_is_asked_about(service: Service, ivans: Appointment) -> None:
    personas.booked(service, MONDAY + 2 * HOUR, details=MARIA)
    cancel(appointment_id=ivans.pk, by=personas.by(), now=MONDAY)
    changed(service, address=NEW)
    assert booked_otherwise(service, now=MONDAY + 3 * HOUR) == []


def test_the_new_place_is_taken_over_with_the_next_calendar_entry(
    service: Service, ivans: Appointment
) -> None:
    confirm(appointment_id=ivans.pk, now=MONDAY)
    changed(service, address=NEW, price_label="1200 UAH", duration_min=20)
    assert answered(service, TermsAnswer.USE_PLACE) == 1
    row = Appointment.objects.get(pk=ivans.pk)
    assert (row.address, row.price_label, row.slot) == (NEW, "900 UAH", ivans.slot)
    # She had confirmed that she comes to the old place.
    assert (row.version, row.lifecycle) == (1, State.SCHEDULED)
    (mail,) = deliver_due(MONDAY)
    assert mail.to == IVAN.email
    assert "Інше місце" in mail.subject
    assert NEW in mail.text
    assert b"SEQUENCE:1" in mail.calendar
    assert b"New street 2" in mail.calendar
    last = row.transitions.last()
    assert last is not None
    assert (last.action, last.reason) == ("change_place", f"{OLD} → {NEW}")
    assert AuditEntry.objects.filter(action="PlaceChanged", subject=row.public_id).count() == 1


def test_reminders_go_on_and_say_the_new_place(service: Service, ivans: Appointment) -> None:
    changed(service, address=NEW)
    answered(service, TermsAnswer.USE_PLACE)
    deliver_due(MONDAY)
    (reminder,) = deliver_due(TEN - 24 * HOUR)
    assert NEW in reminder.text
    assert reminder.to == IVAN.email


def test_what_the_specialist_is_to_be_told_is_still_sent(service: Service) -> None:
    personas.booked(service, TEN)
    changed(service, address=NEW)
    answered(service, TermsAnswer.USE_PLACE)
    to = [mail.to for mail in deliver_due(MONDAY)]
    assert to.count(service.specialist.email) == 1
    assert to.count(IVAN.email) == 1


def test_clients_are_told_that_theirs_stays_as_booked(service: Service, ivans: Appointment) -> None:
    changed(service, price_label="1200 UAH", address=NEW)
    assert answered(service, TermsAnswer.TELL) == 1
    row = Appointment.objects.get(pk=ivans.pk)
    assert (row.address, row.price_label, row.version) == (OLD, "900 UAH", 0)
    (mail,) = deliver_due(MONDAY)
    assert "900 UAH" in mail.text
    assert OLD in mail.text
    assert NEW not in mail.text + mail.subject
    assert mail.calendar == b""
    assert AuditEntry.objects.filter(action="TermsKept", subject=row.public_id).count() == 1


def test_with_the_new_place_those_of_another_price_alone_are_told_that_theirs_stays(service: Service) -> None:
    first = personas.booked(service, TEN)
    changed(service, address=NEW)
    second = personas.booked(service, TEN + HOUR, details=MARIA)
    deliver_due(MONDAY)
    changed(service, price_label="1200 UAH")
    assert answered(service, TermsAnswer.USE_PLACE) == 2
    kinds = Message.objects.filter(state="due", recipient="client").exclude(kind="reminder")
    assert sorted(kinds.values_list("appointment", "kind")) == sorted(
        [(first.pk, "place_changed"), (second.pk, "terms_kept")]
    )


def test_left_as_booked_nobody_is_told(service: Service, ivans: Appointment) -> None:
    changed(service, address=NEW)
    assert answered(service, TermsAnswer.LEAVE) == 1
    assert deliver_due(MONDAY) == []
    assert found(service) == []


@pytest.mark.parametrize("first", TermsAnswer)
@pytest.mark.parametrize("second", TermsAnswer)
def test_a_second_press_changes_nothing(
    service: Service, ivans: Appointment, first: TermsAnswer, second: TermsAnswer
) -> None:
    changed(service, address=NEW, price_label="1200 UAH")
    assert answered(service, first) == 1
    before = (Message.objects.count(), Appointment.objects.get(pk=ivans.pk).version)
    assert answered(service, second) == 0
    assert (Message.objects.count(), Appointment.objects.get(pk=ivans.pk).version) == before


def test_the_next_change_is_asked_about_again(service: Service, ivans: Appointment) -> None:
    changed(service, address=NEW)
    answered(service, TermsAnswer.TELL)
    assert found(service) == []
    assert len(found(changed(service, address="Third street 3"))) == 1
    deliver_due(MONDAY)
    answered(service, TermsAnswer.TELL)
    assert len(deliver_due(MONDAY)) == 1


def test_an_answer_to_terms_that_changed_meanwhile_is_refused(service: Service, ivans: Appointment) -> None:
    read = terms_digest(changed(service, address=NEW))
    changed(service, address="Third street 3")
    with pytest.raises(TermsChangedAgain):
        pressed(service, TermsAnswer.USE_PLACE, read)
    assert Appointment.objects.get(pk=ivans.pk).address == OLD


def test_a_crash_in_the_middle_loses_nothing_and_doubles_nothing(
    service: Service, ivans: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    from visavis.booking.services import terms

    personas.booked(service, TEN + HOUR, details=MARIA)
    deliver_due(MONDAY)
    changed(service, address=NEW)
    pressed(service, TermsAnswer.USE_PLACE)
    published: list[object] = []

    def crash(fact: object) -> None:
        if published:
            raise RuntimeError
        published.append(fact)
        facts.publish(fact)

    with time_machine.travel(MONDAY, tick=False):
        with monkeypatch.context() as patched:
            patched.setattr(terms, "publish", crash)
            with pytest.raises(RuntimeError):
                carried_out()
        assert list(Appointment.objects.order_by("starts_at").values_list("address", flat=True)) == [NEW, OLD]
        assert len(deliver_due(MONDAY)) == 1
        carried_out()
    assert set(Appointment.objects.values_list("address", flat=True)) == {NEW}
    assert [mail.to for mail in deliver_due(MONDAY)] == [MARIA.email]


def test_a_change_between_press_and_job_is_asked_about_once_more(
    service: Service, ivans: Appointment
) -> None:
    pressed(changed(service, address=NEW), TermsAnswer.USE_PLACE)
    changed(service, address="Third street 3")
    with time_machine.travel(MONDAY, tick=False):
        carried_out()
    assert Appointment.objects.get(pk=ivans.pk).address == OLD
    assert deliver_due(MONDAY) == []
    assert len(found(service)) == 1


def test_what_is_cancelled_before_the_job_is_left_alone(service: Service, ivans: Appointment) -> None:
    pressed(changed(service, address=NEW), TermsAnswer.USE_PLACE)
    cancel(appointment_id=ivans.pk, by=personas.by(), now=MONDAY)
    deliver_due(MONDAY)
    with time_machine.travel(MONDAY, tick=False):
        carried_out()
    assert deliver_due(MONDAY) == []


def test_two_workers_do_it_once(service: Service, ivans: Appointment) -> None:
    from visavis.booking.services.terms import _carry_out

    digest = terms_digest(changed(service, price_label="1200 UAH"))
    pressed(service, TermsAnswer.TELL)
    answer = ivans.pk, TermsAnswer.TELL, digest
    assert [_carry_out(*answer, by=personas.by(), now=MONDAY) for _worker in range(2)] == [True, False]


def test_a_text_message_says_the_new_place(service: Service) -> None:
    personas.booked(service, TEN, details=replace(IVAN, email="", language="en"), proven=False)
    deliver_due(MONDAY)
    changed(service, address=NEW)
    answered(service, TermsAnswer.USE_PLACE)
    (text,) = deliver_due(MONDAY)
    assert f"New place: {NEW}" in text.text


def test_a_press_for_a_thousand_is_a_few_statements(service: Service, ivans: Appointment) -> None:
    row = Appointment.objects.get(pk=ivans.pk)
    names = [field.attname for field in Appointment._meta.concrete_fields]
    values = {name: getattr(row, name) for name in names if name not in {"id", "public_id", "room_name"}}
    Appointment.objects.bulk_create(
        Appointment(**{**values, "overbooked": True, "room_name": f"room{number}"}) for number in range(1000)
    )
    changed(service, address=NEW)
    with CaptureQueriesContext(connection) as captured:
        assert pressed(service, TermsAnswer.USE_PLACE) == 1001
    assert len(captured) <= 10
    assert found(service) == []
