"""Taking a step: who may, what it still needs, what it files, and the status it ends in."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Q
from django.utils import timezone

from tracker import workflow
from tracker.actions import activity, deadlines, eyes, inspections
from tracker.actions.locking import locked
from tracker.actions.refusal import Denied, Refused, require
from tracker.models import ChainGrant, Filing, Report, User
from tracker.models.calendar import today
from tracker.models.chain import grant_for, may_approve
from tracker.models.composition import compose
from tracker.models.deadlines import FilingKind
from tracker.models.eyes import barred
from tracker.models.report_facts import facts_of
from tracker.roles import Permission
from tracker.workflow import Lack, ReportFacts, Step, StepItem

FILINGS = {
    "approve": FilingKind.APPROVAL,
    "sign": FilingKind.SIGNATURE,
    "file": FilingKind.REPORT,
    "secrecy": FilingKind.SECRECY_REVIEW,
    "override": FilingKind.OVERRIDE,
    "publish": FilingKind.PUBLICATION,
}
"""Which event each step files; the others only change the status."""

STALE = "这一页打开之后报告又有变动，现在是“{status}”。这一步没有办，请看过现在的情况再决定。"


@dataclass(frozen=True, slots=True)
class Told:
    """What a step is told. ``items``: the keys of the events it records (none: all that are open). ``behalf``: it was
    done on paper by ``party`` (``post``), and whoever takes it only records it. ``excused``: the report does not go to
    these addressees. ``scan``: name and bytes of the scanned paper."""

    reason: str = ""
    on: datetime.date | None = None
    party: str = ""
    post: str = ""
    address: str = ""
    items: Sequence[str] = ()
    behalf: bool = False
    excused: bool = False
    scan: tuple[str, bytes] | None = None


@dataclass(frozen=True, slots=True)
class OpenStep:
    """A step as one person sees it on one report now. ``may``: they may take it, or record it on behalf (``behalf``);
    ``lacks`` before it can be taken; ``items`` still open; ``remaining`` before it changes the status."""

    step: Step
    lacks: tuple[Lack, ...]
    may: bool = True
    behalf: bool = False
    who: str = ""
    items: tuple[StepItem, ...] = ()
    remaining: tuple[Lack, ...] = ()


def offers(report: Report, user: User, facts: ReportFacts) -> list[OpenStep]:
    """Every step from where the report stands, whether this person may take it or not."""
    found = []
    for step in workflow.steps_from(facts.status):
        if not step.offered(facts):
            continue
        items = tuple(item for item in step.items(facts) if not item.taken)
        lacks = step.lacks(facts)
        behalf = step.on_paper and user.can(Permission.FILE, report.organisation)
        if step.permission is None:
            may = may_approve(user, report.organisation, items[0].key)
            holders = ChainGrant.objects.in_force().at(report.organisation).filter(step=items[0].key)
            who = "、".join(dict.fromkeys(one.user.name for one in holders.select_related("user")))
        else:
            may, who = user.can(step.permission, report.organisation), step.who
        if may and step.four_eyes and barred(user, report, step.four_eyes):
            if behalf:
                may = False
            else:
                lacks.append(Lack(f"您{workflow.BARRED[step.four_eyes]}"))
        found.append(OpenStep(step, tuple(lacks), may, behalf, who, items, tuple(step.remaining(facts))))
    return found


def open_steps(report: Report, user: User) -> list[OpenStep]:
    """The steps from where the report stands that this person may take, each with what it still lacks."""
    return [one for one in offers(report, user, facts_of(report)) if one.may]


def offered_at(report: Report) -> str:
    """A mark of how the report stands (status, text, events): a step offered at another one is refused."""
    events = report.filings.aggregate(last=Max("pk"), standing=Count("pk", Q(revoked_at=None)))
    since = report.status_since.isoformat() if report.status_since else ""
    stands = f"{report.status}|{since}|{compose(report).sha256}|{events['last']}|{events['standing']}"
    return hashlib.sha256(stands.encode()).hexdigest()[:16]


def take_step(report: Report, key: str, *, by: User, token: str = "", **told: Any) -> Report:
    """Take one step of the workflow; the events it stands for are filed, and the status changes once all are there.

    ``token``: how the report stood when the step was offered (see ``offered_at``; empty: not asked). ``told``: the
    fields of ``Told``. Raises ``Refused`` with every lack in one sentence, ``Denied`` without the permission.
    """
    step, said = workflow.STEPS.get(key), Told(**told)
    if step is None:
        raise Refused("没有这一步。")
    with transaction.atomic():
        report = locked(report)
        facts = facts_of(report)
        _require_may(step, report, facts, said, by)
        if not step.open_to(facts):
            raise Refused(f"报告现在是“{report.status_label}”，不能“{step.label}”。页面可能已过时，请刷新。")
        if token and token != offered_at(report):
            raise Refused(STALE.format(status=report.status_label))
        _keep_apart(step, report, said, by)
        items = _items(step, facts, said)
        if lacks := step.lacks(facts):
            raise Refused(f"还不能“{step.label}”：" + "；".join(lack.message for lack in lacks) + "。")
        if (step.needs_reason or said.excused) and not said.reason.strip():
            raise Refused(f"“{step.label}”需要写明理由。")
        if (step.asks_date or said.behalf) and said.on is None:
            raise Refused(f"“{step.label}”需要写明日期。")
        if key in FILINGS:
            _file(step, report, facts, items, said, by)
        changes = step.target is not None and not (step.until and step.remaining(facts_of(report)))
        _settle(report, step, said, by, changes=changes)
        names = "、".join(item.label for item in items)
        detail = step.label + (f"（{names}）" if names else "")
        detail += f" {said.on}" if said.on else ""
        detail += f" {said.party.strip()}，代为登记" if said.behalf else ""
        detail += f"：{said.reason.strip()}" if said.reason.strip() else ""
        activity.record(by, f"step-{key}", detail, report=report, changes={"status": (facts.status, report.status)})
    if key in ("submit", "pass", "publish"):
        inspections.inspect(report, by=by, occasion=step.label)
    return report


def _require_may(step: Step, report: Report, facts: ReportFacts, said: Told, by: User) -> None:
    if said.behalf:
        require(by, Permission.FILE, report.organisation)
        if not step.on_paper:
            raise Refused(f"“{step.label}”不能代为登记。")
    elif step.permission is not None:
        require(by, step.permission, report.organisation)
    else:
        require(by, Permission.VIEW, report.organisation)
        ahead = next((item for item in facts.chain if not item.taken), None)
        keys = [ahead.key] if ahead and step.open_to(facts) else list(workflow.CHAIN)
        held = grant_for(by, report.organisation, *keys)
        if held is None:
            what = f"“{ahead.label}”" if ahead else "审签"
            raise Denied(f"您没有在“{report.organisation.label}”办理{what}的授权。")
        by.acting_for = held.user if held.user_id != by.pk else None


def _keep_apart(step: Step, report: Report, said: Told, by: User) -> None:
    if step.four_eyes is None:
        return
    if said.behalf:
        eyes.keep_named_apart(report, said.party, step.four_eyes)
    else:
        eyes.keep_apart(report, by, step.four_eyes, f"step-{step.key}")


def _items(step: Step, facts: ReportFacts, said: Told) -> list[StepItem]:
    """The events this step is taken for; refuses one that is there already or is not asked of this report."""
    every = {item.key: item for item in step.items(facts)}
    if step.key == "override" and not facts.blocking:
        raise Refused("没有阻断公开的检查发现，不需要放行。")
    if not every:
        if step.permission is None:
            raise Refused("本单位没有等着办的审签环节。")
        return []
    if unknown := [key for key in said.items if key not in every]:
        waits = next((item.label for item in facts.chain if item.key in unknown), "")
        raise Refused(f"还没有轮到“{waits}”。" if waits else f"“{step.label}”没有这一项，请刷新页面。")
    chosen = [item for item in every.values() if item.key in said.items] or [i for i in every.values() if not i.taken]
    if again := [item.label for item in chosen if item.taken]:
        raise Refused(f"{'、'.join(again)}已经登记过，不必重复。")
    if not chosen:
        raise Refused(f"“{step.label}”已经登记过，不必重复。")
    if step.key == "sign" and len(chosen) > 1:
        raise Refused("每位主要负责人分别签发，请选择是哪一位。")
    return chosen


def _file(step: Step, report: Report, facts: ReportFacts, items: list[StepItem], said: Told, by: User) -> None:
    party, post = said.party.strip(), said.post.strip()
    if said.behalf and not (party and post):
        raise Refused("代为登记要写明办理人的姓名和职务。")
    if step.key in ("approve", "override") and not said.behalf:
        party = _name(by)
    if step.key == "sign":
        party = party or _name(by)
        _require_other_signer(report, said, party, by)
    on = said.on or today()
    if step.key == "publish":
        reviewed = report.filings.standing().filter(kind=FilingKind.SECRECY_REVIEW).order_by("on").last()
        if reviewed is not None and on < reviewed.on:
            raise Refused(f"公开日期{on:%Y-%m-%d}早于保密审查日期{reviewed.on:%Y-%m-%d}。")
    kept = deadlines.keep_scan(report, *said.scan, by=by) if said.scan else None
    for item in items or [StepItem("", "")]:
        # Secrecy review is one event, whether a step of the chain or recorded later.
        kind = FilingKind.SECRECY_REVIEW if (step.key, item.key) == ("approve", "secrecy") else FILINGS[step.key]
        deadlines.file_event(
            report,
            kind,
            on,
            by=by,
            party=party,
            address=said.address,
            key=item.key,
            label=item.label,
            post=post[:80],
            reason=said.reason.strip()[:2000],
            excused=said.excused and step.key == "file",
            on_behalf=said.behalf,
            scan=kept,
            details=[[lack.key, lack.message] for lack in facts.blocking] if step.key == "override" else [],
        )


def _name(by: User) -> str:
    """Who did it, and for whom if the person stands in."""
    return f"{by.name}（代{by.acting_for.name}）" if by.acting_for else by.name


def _require_other_signer(report: Report, said: Told, party: str, by: User) -> None:
    """Each principal leader signs in person: nobody signs for two bodies."""
    signed: list[Filing] = list(report.filings.standing().filter(kind=FilingKind.SIGNATURE))
    mine = [one for one in signed if not said.behalf and not one.on_behalf and one.recorded_by_id == by.pk]
    if mine or any(one.party == party for one in signed):
        raise Refused(f"{party}已经签发过，另一位主要负责人须另行签发。")


def _settle(report: Report, step: Step, said: Told, by: User, *, changes: bool) -> None:
    """Bring the report to the status the step ends in."""
    reason = said.reason.strip()
    if step.key == "reopen":
        deadlines.revoke_by_reopening(report, reason, by=by)
    if step.key in ("return", "reopen", "send-back"):
        report.return_reason = reason
    if step.key == "send-back":  # it comes round again once who writes calls the parts done
        report.parts.update(declared_done=False, declared_by=None, declared_at=None)
    if step.key == "submit" and report.submitted_on is None:
        report.submitted_on = today()
    elif step.key in ("submit", "pass"):
        report.return_reason = ""
    if changes and step.target is not None:
        report.status, report.status_since = step.target, timezone.now()
    report.save(update_fields=["status", "status_since", "return_reason", "submitted_on"])
