"""Counters that all processes share, and whose address they count."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest
from django.conf import settings
from django.test import RequestFactory, override_settings

from visavis.people.rate_limits import RateLimited, check_rate, client_ip, delete_expired_counters

NOW = datetime(2026, 12, 7, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.django_db
def test_the_attempt_after_the_last_allowed_one_is_refused_until_the_window_ends() -> None:
    for _ in range(3):
        check_rate("link ivan", limit=3, per=HOUR, now=NOW)
    with pytest.raises(RateLimited):
        check_rate("link ivan", limit=3, per=HOUR, now=NOW)
    check_rate("link maria", limit=3, per=HOUR, now=NOW)
    check_rate("link ivan", limit=3, per=HOUR, now=NOW + HOUR)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        ([], "203.0.113.9", "10.0.0.1"),
        (["10.0.0.0/8"], "203.0.113.9", "203.0.113.9"),
        (["10.0.0.0/8"], "198.51.100.7, 203.0.113.9", "203.0.113.9"),
        (["10.0.0.0/8"], "203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (["10.0.0.0/8"], "", "10.0.0.1"),
        (["10.0.0.0/8"], "203.0.113.9:4711", "203.0.113.9"),
        (["10.0.0.0/8"], "203.0.113.9:4711, 10.0.0.2:80", "203.0.113.9"),
        (["10.0.0.0/8"], "[2001:db8::9]:4711", "2001:db8::"),
        (["10.0.0.0/8"], "[2001:db8::9]", "2001:db8::"),
        (["10.0.0.0/8"], "::ffff:10.0.0.2, 203.0.113.9", "203.0.113.9"),
        (["10.0.0.0/8"], "203.0.113.9, ::ffff:10.0.0.2", "203.0.113.9"),
        (["10.0.0.0/8"], "203.0.113.9, unknown", "10.0.0.1"),
        (["10.0.0.0/8"], "203.0.113.9, 1-a, 10.0.0.2", "10.0.0.2"),
    ],
)
def test_a_forwarded_address_is_believed_only_from_our_own_proxies(
    proxies: list[str], forwarded: str, expected: str
) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": forwarded})
    networks = tuple(ip_network(proxy) for proxy in proxies)
    with override_settings(VISAVIS=replace(settings.VISAVIS, trusted_proxies=networks)):
        assert client_ip(request) == expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
    ],
)
def test_all_addresses_of_one_customer_count_as_one(one: str, other: str, same: bool) -> None:
    seen = [client_ip(RequestFactory().get("/", REMOTE_ADDR=address)) for address in (one, other)]
    assert (seen[0] == seen[1]) is same


@pytest.mark.django_db
def test_counters_are_forgotten_once_their_window_is_over() -> None:
    check_rate("link ivan", limit=3, per=HOUR, now=NOW)
    assert delete_expired_counters(now=NOW + HOUR) == 0
    assert delete_expired_counters(now=NOW + 3 * HOUR) == 1
