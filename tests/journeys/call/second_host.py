"""A second host on this machine: a network namespace with a virtual cable and its own address."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Self

import pytest

from tests.ports import free_port

NETWORK = "10.77.31"
OURS = f"{NETWORK}.1"


class SecondHost:
    """A network namespace with one cable to this host; it exists within the `with` block."""

    def __init__(self) -> None:
        if os.geteuid() != 0 or shutil.which("ip") is None:
            pytest.skip("network namespaces need root and the program ip")
        # Several runs on one machine must not pull each other's cables.
        number = free_port()
        self.name, self._near, self._far = f"vv{number}", f"vn{number}", f"vf{number}"
        self.address = f"{NETWORK}.2"

    def __enter__(self) -> Self:
        if _run("ip", "netns", "add", self.name, check=False):
            pytest.skip("this machine makes no network namespaces")
        _run("ip", "link", "add", self._near, "type", "veth", "peer", "name", self._far)
        _run("ip", "link", "set", self._far, "netns", self.name)
        _run("ip", "addr", "add", f"{OURS}/24", "dev", self._near)
        _run("ip", "link", "set", self._near, "up")
        self._inside("ip", "link", "set", "lo", "up")
        self._inside("ip", "link", "set", self._far, "up")
        self._inside("ip", "addr", "add", f"{self.address}/24", "dev", self._far)
        return self

    def __exit__(self, *_: object) -> None:
        _run("ip", "link", "del", self._near, check=False)
        _run("ip", "netns", "del", self.name, check=False)

    def pull(self) -> None:
        """Pull the cable out."""
        _run("ip", "link", "set", self._near, "down")

    def plug(self) -> None:
        """Put it back."""
        _run("ip", "link", "set", self._near, "up")

    def move(self, last: int) -> None:
        """Take another address, as a phone that changes its network does."""
        before, self.address = self.address, f"{NETWORK}.{last}"
        self._inside("ip", "addr", "add", f"{self.address}/24", "dev", self._far)
        self._inside("ip", "addr", "del", f"{before}/24", "dev", self._far)
        # The kernel drops the others of its network together with a first address.
        self._inside("ip", "addr", "replace", f"{self.address}/24", "dev", self._far)

    def program(self, folder: Path, program: str) -> str:
        """A program that runs `program` on this host."""
        script = folder / f"{self.name}.sh"
        script.write_text(f'#!/bin/sh\nexec ip netns exec {self.name} {program} "$@"\n')
        script.chmod(0o755)
        return str(script)

    def _inside(self, *command: str) -> None:
        _run("ip", "netns", "exec", self.name, *command)


def _run(*command: str, check: bool = True) -> int:
    return subprocess.run(command, check=check, capture_output=True).returncode
