"""Rate limits, by counters in the database that all processes share."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from visavis.lib.errors import DomainError
from visavis.people.models import RateCounter


class RateLimited(DomainError):
    """Too many attempts in a short time."""

    code = "rate_limited"
    status = HTTPStatus.TOO_MANY_REQUESTS
    sentence = _("That was tried too often in a short time. Please wait a few minutes and try again.")

    def __init__(self, subject: str) -> None:
        self.subject = subject
        super().__init__()


MAX_AMOUNT = 1_000_000_000
"""No counter holds more: two of them still fit the column."""


def check_rate(subject: str, *, limit: int, per: timedelta, now: datetime) -> None:
    """Count one attempt under `subject`. Raises `RateLimited` beyond `limit` in a window of `per`."""
    check_rates({subject: limit}, per=per, now=now)


def check_rates(
    limits: Mapping[str, int], *, per: timedelta, now: datetime, amounts: Mapping[str, int] | None = None
) -> None:
    """Count one attempt under each subject, by one statement. `limits`: how many each may have.

    `amounts`: what is counted of a subject where it is not one, such as bytes.
    Raises `RateLimited` with the first subject that is beyond its limit in a window of `per`.
    """
    subjects = {pseudonym(subject): subject for subject in limits}
    window = int(now.timestamp() // per.total_seconds())
    counted = [min((amounts or {}).get(subject, 1), MAX_AMOUNT) for subject in limits]
    with connection.cursor() as cursor:
        # Sorted, so that two who count the same subjects never wait for each other.
        cursor.execute(
            "INSERT INTO people_rate_counter (subject, time_window, number, expires_at)"
            " SELECT subject, %s, amount, %s FROM unnest(%s::text[], %s::int[]) AS asked (subject, amount)"
            " ORDER BY subject ON CONFLICT (subject, time_window)"
            " DO UPDATE SET number = least(people_rate_counter.number, %s) + excluded.number"
            " RETURNING subject, number",
            [window, now + 2 * per, list(subjects), counted, MAX_AMOUNT],
        )
        numbers = {subjects[code]: number for code, number in cursor.fetchall()}
    for subject, limit in limits.items():
        if numbers[subject] > limit:
            raise RateLimited(subject)


def uncount_rates(subjects: Iterable[str], *, per: timedelta, now: datetime) -> None:
    """Take back one attempt under each subject, by one statement."""
    window = int(now.timestamp() // per.total_seconds())
    counted = RateCounter.objects.filter(time_window=window, number__gt=0)
    counted.filter(subject__in=[pseudonym(one) for one in subjects]).update(number=F("number") - 1)


def delete_expired_counters(*, now: datetime) -> int:
    """Delete the counters whose windows are over; return how many."""
    deleted, _each = RateCounter.objects.filter(expires_at__lt=now).delete()
    return deleted


def pseudonym(text: str) -> str:
    """A code that stands for `text` in the database and cannot be read back."""
    return _pseudonym_under(settings.SECRET_KEY, text) if text else ""


def former_pseudonyms(text: str) -> tuple[str, ...]:
    """The codes that stood for `text` under the keys that were rotated out, for what is kept beyond that."""
    return tuple(_pseudonym_under(key, text) for key in settings.SECRET_KEY_FALLBACKS) if text else ()


def every_pseudonym(text: str) -> tuple[str, ...]:
    """All codes that may stand for `text`: the present one, and those of keys that were rotated out."""
    return (pseudonym(text), *former_pseudonyms(text)) if text else ()


def _pseudonym_under(key: str, text: str) -> str:
    return hmac.digest(key.encode(), text.encode(), hashlib.sha256).hex()[:40]


def client_ip(request: HttpRequest) -> str:
    """The client's network address; a forwarded one is believed only from a configured proxy.

    Of an IPv6 address it is the network of 64 bits: a single customer has all of those to choose from.
    """
    return _network_of(_address(request), bits=64)


def client_site(request: HttpRequest) -> str:
    """The network around `client_ip`: of an IPv6 address 48 bits, which many providers give to one customer.

    Of an IPv4 address there is none that says anything: it is `client_ip` itself.
    """
    return _network_of(_address(request), bits=48)


def _address(request: HttpRequest) -> str:
    """The last address that a proxy of ours vouches for; of a hop that is none, the proxy that named it."""
    direct: str = request.META.get("REMOTE_ADDR", "")
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    while hops and _is_our_proxy(direct):
        hop = _parsed(hops.pop())
        if hop is None:
            break
        direct = str(hop)
    return direct


def _network_of(address: str, *, bits: int) -> str:
    parsed = _parsed(address)
    if parsed is None:
        return address
    if isinstance(parsed, IPv4Address):
        return str(parsed)
    return str(IPv6Network((int(parsed), bits), strict=False).network_address)


def _is_our_proxy(address: str) -> bool:
    parsed = _parsed(address)
    return parsed is not None and any(parsed in network for network in settings.VISAVIS.trusted_proxies)


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    """The address in `text`, which some proxies write with a port; None where there is none."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text)
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found
