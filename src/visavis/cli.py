"""The `visavis` command: parses arguments and calls what does the work.

An error that an operator can fix prints one sentence and exits with code 2; any other error is a bug and
keeps its traceback.
"""

import argparse
import contextlib
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

OLDEST_PYTHON = (3, 11)
Command = Callable[[argparse.Namespace], int]


def demo(options: argparse.Namespace) -> int:
    """Run the demo until Ctrl-C."""
    from visavis.demo.run import run

    run(port=options.port, reset=options.reset)
    return 0


def demo_data(_: argparse.Namespace) -> int:
    """A step of the demo's own start."""
    _set_up_django()
    from visavis.demo.prepare import main as prepare

    prepare()
    return 0


def run(_: argparse.Namespace) -> int:
    """Run a practice until Ctrl-C."""
    from visavis.config.env import Env
    from visavis.config.programs import run

    run(Env.read(os.environ))
    return 0


def web(options: argparse.Namespace) -> int:
    """Become the web server; where something else supervises, such as systemd."""
    from visavis.config.env import Env
    from visavis.config.programs import child_environment, refuse_taken_port, web_command

    env = Env.read(os.environ)
    refuse_taken_port(env)
    command = web_command(env, processes=options.processes)
    os.execve(command[0], command, child_environment())  # noqa: S606  nothing of ours is left to run


def live(_: argparse.Namespace) -> int:
    """Tell open pages what happens, until SIGTERM."""
    from visavis.config.env import Env
    from visavis.config.live_server import main as serve
    from visavis.config.programs import refuse_taken_live_port

    env = Env.read(os.environ)
    refuse_taken_live_port(env)
    serve(env)
    return 0


def worker(options: argparse.Namespace) -> int:
    """Deliver messages and run jobs until SIGTERM."""
    _set_up_django()
    from visavis.config.worker import main as work

    work(liveness_file=options.liveness_file)
    return 0


def migrate(_: argparse.Namespace) -> int:
    """Bring the database's tables up to date."""
    with _database():
        _set_up_django()
        from visavis.config.database import Role, use_role
        from visavis.config.migrate import migrate

        use_role(Role.MIGRATION)
        migrate(verbosity=1)
    return 0


def doctor(options: argparse.Namespace) -> int:
    """Say what is configured, what is missing, and what that means; 1 when something must be mended."""
    if options.turn:
        _set_up_django()
        from visavis.config.doctor import turn_configuration

        print(turn_configuration(), end="")
        return 0
    with _database(must_answer=False):
        _set_up_django()
        from visavis.config.doctor import report

        return report(print)


def admin(options: argparse.Namespace) -> int:
    """Make the first admin, or let an existing one in again."""
    with _database():
        _set_up_django()
        from visavis.config.first_admin import make_admin, open_notes, read_password, reset_second_step

        if options.reset_second_factor or options.open_notes:
            change = reset_second_step if options.reset_second_factor else open_notes
            print(change(options.email))
            return 0
        print(make_admin(email=options.email, password=read_password()))
    return 0


def retention(options: argparse.Namespace) -> int:
    """Delete what the practice keeps no longer, or say what that would be."""
    with _database():
        _set_up_django()
        from visavis.config.retention import report
        from visavis.lib import clock

        report(print, dry_run=options.dry_run, now=clock.now())
    return 0


def facts(_: argparse.Namespace) -> int:
    """Print which features react to which facts."""
    _set_up_django()
    from visavis.config.facts_table import as_markdown

    print(as_markdown(), end="")
    return 0


