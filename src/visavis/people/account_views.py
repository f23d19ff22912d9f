"""A member of staff's own account: address, language, password, second step."""

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from visavis.people.access import StaffRequest, for_staff
from visavis.people.models import User


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
