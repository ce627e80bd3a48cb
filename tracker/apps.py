"""The one Django app."""

from django.apps import AppConfig


class TrackerConfig(AppConfig):
    """法治政府建设年度报告: the required parts as data, filled in, checked, judged, handed over."""

    name = "tracker"
    verbose_name = "年度报告"
    default_auto_field = "django.db.models.BigAutoField"
