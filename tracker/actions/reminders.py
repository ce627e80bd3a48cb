"""Telling people in time: what is due is written into letters, each matter once for each person."""

from __future__ import annotations

import datetime
import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone, translation

from tracker.actions import accounts, activity
from tracker.actions.locking import running
from tracker.actions.refusal import Refused, require
from tracker.models import (
    CalendarToken,
    Cycle,
    CycleDueDate,
    Digest,
    Letter,
    MailRefusal,
    Reminder,
    ReminderSetting,
    Report,
    User,
)
from tracker.models.agenda import undone
from tracker.models.calendar import now, today
from tracker.models.digest import Standings, standings
from tracker.models.holders import Holders
from tracker.models.reminders import mail_is_set_up, schedule_of
from tracker.roles import Permission
from tracker.workflow import LABELS

CATCH_UP = 3
"""So many days later a reminder is still sent that was not sent on its day (the server was off)."""

DIGEST_CATCH_UP = 2
MOST_DAYS = 90
MOST_STAGES = 10
NAMED = 40
"""The most offices a letter names under one date."""

FOOT = "本邮件由系统自动发出，请勿回复。不想再收到，可在“日历”页的“订阅和提醒”里关闭。\n本系统为非涉密系统，严禁存储、处理、传输国家秘密。"


def set_reminders(
    cycle: Cycle, before: Sequence[int], after: Sequence[int], digest_weekday: int | None, *, by: User
) -> ReminderSetting:
    """When the people of a round are told. Raises ``Refused`` on days that make no sense."""
    require(by, Permission.RUN_CYCLE, cycle.organisation)
    early, late = sorted(set(before), reverse=True), sorted(set(after))
    if any(not 0 <= day <= MOST_DAYS for day in early) or any(not 1 <= day <= MOST_DAYS for day in late):
        raise Refused(f"到期前的天数应在0至{MOST_DAYS}之间，逾期后的天数应在1至{MOST_DAYS}之间。")
    if len(early) > MOST_STAGES or len(late) > MOST_STAGES:
        raise Refused(f"到期前、逾期后各最多设{MOST_STAGES}次提醒。")
    if digest_weekday is not None and digest_weekday not in range(7):
        raise Refused("请选择一周里的一天。")
    with transaction.atomic():
        cycle = running(cycle)
        old = schedule_of(cycle)
        made, _ = ReminderSetting.objects.update_or_create(
            cycle=cycle, defaults={"before": early, "after": late, "digest_weekday": digest_weekday}
        )
        new = schedule_of(Cycle.objects.select_related("reminder_setting").get(pk=cycle.pk))
        if new != old:
            with translation.override(settings.LANGUAGE_CODE):
                changes = {"schedule": (str(old), str(new)), "digest": (_weekday(old), _weekday(new))}
                detail = f"{cycle.year}年度提醒：{new}；每周摘要：{_weekday(new)}"
            activity.record(by, "reminders-set", detail, organisation=cycle.organisation, changes=changes)
    return made


def _weekday(schedule: object) -> str:
    day = getattr(schedule, "digest_weekday", None)
    return "不发" if day is None else "星期" + "一二三四五六日"[day]


def choose_mail(email: str, wanted: bool, *, by: User) -> None:
    """A person's own address (empty: none), and whether letters may go there."""
    email = accounts.checked_address(email)
    with transaction.atomic():
        person = User.objects.select_for_update().get(pk=by.pk)
        refused = MailRefusal.objects.filter(person=person).exists()
        if (person.email, not refused) == (email, wanted):
            return
        changes = {"email": (person.email, email), "mail": (not refused, wanted)}
        person.email = email
        person.save(update_fields=["email"])
        if wanted:
            MailRefusal.objects.filter(person=person).delete()
        elif not refused:
            MailRefusal.objects.create(person=person)
        _record_own(by, "mail-chosen", "提醒邮件：" + ("接收" if wanted else "不接收"), changes)


