"""The content of messages to clients, kind by kind."""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType

from django.utils.translation import gettext as _

from visavis.booking.access import link_still_valid
from visavis.messages.content.client_facts import closing_for_client, facts_for_client, place, terms
from visavis.messages.content.message_content import MessageContent, MessageContext, moment
from visavis.messages.kinds import Kind
from visavis.people.actors import ActorKind
from visavis.web.times import clock_time
from visavis.web.zones import zone_label


def content_for_client(context: MessageContext) -> MessageContent:
    """The content for a client, in the active language."""
    subject, lead, short, notes = BY_KIND[Kind(context.message.kind)](context)
    names = context.names | _client_names(context)
    return MessageContent(
        subject=subject % names,
        greeting=_("Hello, %(name)s.") % {"name": context.addressee.name},
        lead=lead % names,
        short=short % names,
        facts=facts_for_client(context),
        action=(_action(context), context.link),
        notes=[note % names for note in notes],
        closing=closing_for_client(context),
    )


Sentences = tuple[str, str, str, list[str]]
"""Subject, lead, short lead, notes; the named placeholders are not filled in yet."""


def _confirm_contact(context: MessageContext) -> Sentences:
    return (
        _("Please confirm: %(service)s, %(when)s"),
        _("This time with %(specialist)s is kept for you until %(kept)s. It is yours once you confirm it."),
        _("Please confirm by %(kept_short)s: %(when)s."),
        [
            _("Open the page, and press “Confirm” there."),
            _("You did not choose it? Then do nothing: without you nothing is booked."),
        ],
    )


def _scheduled(context: MessageContext) -> Sentences:
    return (
        _("Booked: %(service)s, %(when)s"),
        _("Your appointment with %(specialist)s is booked."),
        _("Booked: %(when)s."),
        _how_to_change(context),
    )


def _approved(context: MessageContext) -> Sentences:
    return (
        _("Your request was accepted: %(service)s, %(when)s"),
        _("%(specialist)s has agreed to the time you asked for. Your appointment is booked."),
        _("Accepted: %(when)s."),
        _how_to_change(context),
    )


def _requested(context: MessageContext) -> Sentences:
    return (
        _("We have your request: %(service)s, %(when)s"),
        _("We have received your request. %(specialist)s will answer it, and we will write to you then."),
        _("Request received: %(when)s. We will write to you."),
        [_("Until then we keep this time for you. You can change or withdraw your request by your link.")],
    )


def _declined(context: MessageContext) -> Sentences:
    return (
        _("This time is not possible: %(service)s, %(when)s"),
        _("We are sorry: %(specialist)s cannot take the appointment you asked for."),
        _("Sorry, not possible: %(when)s."),
        [_("You are welcome to choose another time, or to call us.")],
    )


def _expired(context: MessageContext) -> Sentences:
    return (
        _("Your request was not answered in time: %(service)s, %(when)s"),
        _("We are sorry: your request was not answered in time, so it has ended and nothing is booked."),
        _("Sorry, your request was not answered: %(when)s."),
        [_("You are welcome to choose another time, or to call us.")],
    )


def _moved(context: MessageContext) -> Sentences:
    notes = [_("Please use this time; the one we wrote of before does not hold any more.")]
    if context.message.caused_by != ActorKind.CLIENT:
        notes.append(_("If it does not suit you, choose another one by your link, or call us."))
    return (
        _("New time: %(service)s, %(when)s"),
        _("Your appointment with %(specialist)s has a new time."),
        _("New time: %(when)s."),
        notes,
    )


def _place_changed(context: MessageContext) -> Sentences:
    notes = [
        _where_to_come(context),
        _("Time, length and price stay as you booked them."),
        _("If it does not suit you, choose another time by your link, or call us."),
    ]
    return (
        _("New place: %(service)s, %(when)s"),
        _("Your appointment with %(specialist)s has another place than we wrote before."),
        _("New place: %(place)s. Your appointment: %(when)s."),
        notes,
    )


def _terms_kept(context: MessageContext) -> Sentences:
    return (
        _("Your appointment stays as booked: %(service)s, %(when)s"),
        _("This service is offered otherwise now. Your appointment with %(specialist)s stays as booked."),
        _("Your appointment stays as booked: %(when)s."),
        [_("For you it is still: %(terms)s.")],
    )


def _clocks_changed(context: MessageContext) -> Sentences:
    return (
        _("The clocks have changed by law: %(service)s, now %(when)s"),
        _(
            "A law has changed the clocks since your appointment with %(specialist)s was booked."
            " It is now at: %(when)s."
        ),
        _("The clocks have changed by law. Your appointment: %(when)s."),
        [
            _("Please use this time; the one we wrote of before does not hold any more."),
            _("If it does not suit you, choose another one by your link, or call us."),
        ],
    )


