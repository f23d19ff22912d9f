"""The CSRF token of a browser, for a page that is already open.

A sign-in in the same browser changes the secret behind the token. A page that was drawn before would have
every request of its script refused from then on; it asks here for the token that is good now.
"""

from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from visavis.people.access import for_everyone


@for_everyone
@require_safe
def csrf_token(request: HttpRequest) -> JsonResponse:
    """Answer the token. Other sites cannot read it, and it changes nothing."""
    response = JsonResponse({"token": get_token(request)})
    patch_cache_control(response, private=True, no_store=True)
    return response
