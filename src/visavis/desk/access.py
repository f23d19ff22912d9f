"""Whose days, hours and services a member of staff may see and change."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from visavis.people.models import Specialist, User
from visavis.schedule.models import Service


def specialists_for(user: User) -> QuerySet[Specialist]:
    """All specialists for those who run the desk, only themselves for the others."""
    rows = Specialist.objects.order_by("-active", "position", "id")
    return rows if user.sees_everyone else rows.filter(user=user)


def specialist_for(user: User, wanted: UUID | None) -> Specialist | None:
    """One of `specialists_for`, by the rule of `pick_specialist`."""
    return pick_specialist(list(specialists_for(user)), user, wanted)


def pick_specialist(seen: Sequence[Specialist], user: User, wanted: UUID | None) -> Specialist | None:
    """The specialist whose public id is `wanted`; without one the user's own, or else the first.

    None where the user sees nobody. Raises `Http404` for a specialist who is not among the `seen`.
    """
    if wanted is None:
        own = [one for one in seen if one.user_id == user.pk]
        return next(iter([*own, *seen]), None)
    for one in seen:
        if one.public_id == wanted:
            return one
    raise Http404


def services_for(user: User) -> QuerySet[Service]:
    """The services of the specialists whom the user sees."""
    rows = Service.objects.select_related("specialist")
    return rows if user.sees_everyone else rows.filter(specialist__user=user)


def service_for(user: User, public_id: UUID) -> Service:
    """One of `services_for`. Raises `Http404` for every other."""
    found = services_for(user).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found
