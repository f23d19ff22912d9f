"""Attacks on a running practice, from outside: what a stranger with patience can do with sockets alone."""
