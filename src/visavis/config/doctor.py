"""`visavis doctor`: what is configured, what is missing, and what that means for the practice.

No secret is ever printed, not even its length.
"""

import shutil
import smtplib
import ssl
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

import visavis
from visavis.config.env import ConfigurationError, EmailServer, Env
from visavis.config.ice_servers import IceServers
from visavis.config.programs import OLDEST_POSTGRES, first_line
from visavis.lib.clock import now as the_clock
from visavis.lib.findings import Finding, State, good_if
from visavis.live.protocol import APPLICATION as LISTENING
from visavis.messages.delivery import heartbeats
from visavis.messages.delivery.heartbeats import WorkerProblem
from visavis.notify.sms.gateways import GATEWAYS
from visavis.people.models import Role, User
from visavis.video.p2p.coturn import coturn_configuration
from visavis.video.p2p.turn import Relay
from visavis.video.providers import configured_names, provider

LITTLE_SPACE = 2_000
"""Megabytes below which the disk will soon stop bookings."""
CLOCKS_APART = 2.0
"""Seconds that our clock and the database's may differ."""


def report(say: Callable[[str], None]) -> int:
    """Say every finding; returns 1 when something must be mended, otherwise 0."""
    worst = 0
    for check in CHECKS:
        for finding in check(settings.VISAVIS):
            say(f"{finding.state:<5} {finding.subject:<12} {finding.said}")
            worst = max(worst, finding.state is State.MEND)
    return int(worst)


def database(env: Env) -> Iterator[Finding]:
    """Reached, new enough, with all its tables, and with a clock like ours."""
    whose = f"embedded in {env.var / 'postgres'}" if env.embedded else "your own"
    try:
        # Not through the pool, which says only that it waited in vain.
        psycopg.connect(env.database, connect_timeout=10).close()
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('server_version'), extract(epoch FROM clock_timestamp())")
            version, theirs = cursor.fetchone()
        apart = abs(float(theirs) - time.time())
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except (DatabaseError, psycopg.Error) as error:
        yield Finding("database", State.MEND, f"{whose}, not reached: {first_line(error)}")
        return
    new_enough = int(version.split(".")[0]) >= OLDEST_POSTGRES
    needed = "" if new_enough else f"; {OLDEST_POSTGRES} or newer is needed"
    yield Finding("database", good_if(new_enough), f"PostgreSQL {version}, {whose}{needed}")
    if missing:
        yield Finding("tables", State.MEND, f"{len(missing)} migrations to apply: run `visavis migrate`")
    else:
        yield Finding("tables", State.GOOD, "up to date")
    if apart > CLOCKS_APART:
        yield Finding("clock", State.MEND, f"{apart:.0f} s away from the database's: reminders go out wrong")
    if not missing:
        yield from people()
        yield from worker()
        yield from live()


def people() -> Iterator[Finding]:
    """Somebody can sign in and set the practice up."""
    admins = User.objects.filter(role=Role.ADMIN.value, is_active=True).count()
    if admins:
        yield Finding("admins", State.GOOD, str(admins))
    else:
        yield Finding("admins", State.MEND, "none, nobody can sign in: run `visavis admin E-MAIL`")


def worker() -> Iterator[Finding]:
    """A worker is alive, without which no message is sent; jobs run; its clock is the database's."""
    health = heartbeats.worker_health(now=the_clock())
    if WorkerProblem.NONE_RUNS in health.problems:
        yield Finding("worker", State.MEND, "none is running, no message is sent: run `visavis run`")
        return
    yield Finding("worker", State.GOOD, "running")
    stopped = WorkerProblem.JOBS_STOPPED in health.problems
    said = "not running, no consultation is closed: restart the worker, and read its log"
    yield Finding("jobs", good_if(not stopped), said if stopped else "running")
    if WorkerProblem.CLOCK_OFF in health.problems:
        off = f"{health.clock_off.total_seconds():.0f} s ahead of the database's"
        yield Finding("worker clock", State.MEND, f"{off}: set the clock of the worker's machine")


