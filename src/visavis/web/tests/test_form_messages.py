"""Every form of ours speaks with our sentences, not with Django's."""

from collections.abc import Iterator

import pytest
from allauth.account.adapter import get_adapter
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from django import forms
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import translation

DJANGOS = ("This field is required.", "Enter a ", "Select a valid choice", "Ensure this value", "No file was")


def every_form(kind: type[forms.BaseForm] = forms.BaseForm) -> Iterator[type[forms.BaseForm]]:
    for form in kind.__subclasses__():
        if form.__module__.startswith("visavis.") and ".tests." not in form.__module__:
            yield form
        yield from every_form(form)


@pytest.mark.django_db
def test_no_form_says_what_django_says() -> None:
    Client().get("/")  # All forms are loaded with the addresses.
    said = [
        (form.__name__, name, str(sentence))
        for form in set(every_form())
        for name, field in getattr(form, "base_fields", {}).items()
        for sentence in field.error_messages.values()
    ]
    assert len(said) > 100
    assert [one for one in said if one[2].startswith(DJANGOS)] == []


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        (forms.CharField(), "", "Fill this in."),
        (forms.CharField(max_length=3), "four", "Write at most 3 letters; now there are 4."),
        (forms.BooleanField(), "", "Tick this to go on."),
        (forms.IntegerField(), "", "Fill this in."),
        (forms.IntegerField(), "ten", "Give a whole number, for example 30."),
        (forms.IntegerField(min_value=5), "-5", "Give a number of at least 5."),
        (forms.IntegerField(max_value=9), "10", "Give a number of at most 9."),
        (forms.DateField(), "soon", "Give a date, for example 2026-12-16."),
        (forms.TimeField(), "late", "Give a time from 00:00 to 23:59, for example 14:30."),
        (forms.EmailField(), "ivan@", "This is not a whole e-mail address."),
        (forms.ChoiceField(choices=[("a", "A")]), "", "Choose one."),
        (forms.ChoiceField(choices=[("a", "A")]), "b", "Choose one from the list"),
        (forms.MultipleChoiceField(choices=[("a", "A")]), ["b"], "Choose one from the list"),
    ],
)
def test_a_mistake_is_named_with_its_fix(field: forms.Field, typed: object, sentence: str) -> None:
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        field.clean(typed)
    assert refused.value.messages[0].startswith(sentence)


def test_signing_in_names_the_fix_too() -> None:
    with translation.override("en"):
        for adapter in (get_adapter(), get_mfa_adapter()):
            assert str(adapter.error_messages["incorrect_code"]).endswith(
                "Type the one that the app shows now."
            )
