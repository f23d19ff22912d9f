"""What every message to a client says of the appointment beside its own sentences."""

from django.utils.translation import gettext as _

from visavis.messages.content.message_content import MessageContext, period
from visavis.messages.kinds import Kind
from visavis.web.times import duration_in_words

WITHOUT_PLACE = frozenset({Kind.CANCELLED, Kind.DECLINED, Kind.EXPIRED, Kind.SUMMARY_PUBLISHED})


def place(context: MessageContext) -> str:
    """Where it takes place, in a few words."""
    if context.appointment.by_video:
        return _("By video")
    return context.appointment.address or context.practice.name


def terms(context: MessageContext) -> list[str]:
    """Place, length and price as they were agreed."""
    appointment = context.appointment
    length = duration_in_words(appointment.slot.duration)
    return [one for one in (place(context), length, appointment.price_label) if one]


def facts_for_client(context: MessageContext) -> list[tuple[str, str]]:
    """When, what, with whom and where; label and value."""
    appointment, service = context.appointment, context.appointment.service
    facts = [
        (_("When"), period(appointment, context.addressee.zone)),
        (_("What"), service.name),
        (_("With"), appointment.specialist.name),
    ]
    # The appointment does not take place, so “your link leads there” would be wrong.
    if Kind(context.message.kind) in WITHOUT_PLACE:
        return facts
    if appointment.by_video:
        facts.append((_("Where"), _("By video, in your browser: your link leads there")))
    elif appointment.address:
        facts.append((_("Where"), appointment.address))
    return facts


def closing_for_client(context: MessageContext) -> list[str]:
    """The practice, and whom to call."""
    practice = context.practice
    closing = [practice.name]
    if practice.phone:
        closing.append(_("Questions? Call us: %(phone)s") % {"phone": practice.phone})
    if practice.emergency_line:
        closing.append(practice.emergency_line)
    return closing
