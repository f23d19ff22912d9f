"""Who the embedded PostgreSQL runs as, and where that account can reach its files.

PostgreSQL refuses to run as root. Started by anybody else it simply runs as them, and nothing here matters.
Started by root (a container, a small server) it gets a system account of its own, which may be unable to
enter the folders above ours: `/root` is closed to it. We never open a folder to others, we put the files
where the account can go.
"""

import contextlib
import hashlib
import os
import pwd
import shutil
import stat
import subprocess
from pathlib import Path

ACCOUNT = "visavis-postgres"
FALLBACK_FOLDER = Path("/var/lib/visavis")
"""Files for which root's own folders are closed to the account."""


def account() -> pwd.struct_passwd | None:
    """The account to become, or None to stay who we are. As root, makes it when it is missing.

    Raises:
        LookupError: when we are root and neither can make an account nor find a fitting one.
    """
    if os.geteuid() != 0:
        return None
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(ACCOUNT)
    with contextlib.suppress(OSError):
        subprocess.run(
            [
                "useradd",
                "--system",
                "--user-group",
                "--no-create-home",
                "--shell",
                "/usr/sbin/nologin",
                ACCOUNT,
            ],
            check=False,
            capture_output=True,
        )
    for name in (ACCOUNT, "postgres"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise LookupError(ACCOUNT)


def closed_to_others(path: Path) -> bool:
    """Whether some folder above `path` keeps other accounts out."""
    return any(parent.exists() and not parent.stat().st_mode & stat.S_IXOTH for parent in path.parents)


def reachable_home(folder: Path) -> Path:
    """Where the server's files for `folder` really live: there, unless we are root and it is shut in.

    The answer is the same before and after the files exist.
    """
    folder = folder.absolute()
    if os.geteuid() != 0 or folder.exists():
        return folder.resolve()
    resolved = folder.parent.resolve() / folder.name
    if not closed_to_others(resolved):
        return resolved
    return FALLBACK_FOLDER / hashlib.sha256(os.fsencode(resolved)).hexdigest()[:12]


def reachable_binaries(binaries: Path) -> Path:
    """`binaries`, or a copy of their installation for an account that cannot reach them.

    The copy keeps the two folders of the wheel side by side, the programs find their libraries by that.
    """
    if os.geteuid() != 0 or not closed_to_others(binaries / "postgres"):
        return binaries
    package = binaries.parent.parent
    libraries = package.with_name(package.name + ".libs")
    made = (binaries / "postgres").stat()
    copy = FALLBACK_FOLDER / f"programs-{made.st_size}-{int(made.st_mtime)}"
    if not copy.exists():
        unfinished = copy.with_name(f"{copy.name}.{os.getpid()}")
        shutil.copytree(binaries.parent, unfinished / package.name / binaries.parent.name, symlinks=True)
        if libraries.exists():
            shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
        try:
            unfinished.rename(copy)
        except OSError:  # Another process finished the same copy first.
            shutil.rmtree(unfinished)
    return copy / package.name / binaries.parent.name / binaries.name