def live() -> Iterator[Finding]:
    """Live events are served; without them pages poll every few seconds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_stat_activity WHERE application_name = %s AND datname = current_database()",
            [LISTENING],
        )
        listens = cursor.fetchone() is not None
    if listens:
        yield Finding("live events", State.GOOD, "running")
    else:
        said = "nobody serves them, pages ask every few seconds: run `visavis run` or `visavis live`"
        yield Finding("live events", State.MEND, said)


def addresses(env: Env) -> Iterator[Finding]:
    """The address at which clients reach the practice."""
    local = urlsplit(env.base_url).scheme == "http"
    meaning = ", reachable from this machine only: set VISAVIS_BASE_URL" if local else ""
    yield Finding("address", State.NOTE if local else State.GOOD, env.base_url + meaning)
    if env.debug:
        yield Finding("debug", State.MEND, "VISAVIS_DEBUG is on: errors show strangers our insides")


def keys(env: Env) -> Iterator[Finding]:
    """Where the keys are, and what is lost with them."""
    for subject, key, file, lost in (
        ("secret key", env.secret_key, "secret_key", "sign-ins and second factors"),
        ("data key", env.data_keys[0], "data_key", "notes and summaries"),
    ):
        kept = env.var / file
        ours = kept.exists() and kept.read_text().strip() == key
        said = f"kept in {kept}: back it up, without it {lost} are lost" if ours else "set"
        yield Finding(subject, State.GOOD, said)


def channels(env: Env) -> Iterator[Finding]:
    """How messages are sent."""
    if env.demo:
        yield Finding("e-mail", State.NOTE, "the demo's outbox, nothing leaves this machine")
    elif env.email is None:
        said = "VISAVIS_EMAIL_URL is not set: nobody gets a confirmation or a reminder by mail"
        yield Finding("e-mail", State.MEND, said)
    else:
        yield _mail_server(env.email)
    if env.sms.configured:
        yield Finding("SMS", State.GOOD, GATEWAYS[env.sms.gateway].describe(env.sms.options))
    else:
        said = "off: VISAVIS_SMS=http sends text messages through your gateway"
        yield Finding("SMS", State.NOTE, said)


def calls(env: Env) -> Iterator[Finding]:
    """Whether each provider works that a practice can choose here."""
    for name in configured_names():
        yield from provider(name).check()


def turn_configuration() -> str:
    """The configuration of a TURN server that fits ours. Holds the secret they share.

    Raises `ConfigurationError` where none is configured.
    """
    servers: IceServers = settings.VISAVIS.calls
    if not servers.turn_urls:
        wrong = "VISAVIS_TURN_URLS is needed for this, and VISAVIS_TURN_SECRET"
        raise ConfigurationError([f"{wrong}. Example: VISAVIS_TURN_URLS=turn:turn.consult.example:3478"])
    return coturn_configuration(Relay(servers.turn_urls, servers.turn_secret))


def machine(env: Env) -> Iterator[Finding]:
    """Room on the disk, and the files that the installation makes."""
    place = next(path for path in (env.var, *env.var.parents) if path.exists())
    free = shutil.disk_usage(place).free // 1_000_000
    meaning = "" if free > LITTLE_SPACE else ", bookings stop when the disk is full"
    yield Finding("disk", good_if(free > LITTLE_SPACE), f"{free} MB free at {place}{meaning}")
    package = Path(visavis.__file__).parent
    built = (package / "web" / "static" / "dist").is_dir()
    yield Finding("front end", good_if(built), "built" if built else "not built: run `make setup`")


def _mail_server(server: EmailServer) -> Finding:
    where = f"{server.host} port {server.port}"
    open_connection = smtplib.SMTP_SSL if server.tls == "ssl" else smtplib.SMTP
    try:
        with open_connection(server.host, server.port, timeout=10) as smtp:
            if server.tls == "starttls":
                smtp.starttls(context=ssl.create_default_context())
            if server.user:
                smtp.login(server.user, server.password)
            smtp.noop()
    except (OSError, smtplib.SMTPException) as error:
        return Finding("e-mail", State.MEND, f"{where} refuses us: {_without_secrets(error, server)}")
    return Finding("e-mail", State.GOOD, f"{where} takes our mail")


def _without_secrets(error: Exception, server: EmailServer) -> str:
    """Some servers repeat what one tried to sign in with."""
    said = str(error)
    return said.replace(server.password, "…") if server.password else said


CHECKS: tuple[Callable[[Env], Iterator[Finding]], ...] = (
    database,
    addresses,
    keys,
    channels,
    calls,
    machine,
)
