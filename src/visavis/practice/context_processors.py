"""The context processor that gives every template the practice."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from visavis.practice.models import Practice


def practice(request: HttpRequest) -> dict[str, object]:
    """Put `practice` into every template, read from the database only where it is used."""
    return {"practice": SimpleLazyObject(Practice.current)}
