"""The one address of the look: choosing a language (a POST; a GET changes nothing)."""

from django.urls import path
from django.views.i18n import set_language

urlpatterns = [path("", set_language, name="set_language")]
