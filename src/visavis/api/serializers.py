"""Database rows as the API's schemas."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from visavis.api.schemas import AppointmentOut, ClientOut, ServiceOut, SlotOut, SpecialistOut
from visavis.booking.lifecycle import Absent
from visavis.booking.models import Appointment
from visavis.booking.queries import BookableSpecialist
from visavis.lib.intervals import Interval
from visavis.people.photos import photo_url
from visavis.schedule.models import Place, Service


def service_out(service: Service) -> ServiceOut:
    """A service. Select its specialist with it, or this costs a query."""
    return ServiceOut(
        id=service.public_id,
        specialist=service.specialist.public_id,
        name=service.name,
        description=service.description,
        duration_min=service.duration_min,
        place=Place(service.place),
        address=service.address,
        price=service.price_label,
        needs_approval=service.needs_approval,
        notice_min=service.notice_min,
        horizon_days=service.horizon_days,
        change_notice_min=service.change_notice_min,
    )


def specialist_out(bookable: BookableSpecialist) -> SpecialistOut:
    """A specialist with what can be booked with them."""
    one, photo = bookable.specialist, photo_url(bookable.specialist)
    for service in bookable.services:
        # The very same row, so that none of them costs a query.
        service.specialist = one
    return SpecialistOut(
        id=one.public_id,
        name=one.name,
        specialty=one.specialty,
        about=one.about,
        languages=one.languages,
        zone=one.zone,
        photo=f"{settings.VISAVIS.base_url}{photo}" if photo else None,
        services=[service_out(service) for service in bookable.services],
    )


def slot_out(slot: Interval, zone: ZoneInfo) -> SlotOut:
    """A free time in `zone`."""
    return SlotOut(start=slot.start.astimezone(zone), end=slot.end.astimezone(zone))


def appointment_out(appointment: Appointment) -> AppointmentOut:
    """An appointment in its client's zone. Select service and specialist with it, or this costs queries."""
    zone = appointment.client_tz

    def local(moment: datetime) -> datetime:
        return moment.astimezone(zone)

    return AppointmentOut(
        id=appointment.public_id,
        state=appointment.lifecycle,
        version=appointment.version,
        start=local(appointment.starts_at),
        end=local(appointment.ends_at),
        service=appointment.service.public_id,
        specialist=appointment.specialist.public_id,
        client=_client_out(appointment),
        message=appointment.client_message,
        absent=Absent(appointment.absent) if appointment.absent else None,
        cancelled_late=appointment.cancelled_late,
        overbooked=appointment.overbooked,
        changes_until=local(appointment.snapshot.changes_until),
        held_until=local(appointment.held_until) if appointment.held_until else None,
    )


def _client_out(appointment: Appointment) -> ClientOut:
    return ClientOut(
        name=appointment.client_name,
        email=appointment.client_email,
        phone=appointment.client_phone,
        language=appointment.client_language,
        zone=appointment.client_tz.key,
        sms=appointment.sms,
    )
