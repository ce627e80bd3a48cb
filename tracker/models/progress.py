"""How far a piece of work in the background is: what pages show, and what finds the work that stopped."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tracker.roles import Permission

if TYPE_CHECKING:
    from tracker.models import User

STUCK_AFTER = datetime.timedelta(minutes=2)
"""Work that told nothing for so long has stopped: its process is gone."""

MOST_ATTEMPTS = 3
"""How often a piece of work is begun before it is given up."""


class TaskState(models.TextChoices):
    """Where a piece of work stands."""

    WAITING = "waiting", _("等待中")
    RUNNING = "running", _("进行中")
    DONE = "done", _("已完成")
    FAILED = "failed", _("没有完成")


UNFINISHED = (TaskState.WAITING, TaskState.RUNNING)


class TaskProgressQuerySet(models.QuerySet["TaskProgress"]):
    """Questions about work in the background."""

    def visible_to(self, user: User) -> TaskProgressQuerySet:
        """What the person began, and what was begun where the person runs the year."""
        return self.filter(Q(by=user) | user.reach(Permission.RUN_CYCLE, "organisation__"))

    def unfinished(self) -> TaskProgressQuerySet:
        """What waits or runs."""
        return self.filter(state__in=UNFINISHED)

    def stuck(self) -> TaskProgressQuerySet:
        """What waits or runs and has told nothing for too long."""
        return self.unfinished().filter(heartbeat__lt=timezone.now() - STUCK_AFTER)


class TaskProgress(models.Model):
    """One piece of work. ``name`` is the job's, ``arguments`` what it works on; done again it does no harm.

    ``holder`` is who works on it now: whoever lost it (another began it anew) may not write any more.
    """

    name = models.CharField(_("事项"), max_length=40)
    title = models.CharField(_("内容"), max_length=200)
    arguments = models.JSONField(default=dict)
    done = models.PositiveIntegerField(_("已做"), default=0)
    total = models.PositiveIntegerField(_("共"), default=0)
    state = models.CharField(_("状态"), max_length=10, choices=TaskState, default=TaskState.WAITING)
    attempts = models.PositiveSmallIntegerField(_("次数"), default=0)
    heartbeat = models.DateTimeField(_("最近动静"), default=timezone.now)
    holder = models.CharField(max_length=32, blank=True)
    ticket = models.CharField(max_length=40, blank=True)
    result = models.CharField(_("结果"), max_length=500, blank=True)
    by = models.ForeignKey("User", models.PROTECT, null=True, related_name="+", verbose_name=_("发起人"))
    organisation = models.ForeignKey("Organisation", models.CASCADE, related_name="+", verbose_name=_("单位"))
    begun_at = models.DateTimeField(_("发起时间"), auto_now_add=True)
    finished_at = models.DateTimeField(_("结束时间"), null=True)

    objects = TaskProgressQuerySet.as_manager()

    class Meta:
        ordering = ["-begun_at", "-pk"]
        verbose_name = _("后台事项")
        indexes = [models.Index(fields=["state", "heartbeat"], name="task_state_heartbeat")]

    def __str__(self) -> str:
        return self.title

    @property
    def unfinished(self) -> bool:
        """True while it waits or runs."""
        return self.state in UNFINISHED

    @property
    def stuck(self) -> bool:
        """True if it waits or runs and has told nothing for too long."""
        return self.unfinished and self.heartbeat < timezone.now() - STUCK_AFTER

    @property
    def percent(self) -> int:
        """How much is done, in whole percent."""
        return self.done * 100 // self.total if self.total else 0
