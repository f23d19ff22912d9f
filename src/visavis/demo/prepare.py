"""The demo's step that needs Django: migrate, load the data on the first start, print the links.

A process of its own, because the supervisor lives as long as the demo and should stay small.
"""

import json
import sys


def main() -> None:
    """Bring the database up to date, fill it when it is empty, and print the links as one JSON line."""
    from django.conf import settings

    from visavis.config.migrate import migrate
    from visavis.demo import data, links
    from visavis.people.models import User

    migrate(verbosity=0)
    if not User.objects.exists():
        data.load_demo_data()
    sys.stdout.write(json.dumps(links.demo_links(settings.VISAVIS.base_url)) + "\n")
