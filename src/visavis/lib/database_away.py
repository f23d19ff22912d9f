"""Tell a database that cannot be reached from one that has refused a statement."""

from django.db.utils import InterfaceError, OperationalError

_CODES = ("08", "57P01", "57P02", "57P03")
"""SQLSTATEs of connections that break, of a server that shuts down and of one that starts."""


def is_database_away(error: BaseException) -> bool:
    """Whether `error` says that there is no connection to the database, and none can be made."""
    if isinstance(error, InterfaceError):
        return True
    if not isinstance(error, OperationalError):
        return False
    code = getattr(error.__cause__, "sqlstate", None)
    # Where no connection was made, nobody could send a code.
    return code is None or code.startswith(_CODES)
