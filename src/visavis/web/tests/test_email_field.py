"""An address that is refused says why, in every form that takes one."""

import pytest
from django import forms
from django.core.exceptions import ValidationError

from visavis.booking.forms import DetailsForm, LinkForm
from visavis.desk.forms.client import ClientForm
from visavis.desk.forms.member import InviteForm
from visavis.desk.forms.practice import PracticeForm
from visavis.desk.forms.specialist import SpecialistForm
from visavis.history.forms import EmailForm
from visavis.web.email_field import NOT_LATIN, EmailField

CYRILLIC = "іван@example.org"


@pytest.mark.parametrize("written", ["ivan@example.org", "ivan@пошта.укр", "ivan@xn--80a1acn3a.xn--j1amh"])
def test_any_domain_is_taken(written: str) -> None:
    assert EmailField().clean(written) == written


@pytest.mark.parametrize("written", [CYRILLIC, "іван@пошта.укр", "ivаn@example.org"])
def test_other_letters_before_the_sign_are_refused_with_the_reason_and_the_fix(written: str) -> None:
    with pytest.raises(ValidationError) as refused:
        EmailField().clean(written)
    assert refused.value.messages == [str(NOT_LATIN)]


@pytest.mark.parametrize("written", ["ivan", "ivan@", "@example.org", "ivan@example", "a b@example.org"])
def test_what_is_no_address_is_refused_as_before(written: str) -> None:
    with pytest.raises(ValidationError) as refused:
        EmailField().clean(written)
    assert str(NOT_LATIN) not in refused.value.messages


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (DetailsForm, "email"),
        (ClientForm, "email"),
        (InviteForm, "email"),
        (EmailForm, "email"),
        (SpecialistForm, "email"),
        (PracticeForm, "reply_to"),
    ],
)
def test_every_form_takes_an_address_by_this_field(form: type[forms.Form], field: str) -> None:
    assert isinstance(form.base_fields[field], EmailField)


def test_the_form_that_sends_a_link_again_says_it_too() -> None:
    form = LinkForm({"contact": CYRILLIC}, country="UA")
    assert form.errors["contact"] == [str(NOT_LATIN)]
