"""Forms for the accounts of the team."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from visavis.people.models import User
from visavis.people.models.users import ROLE_NAMES
from visavis.web.email_field import EmailField


class MemberForm(forms.ModelForm):  # type: ignore[type-arg]  # Django has no subscript at run time
    """An account that exists."""

    class Meta:
        model = User
        fields = ("name", "role", "language", "is_active")
        labels = {"is_active": gettext_lazy("May sign in")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True


class InviteForm(forms.Form):
    """An account to be made."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    email = EmailField(label=gettext_lazy("E-mail"))
    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        # None is chosen beforehand: what somebody may see is never given by an oversight.
        choices=[
            ("", gettext_lazy("Choose a role")),
            *((role.value, name) for role, name in ROLE_NAMES.items()),
        ],
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)

    def clean_email(self) -> str:
        """One account for one address."""
        email: str = self.cleaned_data["email"].lower()
        if User.objects.filter(email=email).exists():
            raise ValidationError(_("Somebody signs in with this address already."), code="taken")
        return email
