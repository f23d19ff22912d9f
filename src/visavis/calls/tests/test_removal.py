"""Who may not sit in a call any more is put out of the provider's room, by a job that is harmless twice."""

from collections.abc import Iterator

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from visavis.booking.models import Appointment
from visavis.booking.services import revoke_links
from visavis.calls import jobs
from visavis.calls.grants import admit_and_join
from visavis.calls.models import Seat
from visavis.calls.peers import peer_id
from visavis.calls.tests.consultation import END, MINUTE, SECOND, START, send_heartbeat
from visavis.calls.tests.test_rooms import begin, her, join, run_jobs
from visavis.people.parties import Party
from visavis.video.fake import FakeVideo, Refused
from visavis.video.port import RoomRef, VideoError
from visavis.video.tests.carried import calls_carried_by
from visavis.waiting.services import answer_device, enter_waiting_room

pytestmark = pytest.mark.django_db


@pytest.fixture
def fake() -> Iterator[FakeVideo]:
    with calls_carried_by("fake") as video:
        yield video


class TestRemoval:
    def removed(self, fake: FakeVideo) -> list[tuple[str, str]]:
        run_jobs("calls.remove_person")
        return fake.removed

    def test_who_has_to_wait_again_is_put_out_and_comes_back_with_a_new_grant_only(
        self, fake: FakeVideo, appointment: Appointment
    ) -> None:
        begin(appointment)
        old = join(appointment)["grant"]["access"]
        fake.enter(old)
        late = END + 11 * MINUTE
        Seat.objects.filter(party=Party.SPECIALIST.value).update(seen_at=late)
        send_heartbeat(appointment, Party.CLIENT, late)
        identity = peer_id(appointment, Party.CLIENT)
        assert self.removed(fake) == [(appointment.room_name, identity)]
        with pytest.raises(Refused):
            fake.enter(old)
        # Once more is harmless, also when they have been let in again.
        admit_and_join(appointment, by=her(appointment), tab="hers", now=late + SECOND)
        fake.enter(join(appointment, late + SECOND)["grant"]["access"])
        assert len(self.removed(fake)) == 1
        assert len(fake.attendance(RoomRef("fake", appointment.room_name))) == 1

    def test_the_device_before_is_put_out_when_another_one_is_let_in(
        self, fake: FakeVideo, appointment: Appointment
    ) -> None:
        begin(appointment)
        join(appointment)
        enter_waiting_room(appointment_id=appointment.pk, device="laptop", now=START + SECOND)
        answer_device(
            appointment_id=appointment.pk,
            device="laptop",
            lets_in=True,
            by=her(appointment),
            now=START + 2 * SECOND,
        )
        assert len(self.removed(fake)) == 1

    def test_whose_link_is_void_is_put_out(self, fake: FakeVideo, appointment: Appointment) -> None:
        begin(appointment)
        join(appointment)
        revoke_links(appointment_id=appointment.pk, by=her(appointment), now=START + SECOND)
        assert len(self.removed(fake)) == 1

    def test_before_a_call_nobody_is_put_out(self, fake: FakeVideo, appointment: Appointment) -> None:
        enter_waiting_room(appointment_id=appointment.pk, now=START)
        assert not ProcrastinateJob.objects.filter(task_name="calls.remove_person").exists()

    def test_a_provider_that_is_away_is_asked_again(self, fake: FakeVideo, appointment: Appointment) -> None:
        begin(appointment)
        with fake.failing(), pytest.raises(VideoError):
            jobs.remove_person(appointment.pk, Party.CLIENT.value, (START + SECOND).isoformat())
        with fake.failing(), pytest.raises(VideoError):
            jobs.close_room("fake", appointment.room_name)

    def test_one_that_is_not_configured_any_more_is_said_once(self, caplog: pytest.LogCaptureFixture) -> None:
        jobs.close_room("fake", "somewhere")
        assert "does not help" in caplog.text
