"""The test settings with Django's own administration beside the site, to measure its list over the same rows."""

from tracker.settings_for_tests import *  # noqa: F403
from tracker.settings_for_tests import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "django.contrib.admin"]
ROOT_URLCONF = "tests.bench.peers.urls"
