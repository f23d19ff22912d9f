"""A worker with little patience: `python -m visavis.messages.tests.impatient_worker LEASE_S MINUTE_S`."""

import os
import sys
from datetime import timedelta

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "visavis.config.settings")
    import django

    django.setup()

    from visavis.config.worker import main
    from visavis.messages.delivery.queue import RetryPolicy

    lease_s, minute_s = (float(given) for given in sys.argv[1:3])
    main(RetryPolicy(lease=timedelta(seconds=lease_s), minute=timedelta(seconds=minute_s)))
