"""Child processes that end with their parent, even when it is killed by SIGKILL."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1


def die_with_parent(with_signal: signal.Signals) -> Callable[[], None]:
    """Return a `preexec_fn` after which the kernel sends `with_signal` to the child when we die.

    Only Linux can do it; elsewhere the function does nothing. The kernel watches the *thread* that starts the
    child: start it from one that lives as long as the process.
    """
    if not sys.platform.startswith("linux"):
        return lambda: None
    # Found before the fork: between fork and exec nothing may be imported or locked.
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def set_death_signal() -> None:
        prctl(PR_SET_PDEATHSIG, int(with_signal), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)  # The parent died in between, so the kernel sends no signal.

    return set_death_signal
