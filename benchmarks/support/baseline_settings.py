"""The product's own settings, with the baseline views mounted beside its addresses."""

from visavis.config.settings import *  # noqa: F403  a settings file is what it takes over

ROOT_URLCONF = "benchmarks.support.baseline_urls"