def manage(options: argparse.Namespace) -> int:
    """Any of Django's own commands."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "visavis.config.settings")
    from django.core.management import execute_from_command_line

    from visavis.config.database import Role, use_role

    with _database():
        use_role(Role.MIGRATION)
        execute_from_command_line(["visavis manage", *options.arguments])
    return 0


@contextlib.contextmanager
def _database(*, must_answer: bool = True) -> Iterator[None]:
    """The embedded database for the length of one command, unless it runs already or is not ours."""
    from visavis.config.env import DATABASE, Env
    from visavis.config.programs import refuse_unreachable_database

    env = Env.read(os.environ)
    embedded = env.embedded
    if embedded is None:
        if must_answer:
            refuse_unreachable_database(env.database)
        yield
        return
    with embedded.running():
        embedded.create_database(DATABASE)
        yield


def _set_up_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "visavis.config.settings")
    import django

    django.setup()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="visavis", description="One-on-one video consultations.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, does: Command, about: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=about, description=about)
        added.set_defaults(does=does)
        return added

    starting = command("demo", demo, "try it: a made-up practice with everything running")
    starting.add_argument("--port", type=int, default=_port(), help="where to listen (PORT; default 8000)")
    starting.add_argument("--reset", action="store_true", default=_flag("RESET"), help="anew (RESET=1)")
    # Without a help text argparse leaves a command out of the list.
    commands.add_parser("demo-data").set_defaults(does=demo_data)
    command("run", run, "run a practice: its database, pages, live events, the worker")
    serving = command("web", web, "run the pages alone")
    serving.add_argument("--processes", type=int, default=2, help="how many (default 2)")
    command("live", live, "run live events alone: what tells open pages at once")
    working = command("worker", worker, "run the worker alone: messages and jobs")
    working.add_argument(
        "--liveness-file", type=Path, metavar="FILE", help="a file to touch every second while it moves"
    )
    command("migrate", migrate, "bring the database up to date")
    checking = command("doctor", doctor, "say what is configured and what is missing")
    checking.add_argument("--turn", action="store_true", help="print a configuration for coturn instead")
    letting_in = command("admin", admin, "make the first admin")
    letting_in.add_argument("email", metavar="E-MAIL")
    for option, about in (
        ("--reset-second-factor", "switch off this person's second step instead; they are told"),
        ("--open-notes", "open this person's sealed notes instead; they are told"),
    ):
        letting_in.add_argument(option, action="store_true", help=about)
    command("retention", retention, "delete what is kept no longer").add_argument(
        "--dry-run", action="store_true", help="say what would go, and delete nothing"
    )
    command("facts", facts, "print which feature reacts to what")
    passing = command("manage", manage, "run one of Django's commands")
    passing.add_argument("arguments", nargs=argparse.REMAINDER)
    return parser


def _port() -> int | None:
    """The demo's `PORT`, which a Makefile passes on."""
    value = os.environ.get("PORT", "")
    if value and not value.isdigit():
        raise _Refused("PORT must be a number. Example: PORT=8001")
    return int(value) if value else None


def _flag(name: str) -> bool:
    return os.environ.get(name, "") not in {"", "0"}


class _Refused(Exception):
    """An error that an operator can fix."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    if sys.version_info < OLDEST_PYTHON:
        return _refuse("Vis-à-vis needs Python 3.11 or newer; this is " + sys.version.split()[0] + ".")
    try:
        return _run_command(arguments)
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("visavis"):
            raise
        return _refuse(f"{error.name} is not installed: run `make setup`.")
    except KeyboardInterrupt:
        return 130


def _run_command(arguments: Sequence[str] | None) -> int:
    from django.db.utils import ProgrammingError
    from psycopg.errors import UndefinedColumn, UndefinedTable

    from visavis.config.env_reader import ConfigurationError
    from visavis.config.programs import NotRunnable
    from visavis.lib.postgres_programs import PostgresError
    from visavis.lib.supervisor import ProgramFailed

    try:
        options = _parser().parse_args(arguments)
        return int(options.does(options))
    except (ConfigurationError, NotRunnable, PostgresError, ProgramFailed, _Refused) as error:
        return _refuse(str(error))
    except ProgrammingError as error:
        if not isinstance(error.__cause__, UndefinedTable | UndefinedColumn):
            raise
        return _refuse("The database's tables are not up to date: run `visavis migrate`.")


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