def _cancelled(context: MessageContext) -> Sentences:
    subject = _("Cancelled: %(service)s, %(when)s")
    short = _("Cancelled: %(when)s.")
    if context.message.caused_by == ActorKind.CLIENT:
        lead = _("You have cancelled your appointment with %(specialist)s.")
        return subject, lead, short, [_("You are welcome to book again whenever you like.")]
    lead = _("We are sorry: your appointment with %(specialist)s had to be cancelled.")
    return subject, lead, short, [_("You are welcome to choose another time, or to call us.")]


def _link(context: MessageContext) -> Sentences:
    return (
        _("Your personal link: %(service)s, %(when)s"),
        _("Here is the personal link to your appointment with %(specialist)s."),
        _("Your link: %(when)s."),
        _how_to_change(context),
    )


def _reminder(context: MessageContext) -> Sentences:
    return (
        _("Your appointment is %(in_time)s: %(service)s, %(when)s"),
        _("Your appointment with %(specialist)s is %(in_time)s."),
        _("Appointment %(in_time)s: %(when)s."),
        [_where_to_come(context)],
    )


def _running_late(context: MessageContext) -> Sentences:
    return (
        _("About %(minutes)s minutes late: %(service)s, %(when)s"),
        _("%(specialist)s is running late: your appointment will begin about %(minutes)s minutes later."),
        _("%(specialist)s is about %(minutes)s min late: %(when)s."),
        [_("The waiting room opens as planned. Wait there if you like; its page tells you how it stands.")],
    )


def _summary_published(context: MessageContext) -> Sentences:
    return (
        _("A summary for you: %(service)s, %(when)s"),
        _("%(specialist)s has written a summary of your consultation for you."),
        _("A summary for you: %(when)s."),
        [_("For your privacy nothing of it is in this message."), _where_to_read(context)],
    )


BY_KIND: Mapping[Kind, Callable[[MessageContext], Sentences]] = MappingProxyType(
    {
        Kind.CONFIRM_CONTACT: _confirm_contact,
        Kind.SCHEDULED: _scheduled,
        Kind.APPROVED: _approved,
        Kind.REQUESTED: _requested,
        Kind.DECLINED: _declined,
        Kind.EXPIRED: _expired,
        Kind.MOVED: _moved,
        Kind.CANCELLED: _cancelled,
        Kind.PLACE_CHANGED: _place_changed,
        Kind.TERMS_KEPT: _terms_kept,
        Kind.CLOCKS_CHANGED: _clocks_changed,
        Kind.REMINDER: _reminder,
        Kind.LINK: _link,
        Kind.RUNNING_LATE: _running_late,
        Kind.SUMMARY_PUBLISHED: _summary_published,
    }
)


def _client_names(context: MessageContext) -> dict[str, str]:
    """Placeholders that only clients' sentences have. Filled in once: an address may hold a percent sign."""
    kept_until = context.appointment.held_until or context.now
    return {
        "address": context.appointment.address or context.practice.name,
        "time": _clock(context, context.opens_at),
        "kept": _clock(context, kept_until),
        "kept_short": clock_time(kept_until, context.addressee.zone),
        "place": place(context),
        "terms": ", ".join(terms(context)),
        "until": moment(context.appointment.snapshot.changes_until, context.addressee.zone),
    }


def _how_to_change(context: MessageContext) -> list[str]:
    if context.now > context.appointment.snapshot.changes_until:
        return [
            _(
                "By your link you can confirm or cancel the appointment; it is too late to move it."
                " The link is yours alone."
            )
        ]
    return [
        _("By your link you can confirm, move or cancel the appointment. The link is yours alone."),
        _("You can move or cancel it freely until %(until)s."),
    ]


def _where_to_read(context: MessageContext) -> str:
    if link_still_valid(context.appointment, now=context.now):
        return _("It is on the page of your appointment.")
    return _("It is in your history: type your e-mail address there, and we send you a code.")


def _where_to_come(context: MessageContext) -> str:
    if not context.appointment.by_video:
        return _("Please come to: %(address)s")
    if context.room_is_open:
        return _("The waiting room is open: you can enter now.")
    return _("The waiting room opens at %(time)s. You can try your camera and microphone before.")


def _clock(context: MessageContext, at: datetime) -> str:
    """“14:15 (Berlin, UTC+1)”."""
    zone = context.addressee.zone
    return f"{clock_time(at, zone)} ({zone_label(at, zone, context.addressee.language)})"


def _action(context: MessageContext) -> str:
    kind = Kind(context.message.kind)
    if kind is Kind.CONFIRM_CONTACT:
        return _("Look and confirm")
    if kind is Kind.REMINDER and context.room_is_open and context.appointment.by_video:
        return _("Enter now")
    if kind in {Kind.CANCELLED, Kind.DECLINED, Kind.EXPIRED}:
        return _("Choose another time")
    if kind is Kind.SUMMARY_PUBLISHED:
        return _("Read the summary")
    return _("Open my request") if kind is Kind.REQUESTED else _("Open my appointment")
