"""Which messages an appointment calls for."""

from datetime import UTC, datetime, timedelta

from visavis.messages.kinds import Kind, Recipient
from visavis.messages.planning.plan import channels_of_client, plan_announcements, plan_reminders
from visavis.notify.port import ChannelName

EMAIL, SMS = ChannelName.EMAIL, ChannelName.SMS
START = datetime(2026, 12, 9, 8, 0, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def test_reminders_come_at_their_distances_from_the_start() -> None:
    planned = list(plan_reminders([EMAIL], [60, 1440, 15, 60], starts_at=START, now=START - 48 * HOUR))
    assert [draft.due_at for draft in planned] == [START - 24 * HOUR, START - HOUR, START - 15 * MINUTE]
    assert not any(draft.missed for draft in planned)


def test_a_reminder_is_of_use_until_the_next_one_and_the_last_until_the_start() -> None:
    planned = list(plan_reminders([EMAIL], [1440, 60, 15], starts_at=START, now=START - 48 * HOUR))
    assert [draft.expires_at for draft in planned] == [START - HOUR, START - 15 * MINUTE, START]


def test_a_booking_half_an_hour_ahead_gets_only_the_last_reminder() -> None:
    planned = list(plan_reminders([EMAIL], [1440, 60, 15], starts_at=START, now=START - 30 * MINUTE))
    assert [draft.missed for draft in planned] == [True, True, False]


def test_a_reminder_due_at_this_very_moment_is_missed_because_the_confirmation_says_it() -> None:
    (draft,) = plan_reminders([EMAIL], [60], starts_at=START, now=START - HOUR)
    assert draft.missed


def test_a_practice_without_reminders_plans_none_and_senseless_distances_are_left_out() -> None:
    assert not list(plan_reminders([EMAIL], [], starts_at=START, now=START - HOUR))
    assert not list(plan_reminders([EMAIL], [0, -5], starts_at=START, now=START - HOUR))


def test_each_channel_has_reminders_of_its_own() -> None:
    planned = list(plan_reminders([EMAIL, SMS], [60, 15], starts_at=START, now=START - 2 * HOUR))
    assert [draft.channel for draft in planned] == [EMAIL, EMAIL, SMS, SMS]


def test_news_of_something_long_over_is_still_worth_an_hour() -> None:
    now = START + 5 * HOUR
    (late,) = plan_announcements(Kind.CANCELLED, Recipient.CLIENT, [EMAIL], ends_at=START, now=now)
    (early,) = plan_announcements(
        Kind.SCHEDULED, Recipient.CLIENT, [EMAIL], ends_at=START, now=START - 9 * HOUR
    )
    assert late.expires_at == now + HOUR
    assert early.expires_at == START


def test_who_gave_only_a_phone_number_is_told_by_text_message() -> None:
    assert channels_of_client(email="i@example.org", phone="+380501234567", sms=False) == (EMAIL,)
    assert channels_of_client(email="i@example.org", phone="+380501234567", sms=True) == (EMAIL, SMS)
    assert channels_of_client(email="", phone="+380501234567", sms=False) == (SMS,)
    assert channels_of_client(email="i@example.org", phone="", sms=True) == (EMAIL,)
