"""The programs of a practice, which can be stopped and started, behind connections that can be cut."""

import contextlib
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from typing import Self

from tests.ports import free_port
from visavis.config.env import Env
from visavis.config.programs import answers_http, live, step, web_command, worker

PATIENCE_S = 60


class NetworkCable:
    """A cable between browsers and one of our ports: passes everything on, until it is cut."""

    def __init__(self, to: int) -> None:
        self._to = to
        self._whole = threading.Event()
        self._whole.set()
        self._ends: list[socket.socket] = []
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Nothing passes; connections stay open without data, as when a cable is pulled."""
        self._whole.clear()

    def repair(self) -> None:
        """Data passes again, the delayed data first."""
        self._whole.set()

    def close(self) -> None:
        """End every connection."""
        self._whole.set()
        for end in [self._door, *self._ends]:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._door.accept()
                threading.Thread(target=self._join, args=(near,), daemon=True).start()

    def _join(self, near: socket.socket) -> None:
        self._whole.wait()
        try:
            far = socket.create_connection(("127.0.0.1", self._to))
        except OSError:
            near.close()
            return
        self._ends += [near, far]
        threading.Thread(target=self._pump, args=(near, far), daemon=True).start()
        self._pump(far, near)

    def _pump(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while said := source.recv(65536):
                self._whole.wait()
                target.sendall(said)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
            if end in self._ends:
                self._ends.remove(end)


class Programs:
    """Pages, live events and worker on ports of their own; browsers come through `url`."""

    def __init__(
        self,
        environ: dict[str, str],
        *,
        live_host: str = "",
        run: Sequence[str] = ("web", "live"),
        **further: str,
    ) -> None:
        """With `live_host` live events are reached by that name, and not through a cable.

        `run` are the programs to begin with; "run" is all of them under their supervisor.
        """
        port, live_port = free_port(), free_port()
        self.port = port
        self.pages, self.events = NetworkCable(port), NetworkCable(live_port)
        self.url = f"http://127.0.0.1:{self.pages.port}"
        self.environ = environ | {
            "VISAVIS_BASE_URL": self.url,
            "VISAVIS_PORT": str(port),
            "VISAVIS_LIVE_PORT": str(live_port),
            "VISAVIS_LIVE_URL": f"ws://{live_host}:{live_port}/live/"
            if live_host
            else f"ws://127.0.0.1:{self.events.port}/live/",
            **further,
        }
        self._env = Env.read(self.environ)
        self._run = run
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def pid(self, name: str) -> int:
        """The process of one of them."""
        return self._running[name].pid

    def __enter__(self) -> Self:
        self.start(*self._run)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop(*self._running)
        self.pages.close()
        self.events.close()

    def start(self, *names: str) -> None:
        """Start them and wait until they answer."""
        commands: dict[str, Sequence[str]] = {
            "web": web_command(self._env, processes=1),
            "live": live(self._env).command,
            "worker": worker(self._env).command,
            "run": step("run", "run").command,
        }
        live_answers = answers_http(self._env.host, self._env.live.port)
        web_answers = answers_http(self._env.host, self._env.port)
        ready: dict[str, Callable[[], bool]] = {
            "web": web_answers,
            "live": live_answers,
            "run": lambda: web_answers() and live_answers(),
        }
        for name in names:
            self._running[name] = subprocess.Popen(commands[name], env=self.environ)
        deadline = time.monotonic() + PATIENCE_S
        for name in set(names) & set(ready):
            while not ready[name]():
                assert self._running[name].poll() is None, f"{name} ended before it answered"
                assert time.monotonic() < deadline, f"{name} did not answer"
                time.sleep(0.05)

    def stop(self, *names: str) -> None:
        """End them, as a deployment does."""
        ending = [self._running.pop(name) for name in list(names)]
        for program in ending:
            program.send_signal(signal.SIGTERM)
        for program in ending:
            try:
                program.wait(timeout=10)
            except subprocess.TimeoutExpired:
                program.kill()
                program.wait()
