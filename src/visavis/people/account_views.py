"""A member of staff's own account: address, language, password, second step."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from visavis.lib import clock
from visavis.people.access import StaffRequest, for_staff
from visavis.people.models import User
from visavis.people.rate_limits import RateLimited
from visavis.people.seal import NoProof, NotesSealed, limit_proofs, open_notes


class MyAccountForm(forms.ModelForm):  # type: ignore[type-arg]  # Django has no subscript at run time
    """What everybody may change about themselves."""

    class Meta:
        model = User
        fields = ("name", "language")
        help_texts = {"language": gettext_lazy("Messages to you are in this language.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True


@for_staff()
@require_http_methods(["GET", "HEAD", "POST"])
def my_account(request: StaffRequest) -> HttpResponse:
    """See one's account; change one's name and language."""
    form = MyAccountForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("account_email")
    context = {"form": form, "two_steps": is_mfa_enabled(request.user)}
    return render(request, "account/account.html", context, status=422 if form.is_bound else 200)


class ProofForm(forms.Form):
    """What only the account's owner knows."""

    proof = forms.CharField(
        label=gettext_lazy("Your password from before, or one of your recovery codes"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )


@for_staff()
@require_http_methods(["GET", "HEAD", "POST"])
def open_sealed_notes(request: StaffRequest) -> HttpResponse:
    """Prove that one is the owner of the account, so that its notes can be read again."""
    form = ProofForm(request.POST or None)
    if not request.user.notes_sealed_at:
        return redirect("account_email")
    if form.is_valid():
        try:
            limit_proofs(request.user, now=clock.now())
            open_notes(request.user, form.cleaned_data["proof"], now=clock.now())
        except (NoProof, RateLimited) as refusal:
            form.add_error("proof", refusal.human)
        else:
            messages.success(request, _("Your notes are open again."))
            return redirect("account_email")
    return render(request, "account/open_notes.html", {"form": form}, status=422 if form.is_bound else 200)


def unless_sealed(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page with recovery codes: closed while the notes are sealed, for a code would open them."""

    @wraps(view)
    def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.notes_sealed_at:
            raise NotesSealed
        return view(request, *args, **kwargs)

    return guarded
