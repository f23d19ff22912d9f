"""What the system tells of processes: who descends from whom, and how much processor time they took."""

import contextlib
import os
from pathlib import Path


def family(first: int) -> list[int]:
    """`first` and all that descend from it."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            # The program's name, in brackets, may hold anything.
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(stat.parent.name))
    found = [first]
    for pid in found:
        found += children.get(pid, [])
    return found


def processor_s(process: int) -> float:
    """The processor time that the process has taken so far, on its own account and the kernel's."""
    fields = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
