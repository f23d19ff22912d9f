"""Who may open which address: every view says it in one line, and a test tries every role on each.

A view without one of these marks fails the role matrix test. What a role may do *within* a page
(whose appointment, which specialist) is decided in the feature's own `access.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import update_wrapper
from http import HTTPStatus
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt

from visavis.lib.errors import NotAllowed
from visavis.people.models import Role, User
from visavis.web.refusals import wants_json

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
StaffView = Callable[Concatenate["StaffRequest", P], HttpResponseBase]


class StaffRequest(HttpRequest):
    """A request whose user is known to be a member of staff."""

    user: User


class SignedOut(NotAllowed):
    """A script of a page asks, and nobody is signed in any more."""

    code = "signed_out"
    status = HTTPStatus.UNAUTHORIZED
    sentence = gettext_lazy("Please sign in again.")


class Audience(StrEnum):
    """For whom an address is."""

    EVERYONE = "everyone"
    CLIENT = "client"
    """Holders of the grant of this one appointment."""
    STAFF = "staff"
    API = "api"
    """Programs: with the token of a member of staff, the bearer's grant of this one appointment, or a token
    for a media server.

    A browser's cookies open none of these addresses.
    """
    PROVIDER = "provider"
    """Somebody who works for the practice, by a signature over what they send."""


@dataclass(frozen=True, slots=True)
class Access:
    """What a view says about itself."""

    audience: Audience
    roles: frozenset[Role] = frozenset()


EVERY_ROLE = frozenset(Role)
RUNS_THE_DESK = frozenset({Role.ADMIN, Role.RECEPTION})
"""Those who work with all specialists' days."""


def for_everyone(view: View[P]) -> View[P]:
    """An address that anyone may open."""
    return _marked(view, Access(Audience.EVERYONE))


def for_client(view: View[P]) -> View[P]:
    """An address of one appointment's client; the view fetches it by `appointment_for_client`.

    Nothing of it is ever kept by a cache or a search engine, nor named to another site.
    """

    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        return _private(view(request, *args, **kwargs))

    update_wrapper(guarded, view)
    return _marked(guarded, Access(Audience.CLIENT))


def for_staff(*roles: Role) -> Callable[[StaffView[P]], View[P]]:
    """An address for signed-in staff of the given roles; of every role when none is given."""
    allowed = frozenset(roles) or EVERY_ROLE

    def decorate(view: StaffView[P]) -> View[P]:
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            user: Any = request.user
            if not isinstance(user, User):
                if wants_json(request):
                    raise SignedOut
                return redirect_to_login(request.get_full_path())
            if Role(user.role) not in allowed:
                raise PermissionDenied
            return _private(view(request, *args, **kwargs))  # type: ignore[arg-type]  # checked just above

        update_wrapper(guarded, view)
        return _marked(guarded, Access(Audience.STAFF, allowed))

    return decorate


def for_providers(view: View[P]) -> View[P]:
    """An address that a provider tells its news to; the view checks its signature."""

    @csrf_exempt
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        return _private(view(request, *args, **kwargs))

    update_wrapper(guarded, view)
    return _marked(guarded, Access(Audience.PROVIDER))


def for_programs(access: Access) -> Callable[[View[P]], View[P]]:
    """An address of the interface for programs; its own guard has let the caller in by `access`."""

    def decorate(view: View[P]) -> View[P]:
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            return _private(view(request, *args, **kwargs))

        update_wrapper(guarded, view)
        return _marked(guarded, access)

    return decorate


def access_of(view: Callable[..., Any]) -> Access | None:
    """What a view says about itself, or None where it says nothing."""
    return getattr(view, "access", None)


def _marked(view: View[P], access: Access) -> View[P]:
    view.access = access  # type: ignore[attr-defined]  # read back by `access_of`
    return view


def _private(response: HttpResponseBase) -> HttpResponseBase:
    patch_cache_control(response, private=True, no_store=True)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
