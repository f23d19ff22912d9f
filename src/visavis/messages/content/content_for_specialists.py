"""The content of messages to specialists and the team. It names the client, never what the client wrote."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from django.utils.translation import gettext as _

from visavis.messages.content.message_content import MessageContent, MessageContext, period
from visavis.messages.kinds import Kind, Recipient
from visavis.people.actors import ActorKind
from visavis.web.zones import minutes_ahead

Sentences = tuple[str, str]
"""Subject and lead; the named placeholders are not filled in yet."""


def content_for_specialist(context: MessageContext) -> MessageContent:
    """The content for a specialist, in the active language."""
    subject, lead = BY_KIND[Kind(context.message.kind)](context)
    names = context.names
    practice = context.practice
    return MessageContent(
        subject=subject % names,
        greeting=_("Hello, %(name)s.") % {"name": context.addressee.name},
        lead=lead % names,
        short=subject % names,
        facts=_facts(context),
        action=(_("Open at the desk"), context.link),
        closing=[practice.name, practice.phone] if practice.phone else [practice.name],
    )


def _scheduled(context: MessageContext) -> Sentences:
    subject = _("New booking: %(client)s, %(when)s")
    if context.message.caused_by == ActorKind.CLIENT:
        return subject, _("%(client)s has booked an appointment with you.")
    return subject, _("An appointment was booked with you for %(client)s.")


def _requested(context: MessageContext) -> Sentences:
    return (
        _("New request: %(client)s, %(when)s"),
        _("%(client)s asks for this time. Please accept or decline it: until then it is kept."),
    )


def _approved(context: MessageContext) -> Sentences:
    return _("Request accepted: %(client)s, %(when)s"), _("The request of %(client)s was accepted for you.")


def _declined(context: MessageContext) -> Sentences:
    return _("Request declined: %(client)s, %(when)s"), _("The request of %(client)s was declined for you.")


def _expired(context: MessageContext) -> Sentences:
    return (
        _("Request ended: %(client)s, %(when)s"),
        _("Nobody answered the request of %(client)s in time, so it has ended. We have told them."),
    )


def _moved(context: MessageContext) -> Sentences:
    subject = _("Moved: %(client)s, %(when)s")
    if context.message.caused_by == ActorKind.CLIENT:
        return subject, _("%(client)s has moved the appointment to another time.")
    return subject, _("The appointment of %(client)s was moved to another time.")


def _cancelled(context: MessageContext) -> Sentences:
    subject = _("Cancelled: %(client)s, %(when)s")
    if context.message.caused_by != ActorKind.CLIENT:
        return subject, _("The appointment of %(client)s was cancelled.")
    if context.appointment.cancelled_late:
        return subject, _("%(client)s has cancelled the appointment, later than the notice allows.")
    return subject, _("%(client)s has cancelled the appointment. The time is free again.")


def _reminder(context: MessageContext) -> Sentences:
    return (
        _("%(client)s %(in_time)s: %(service)s, %(when)s"),
        _("Your appointment with %(client)s is %(in_time)s."),
    )


def _client_waiting(context: MessageContext) -> Sentences:
    if Recipient(context.message.recipient) is Recipient.TEAM:
        return (
            _("%(client)s is waiting for %(specialist)s: %(service)s, %(when)s"),
            _(
                "%(client)s is in the waiting room, and %(specialist)s has not answered."
                " Please look after them, or call %(specialist)s."
            ),
        )
    return (
        _("%(client)s is waiting for you: %(service)s, %(when)s"),
        _("%(client)s is in the waiting room, and nobody has answered yet. Let them in, or tell them when."),
    )


BY_KIND: Mapping[Kind, Callable[[MessageContext], Sentences]] = MappingProxyType(
    {
        Kind.SCHEDULED: _scheduled,
        Kind.REQUESTED: _requested,
        Kind.APPROVED: _approved,
        Kind.DECLINED: _declined,
        Kind.EXPIRED: _expired,
        Kind.MOVED: _moved,
        Kind.CANCELLED: _cancelled,
        Kind.REMINDER: _reminder,
        Kind.CLIENT_WAITING: _client_waiting,
    }
)


def _facts(context: MessageContext) -> list[tuple[str, str]]:
    appointment, mine = context.appointment, context.addressee.zone
    facts = [
        (_("When"), period(appointment, mine)),
        (_("Client"), context.names["client"]),
        (_("What"), appointment.service.name),
    ]
    theirs = appointment.client_tz
    if minutes_ahead(appointment.starts_at, theirs=theirs, mine=mine):
        facts.insert(1, (_("For the client"), period(appointment, theirs)))
    return facts