def make_calendar_token(*, by: User) -> str:
    """A new secret for the person's calendar address; the one before ends. It is returned here and never again."""
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        CalendarToken.objects.update_or_create(
            person=by, defaults={"digest": token_digest(token), "made_at": timezone.now()}
        )
        _record_own(by, "calendar-opened", "生成日历订阅地址")
    return token


def revoke_calendar_token(*, by: User) -> None:
    """End the person's calendar address."""
    with transaction.atomic():
        if CalendarToken.objects.filter(person=by).delete()[0]:
            _record_own(by, "calendar-closed", "停用日历订阅地址")


def token_digest(token: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _record_own(by: User, deed: str, detail: str, changes: activity.Changes | None = None) -> None:
    own = by.memberships_today
    at = own[0].organisation if own else None
    activity.record(by, deed, detail, organisation=at, subject=f"user:{by.pk}", changes=changes)


@dataclass(frozen=True, slots=True)
class _Matter:
    report: Report
    due: CycleDueDate
    stage: int
    left: int


def write_reminders() -> int:
    """Write a letter to everybody who is to be told of something today; returns how many.

    Nothing for reports let off, rounds that ended, people without an address, who left or want no letters.
    """
    people = _mailable()
    if not people:
        return 0
    day = today()
    holders = Holders(day)
    matters: dict[int, list[_Matter]] = {}
    rounds = Cycle.objects.filter(closed=False).select_related("organisation", "reminder_setting")
    for cycle in rounds.prefetch_related("due_dates"):
        for due in cycle.due_dates.all():
            left = (due.standing(None, day).last_day - day).days
            stage = min((one for one in schedule_of(cycle).stages if one >= left), default=None)
            if stage is None or stage - left > CATCH_UP:
                continue
            for report in _untold(cycle, due, stage):
                for person in holders.of(report):
                    if person.pk in people:
                        matters.setdefault(person.pk, []).append(_Matter(report, due, stage, left))
    return sum(_write(people[pk], found) for pk, found in sorted(matters.items()))


def _mailable() -> dict[int, User]:
    if not mail_is_set_up() or now().hour < settings.MAIL_FROM_HOUR:
        return {}
    found = User.objects.filter(is_active=True, mail_refusal=None).exclude(email="")
    return {one.pk: one for one in found}


def _untold(cycle: Cycle, due: CycleDueDate, stage: int) -> Iterable[Report]:
    """The reports that owe this date and of which nobody was told at this stage."""
    told = Reminder.objects.filter(report=OuterRef("pk"), kind=due.kind, due_on=due.on, days=stage)
    found = Report.objects.owed().filter(undone(due.kind), ~Exists(told), cycle=cycle)
    return (
        found.filter(organisation_kind=due.organisation_kind)
        .select_related("organisation", "cycle")
        .prefetch_related("parts", "reviewers__reviewer", "reviewers__stand_in")
        .order_by("organisation__path")
    )


def _write(person: User, matters: list[_Matter]) -> bool:
    """Claim what this person is to be told and write it down, in one transaction; False if others told it all."""
    matters = sorted(matters, key=lambda one: (one.report.pk, one.due.kind, one.stage))
    with transaction.atomic():
        letter = Letter.objects.create(person=person, not_before=timezone.now())
        Reminder.objects.bulk_create(
            [
                Reminder(
                    letter=letter,
                    report=one.report,
                    kind=one.due.kind,
                    due_on=one.due.on,
                    days=one.stage,
                    person=person,
                )
                for one in matters
            ],
            ignore_conflicts=True,
        )
        mine = set(letter.reminders.values_list("report_id", "kind", "days"))
        matters = [one for one in matters if (one.report.pk, one.due.kind, one.stage) in mine]
        if not matters:
            letter.delete()
            return False
        with translation.override(settings.LANGUAGE_CODE):
            letter.subject, letter.body = _reminder_words(person, matters)
        letter.save(update_fields=["subject", "body"])
    return True


def _reminder_words(person: User, matters: list[_Matter]) -> tuple[str, str]:
    late = sum(one.left < 0 for one in matters)
    counts = [f"{len(matters) - late}项即将到期"] if late < len(matters) else []
    counts += [f"{late}项已逾期"] if late else []
    lines = [f"{person.name}：", "", "下列事项等您办理。"]
    groups: dict[tuple[int, datetime.date, int], list[_Matter]] = {}
    for one in sorted(matters, key=lambda one: (one.left, one.due.on, one.report.organisation.path)):
        groups.setdefault((one.report.cycle_id, one.due.on, one.due.pk), []).append(one)
    for found in groups.values():
        due, left = found[0].due, found[0].left
        when = f"已逾期{-left}天" if left < 0 else "今天到期" if not left else f"还有{left}天"
        day = f"{due.on}" + ("" if due.inclusive else "（不含当日）")
        lines += ["", f"{found[0].report.year}年度　{due.get_kind_display()}期限 {day}，{when}"]
        lines += [f"  {one.report.organisation_name}　{one.report.status_label}" for one in found[:NAMED]]
        if len(found) > NAMED:
            lines.append(f"  另有{len(found) - NAMED}个单位")
    return f"年度报告提醒：{'，'.join(counts)}", "\n".join([*lines, "", _where("/"), "", FOOT])


def _where(path: str) -> str:
    return f"办理：{settings.SITE_URL}{path}" if settings.SITE_URL else "请登录系统办理。"


def write_digests() -> int:
    """Write the digest of the week for whoever runs a round; returns how many letters. Once for a week."""
    people = _mailable()
    if not people:
        return 0
    day, written = today(), 0
    holders = Holders(day)
    for cycle in Cycle.objects.filter(closed=False).select_related("organisation", "reminder_setting"):
        weekday = schedule_of(cycle).digest_weekday
        if weekday is None:
            continue
        week = day - datetime.timedelta(days=(day.weekday() - weekday) % 7)
        if (day - week).days > DIGEST_CATCH_UP or timezone.localdate(cycle.opened_at) >= week:
            continue
        told = set(Digest.objects.filter(cycle=cycle, week=week).values_list("person", flat=True))
        for person in holders.nearest(Permission.RUN_CYCLE, cycle.organisation):
            if person.pk in people and person.pk not in told:
                written += _write_digest(cycle, week, person, day)
    return written


def _write_digest(cycle: Cycle, week: datetime.date, person: User, day: datetime.date) -> bool:
    found = standings(cycle, Report.objects.visible_to(person), day)
    if found.over:
        return False
    with translation.override(settings.LANGUAGE_CODE):
        subject, body = f"{cycle.organisation.label}{cycle.year}年度工作摘要（{day}）", digest_words(cycle, found)
    with transaction.atomic():
        letter = Letter.objects.create(person=person, subject=subject[:200], body=body, not_before=timezone.now())
        Digest.objects.bulk_create(
            [Digest(letter=letter, cycle=cycle, week=week, person=person)], ignore_conflicts=True
        )
        if letter.digests.exists():
            return True
        letter.delete()
    return False


def digest_words(cycle: Cycle, found: Standings) -> str:
    """A digest as a letter."""
    lines = [f"{cycle.organisation.name}{cycle.year}年度，应报{found.owed}个单位："]
    lines.append("　".join(f"{LABELS[status]} {count}" for status, count in found.statuses))
    lines += ["", f"已逾期{len(found.late)}项" + ("：" if found.late else "。")]
    lines += [
        f"  {one.report.organisation_name}　{one.kind}期限 {one.due.on}，逾期{one.days}天（{one.report.status_label}）"
        for one in found.late[:NAMED]
    ]
    if len(found.late) > NAMED:
        lines.append(f"  另有{len(found.late) - NAMED}项")
    lines += ["", "今后14天到期：" if found.ahead else "今后14天没有到期的事项。"]
    lines += [f"  {line.on}　{line.label}　{line.who}" for line in found.ahead]
    return "\n".join([*lines, "", _where(f"/cycles/{cycle.pk}/digest/"), "", FOOT])
