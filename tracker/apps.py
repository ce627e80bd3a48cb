"""The one Django app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class TrackerConfig(AppConfig):
    """法治政府建设年度报告: the required parts as data, filled in, checked, judged, handed over."""

    name = "tracker"
    verbose_name = "年度报告"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The database's own guard of the record of deeds stands whenever the tables do."""
        from tracker.models.activity_guard import guard, unguard

        pre_migrate.connect(unguard, sender=self, dispatch_uid="activity-unguard")
        post_migrate.connect(guard, sender=self, dispatch_uid="activity-guard")
