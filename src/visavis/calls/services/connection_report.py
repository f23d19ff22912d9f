"""Record the quality of a connection, for support after the call."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from visavis.calls.errors import StaleSeat
from visavis.calls.models import Connection, Seat
from visavis.people.parties import Party


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionReport:
    """What a page measured since its last report. `rtt_ms` is None where nothing was measured."""

    browser: str
    local_kind: str
    remote_kind: str
    protocol: str
    rtt_ms: int | None
    received: int
    lost: int
    restarts: int


@transaction.atomic(durable=True)
def record_connection(
    *, appointment_id: int, party: Party, token: str, epoch: int, said: ConnectionReport, now: datetime
) -> None:
    """Add a page's figures to the record, the last ones too, which come when the call is over.

    Raises `StaleSeat`.
    """
    sat = Seat.objects.filter(appointment_id=appointment_id, party=party.value, token=token, epoch=epoch)
    if not sat.exists():
        raise StaleSeat
    rows = Connection.objects.filter(appointment_id=appointment_id, party=party.value)
    rows.update(
        browser=said.browser,
        packets_received=F("packets_received") + said.received,
        packets_lost=F("packets_lost") + said.lost,
        restarts=F("restarts") + said.restarts,
    )
    if said.local_kind:
        rows.update(local_kind=said.local_kind, remote_kind=said.remote_kind, protocol=said.protocol)
    if said.rtt_ms is not None:
        rows.update(
            reports=F("reports") + 1,
            rtt_ms_sum=F("rtt_ms_sum") + said.rtt_ms,
            rtt_ms_worst=Greatest(F("rtt_ms_worst"), said.rtt_ms),
        )
