"""Who is signed in, read at each request of a browser of staff: by two statements whose text is made once."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.models import Session

from visavis.lib import clock
from visavis.lib.db import WholeRows
from visavis.people.models import User

_SESSION = WholeRows(Session, where="session_key = %s AND expire_date > %s")
_USER = WholeRows(User, where="id = %s")


class SessionStore(DatabaseSessions):
    """Django's own; settings name this module."""

    def _get_session_from_db(self) -> Session | None:
        found = _SESSION.first(self.session_key or "", clock.now())
        if found is None:
            # As if the browser had sent none: a key that opens nothing is never taken over.
            self._session_key = None
        return found


class StaffBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types here
    """allauth's own, for those who sign in with an address and a password."""

    def get_user(self, user_id: int) -> Any:
        """The user of a session, unless switched off meanwhile."""
        user = _USER.first(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None
