"""Lock, check and insert in plain SQL, driven by pgbench: the speed of PostgreSQL alone."""

import os
import re
import subprocess
import tempfile
from pathlib import Path

from visavis.lib.postgres_programs import wheel_binaries

# Each client has its own specialist, and each booking starts at the end of the one before.
SCRIPT = r"""
\set n :n + 1
BEGIN;
SELECT id FROM people_specialist WHERE id = :first + :client_id FOR NO KEY UPDATE;
SELECT 1 FROM booking_appointment WHERE specialist_id = :first + :client_id
    AND starts_at > timestamptz '2200-01-01' + (:n - 48) * interval '30 min'
    AND starts_at < timestamptz '2200-01-01' + (:n + 48) * interval '30 min'
    AND busy && tstzrange(timestamptz '2200-01-01' + :n * interval '30 min',
                          timestamptz '2200-01-01' + (:n + 1) * interval '30 min') LIMIT 1;
INSERT INTO booking_appointment (
    public_id, specialist_id, service_id, client_id, state, version, starts_at, ends_at, buffer_before,
    buffer_after, busy, overbooked, booked_local_time, booked_zone, held_by, held_from, client_name,
    client_email, client_phone, client_language, client_zone, client_message, sms, link_generation, room_name,
    absent, cancelled_late, created_at, place, address, door, door_opens_min, price_label, held_network,
    confirm_first, needs_proof, answered_terms, shifted_local_time)
VALUES (gen_random_uuid(), :first + :client_id, :service, :owner, 'scheduled', 0,
    timestamptz '2200-01-01' + :n * interval '30 min',
    timestamptz '2200-01-01' + (:n + 1) * interval '30 min',
    '0', '0', tstzrange(timestamptz '2200-01-01' + :n * interval '30 min',
                        timestamptz '2200-01-01' + (:n + 1) * interval '30 min'),
    false, '', '', '', '', 'Ivan', 'ivan@example.org', '', 'en', '', '', false, 1,
    replace(gen_random_uuid()::text, '-', ''), '', false, now(), 'video', '', 'by_specialist', 5, '', '',
    false, false, '', '');
COMMIT;
"""
_ROUND = 1_000_000
"""How many bookings one round may make before it meets the next."""


def bookings_a_second(
    *, specialist: int, service: int, client: int, connections: int, seconds: float, turn: int
) -> float:
    """Run the script for `seconds`. `specialist` is the first of as many as there are connections.

    No two turns may be the same. Raises `RuntimeError` with what pgbench said when it failed.
    """
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "book.sql"
        script.write_text(SCRIPT)
        given = {"first": specialist, "service": service, "owner": client, "n": turn * _ROUND}
        done = subprocess.run(
            [
                wheel_binaries() / "pgbench",
                *("--no-vacuum", "--client", str(connections), "--jobs", "2", "--time", str(round(seconds))),
                *(f"--define={name}={value}" for name, value in given.items()),
                *("--file", script, os.environ["DATABASE_URL"]),
            ],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    if done.returncode or found is None or not re.search(r"failed transactions: 0 ", done.stdout):
        raise RuntimeError(f"pgbench failed: {done.stdout[-300:]} {done.stderr[-300:]}")
    return float(found[1])
