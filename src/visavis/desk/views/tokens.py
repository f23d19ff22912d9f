"""API tokens, with which programs act for their owner."""

from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from visavis.desk.access import specialist_for
from visavis.desk.forms.api_token import TokenForm
from visavis.lib import clock
from visavis.people.access import StaffRequest, for_staff
from visavis.people.actors import Actor
from visavis.people.api_tokens import TooManyTokens, make_token, revoke_token, tokens_for

MOST_SHOWN = 300


@for_staff()
@require_http_methods(["GET", "HEAD", "POST"])
# Somebody who finds a signed-in desk must not be able to make a key to it.
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]  # allauth ships no types
def tokens(request: StaffRequest) -> HttpResponse:
    """The list and a form for a new token; its text is shown only once."""
    form, made, text = TokenForm(request.POST or None), None, ""
    if form.is_valid():
        try:
            made, text = make_token(user=request.user, name=form.cleaned_data["name"], now=clock.now())
            form = TokenForm()
        except TooManyTokens as refusal:
            form.add_error("name", refusal.human)
    one = specialist_for(request.user, None)
    context = {
        "form": form,
        "made": made,
        "text": text,
        "tokens": tokens_for(request.user)[:MOST_SHOWN],
        "zone": one.zone if one else "UTC",
        "shows_owners": request.user.is_admin,
    }
    return render(request, "desk/tokens.html", context, status=422 if form.errors else 200)


@for_staff()
@require_POST
def revoke(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Revoke a token."""
    token = get_object_or_404(tokens_for(request.user), public_id=public_id)
    revoke_token(token_id=token.pk, by=Actor.staff(request.user), now=clock.now())
    messages.success(request, _("Revoked. Programs that use it are refused from now on."))
    return redirect("desk:tokens")
