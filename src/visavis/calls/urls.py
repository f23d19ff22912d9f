"""Where providers of calls tell what happened; mounted under `/hooks/video/`."""

from django.urls import path

from visavis.calls.views import webhook

app_name = "calls"
urlpatterns = [path("<slug:provider>/", webhook, name="webhook")]
