"""What day it is: today, or on a demonstration installation the day the demonstration stands still at."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.utils import timezone


def today() -> datetime.date:
    """The day that due dates are held against, in the site's time zone."""
    return settings.DEMO_TODAY if settings.DEMO else timezone.localdate()


def now() -> datetime.datetime:
    """The time of day now, on the day of ``today()``; aware, in the site's time zone."""
    moment = timezone.localtime()
    return moment.replace(year=today().year, month=today().month, day=today().day) if settings.DEMO else moment
