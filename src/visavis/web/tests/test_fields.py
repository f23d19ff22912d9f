"""Fields: the label, the hint and the error belong to the input, for eyes and for screen readers."""

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation


class Booking(forms.Form):
    name = forms.CharField(label="Your name", max_length=80)
    phone = forms.CharField(label="Phone", required=False, help_text="With the country's code")
    how = forms.ChoiceField(label="How", choices=[("e", "E-mail"), ("s", "SMS")], widget=forms.RadioSelect)
    agree = forms.BooleanField(label="I agree")
    token = forms.CharField(widget=forms.HiddenInput, required=False)


def rendered(source: str, form: forms.Form) -> str:
    with translation.override("en"):
        return Template("{% load components %}" + source).render(Context({"form": form}))


def test_an_error_is_tied_to_its_input_and_keeps_what_was_typed() -> None:
    form = Booking({"name": "x" * 81})
    html = rendered("{% field form.name %}", form)
    assert 'aria-describedby="id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_name_error"' in html
    assert f'value="{"x" * 81}"' in html


def test_a_hint_given_in_the_template_is_tied_to_its_input_too() -> None:
    html = rendered('{% field form.name hint="As in your passport" %}', Booking())
    assert 'aria-describedby="id_name_helptext"' in html
    assert '<p class="hint" id="id_name_helptext">As in your passport</p>' in html


def test_optional_fields_say_so_and_required_ones_need_not() -> None:
    assert "optional" in rendered("{% field form.phone %}", Booking())
    assert "optional" not in rendered("{% field form.name %}", Booking())


def test_choices_are_a_group_with_a_legend() -> None:
    html = rendered("{% field form.how %}", Booking({}))
    assert '<fieldset aria-describedby="id_how_error">' in html
    assert "<legend>How</legend>" in html


def test_a_box_stands_before_its_words() -> None:
    html = rendered("{% field form.agree %}", Booking())
    assert html.index("<input") < html.index('<label for="id_agree">I agree</label>')


@pytest.mark.parametrize("link", ["#id_name", "#id_how_0", "#id_agree"])
def test_the_summary_leads_to_every_field_with_an_error(link: str) -> None:
    html = rendered("{% problems form %}", Booking({}))
    assert 'role="alert"' in html
    assert f'href="{link}"' in html


def test_there_is_no_summary_while_all_is_well() -> None:
    assert rendered("{% problems form %}", Booking()).strip() == ""


def test_a_whole_form_has_all_its_fields_and_the_hidden_ones() -> None:
    html = rendered("{{ form }}", Booking())
    assert html.count('class="field ') == 4
    assert 'type="hidden" name="token"' in html
    assert "style=" not in html


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Olena Koval", "OK"), ("Анна Марія Ліс", "АЛ"), ("cher", "C"), ("", ""), (None, ""), ("7 days", "D")],
)
def test_a_face_without_a_photo_shows_initials(name: str | None, letters: str) -> None:
    html = Template("{% load components %}{{ name|initials }}").render(Context({"name": name}))
    assert html == letters
