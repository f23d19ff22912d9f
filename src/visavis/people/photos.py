"""Photos of specialists: where they are found, and how they are served.

The address holds the picture's digest, so a browser may keep it for ever: another photo has another address.
"""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from visavis.people.access import for_everyone
from visavis.people.models import Specialist, SpecialistPhoto

FOR_EVER = "public, max-age=31536000, immutable"


def select_photo(rows: QuerySet[Specialist]) -> QuerySet[Specialist]:
    """Fetch each specialist's photo along with them, all of it but the picture itself."""
    return rows.select_related("photo").defer("photo__webp")


def photo_url(specialist: Specialist) -> str | None:
    """Where the specialist's photo is, or None. Costs a query unless the photo was fetched along."""
    photo: Any = getattr(specialist, "photo", None)
    return f"/photos/{specialist.public_id}-{photo.digest}.webp" if photo else None


def fetch_photo_url(specialist: Specialist) -> str | None:
    """The same for a specialist fetched without a photo: one query, which does not read the picture."""
    rows = select_photo(Specialist.objects.filter(pk=specialist.pk))
    return photo_url(rows.get())


@for_everyone
@require_safe
def photo(request: HttpRequest, public_id: UUID, digest: str) -> HttpResponse:
    """The picture at `photo_url`."""
    found = SpecialistPhoto.objects.filter(specialist__public_id=public_id, digest=digest).first()
    if found is None:
        raise Http404
    return HttpResponse(bytes(found.webp), content_type="image/webp", headers={"Cache-Control": FOR_EVER})
