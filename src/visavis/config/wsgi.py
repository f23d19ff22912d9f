"""Pages and the API, served on WSGI because it is many times faster there."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "visavis.config.settings")
application = get_wsgi_application()
