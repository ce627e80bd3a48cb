"""What is told to people in time: the settings of a round, the letters to be sent, and what each of them told.

A letter is written and what it tells is claimed in one short transaction; a unique row for each matter keeps a second
scheduler from telling it again. Sending follows, and a letter that stopped between the two is found by its claim.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tracker.models.cycles import DueDateKind

if TYPE_CHECKING:
    from tracker.models import Cycle, User

BEFORE = (14, 7, 3, 1, 0)
AFTER = (1, 3, 7)
"""The days before and after a due date on which people are told, unless a round says otherwise."""

MONDAY = 0
WEEKDAYS = [
    (0, _("星期一")), (1, _("星期二")), (2, _("星期三")), (3, _("星期四")), (4, _("星期五")), (5, _("星期六")),
    (6, _("星期日")),
]  # fmt: skip

STOPPED_AFTER = datetime.timedelta(minutes=10)
"""A letter that was taken up so long ago and told nothing since was left by a process that is gone."""

WAITS = (datetime.timedelta(minutes=10), datetime.timedelta(hours=1), datetime.timedelta(hours=6))
"""How long a letter waits after each failure; after the last of them it is given up."""


def mail_is_set_up() -> bool:
    """True if this installation can send letters."""
    return bool(settings.MAIL)


class ReminderSetting(models.Model):
    """When the people of a round are told; without a row as the defaults say. ``digest_weekday`` None: no digest."""

    cycle = models.OneToOneField("Cycle", models.CASCADE, related_name="reminder_setting", verbose_name=_("年度"))
    before = models.JSONField(_("到期前几天"), default=list)
    after = models.JSONField(_("逾期后几天"), default=list)
    digest_weekday = models.PositiveSmallIntegerField(_("每周摘要"), null=True, default=MONDAY, choices=WEEKDAYS)

    class Meta:
        verbose_name = _("提醒设置")

    def __str__(self) -> str:
        return f"{self.before} {self.after} {self.digest_weekday}"


@dataclass(frozen=True, slots=True)
class Schedule:
    """The days in force for a round."""

    before: tuple[int, ...] = BEFORE
    after: tuple[int, ...] = AFTER
    digest_weekday: int | None = MONDAY

    @property
    def stages(self) -> tuple[int, ...]:
        """Days left at which people are told, the earliest first: 14, 7, …, 0, -1, -3."""
        return tuple(sorted({*self.before, *(-day for day in self.after)}, reverse=True))

    def __str__(self) -> str:
        said = []
        if early := sorted((day for day in self.before if day), reverse=True):
            said.append(gettext("到期前%(days)s天") % {"days": "、".join(map(str, early))})
        if 0 in self.before:
            said.append(gettext("到期当天"))
        if self.after:
            said.append(gettext("逾期后%(days)s天") % {"days": "、".join(map(str, sorted(self.after)))})
        return "，".join(said) or gettext("不提醒")


def schedule_of(cycle: Cycle) -> Schedule:
    """The days in force for a round (``reminder_setting`` should be selected with it in lists)."""
    if not hasattr(cycle, "reminder_setting"):
        return Schedule()
    found = cycle.reminder_setting
    return Schedule(tuple(found.before), tuple(found.after), found.digest_weekday)


class LetterState(models.TextChoices):
    """Where a letter stands."""

    WAITING = "waiting", _("待发")
    CLAIMED = "claimed", _("发送中")
    SENT = "sent", _("已发")
    FAILED = "failed", _("未发出")


class LetterQuerySet(models.QuerySet["Letter"]):
    """Questions about letters."""

    def to_send(self, moment: datetime.datetime) -> LetterQuerySet:
        """Those whose turn it is, and those left behind by a process that is gone."""
        waiting = Q(state=LetterState.WAITING, not_before__lte=moment)
        stopped = Q(state=LetterState.CLAIMED, claimed_at__lte=moment - STOPPED_AFTER)
        return self.filter(waiting | stopped).order_by("not_before", "pk")

    def about(self, cycle: Cycle) -> LetterQuerySet:
        """Those that told of a round."""
        told = Q(pk__in=Reminder.objects.filter(report__cycle=cycle).values("letter"))
        return self.filter(told | Q(pk__in=Digest.objects.filter(cycle=cycle).values("letter")))


class Letter(models.Model):
    """One mail to one person, as written. ``holder``: who is sending it now; ``problem``: why it did not go, in words."""

    person = models.ForeignKey("User", models.CASCADE, related_name="letters", verbose_name=_("收信人"))
    subject = models.CharField(_("主题"), max_length=200)
    body = models.TextField(_("内容"))
    address = models.CharField(_("邮箱"), max_length=254, blank=True)
    state = models.CharField(_("状态"), max_length=8, choices=LetterState, default=LetterState.WAITING)
    attempts = models.PositiveSmallIntegerField(_("次数"), default=0)
    not_before = models.DateTimeField(default=timezone.now)
    holder = models.CharField(max_length=32, blank=True)
    made_at = models.DateTimeField(_("生成时间"), auto_now_add=True)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(_("发出时间"), null=True)
    problem = models.CharField(_("未发出的原因"), max_length=500, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("提醒邮件")
        indexes = [models.Index(fields=["state", "not_before"], name="letter_state_not_before")]

    def __str__(self) -> str:
        return self.subject


class Reminder(models.Model):
    """A person was told of one date of one report. ``days``: how many were left (negative: how many it was late).

    ``due_on`` is part of what makes it one: where the date is moved, people are told again.
    """

    letter = models.ForeignKey("Letter", models.CASCADE, related_name="reminders")
    report = models.ForeignKey("Report", models.CASCADE, related_name="reminders", verbose_name=_("报告"))
    kind = models.CharField(_("事项"), max_length=10, choices=DueDateKind)
    due_on = models.DateField(_("期限"))
    days = models.SmallIntegerField(_("还剩天数"))
    person = models.ForeignKey("User", models.CASCADE, related_name="reminders", verbose_name=_("收信人"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("提醒")
        constraints = [
            models.UniqueConstraint(fields=["report", "kind", "due_on", "days", "person"], name="reminder_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.due_on} {self.days}"


class Digest(models.Model):
    """A person was told how a round stands, once for the week that begins on ``week``."""

    letter = models.ForeignKey("Letter", models.CASCADE, related_name="digests")
    cycle = models.ForeignKey("Cycle", models.CASCADE, related_name="digests", verbose_name=_("年度"))
    week = models.DateField(_("周"))
    person = models.ForeignKey("User", models.CASCADE, related_name="digests", verbose_name=_("收信人"))

    class Meta:
        ordering = ["-week", "pk"]
        verbose_name = _("每周摘要")
        constraints = [models.UniqueConstraint(fields=["cycle", "week", "person"], name="digest_once")]

    def __str__(self) -> str:
        return f"{self.cycle} {self.week}"


class MailRefusal(models.Model):
    """A person who wants no letters. What is due still stands on the page."""

    person = models.OneToOneField("User", models.CASCADE, related_name="mail_refusal", verbose_name=_("人员"))
    at = models.DateTimeField(_("时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("不收邮件")

    def __str__(self) -> str:
        return str(self.person_id)


class CalendarToken(models.Model):
    """The secret of a person's calendar address: only its digest is kept, so it is shown once."""

    person = models.OneToOneField("User", models.CASCADE, related_name="calendar_token", verbose_name=_("人员"))
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("生成时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("日历订阅")

    def __str__(self) -> str:
        return str(self.person_id)


def wants_mail(person: User) -> bool:
    """True if letters may go to this person now."""
    return bool(person.is_active and person.email and not MailRefusal.objects.filter(person=person).exists())
