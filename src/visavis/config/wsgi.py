"""Pages and the API, served on WSGI because it is many times faster there."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "visavis.config.settings")
application = get_wsgi_application()

# What is loaded by now stays for good; a request makes thousands of objects that end with it.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
