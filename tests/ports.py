"""A port for a server of a test's own."""

import socket


def free_port() -> int:
    """One that nobody listens on at this moment."""
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])
