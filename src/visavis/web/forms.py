"""How Django renders forms here: `FORM_RENDERER = "visavis.web.forms.FormRenderer"`."""

from django.forms.renderers import DjangoTemplates


class FormRenderer(DjangoTemplates):
    """Our templates for whole forms and for single fields; Django's own for the widgets."""

    form_template_name = "web/form.html"
    field_template_name = "web/field.html"
