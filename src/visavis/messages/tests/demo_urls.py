"""The addresses as the demo has them."""

from django.urls import include, path

from visavis.config.urls import urlpatterns as everywhere

urlpatterns = [*everywhere, path("demo/", include("visavis.messages.outbox.urls"))]
