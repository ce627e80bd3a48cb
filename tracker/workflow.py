"""A report's statuses and the steps between them: pure data over a ``ReportFacts`` value that models build."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from tracker.roles import Permission


class Status(StrEnum):
    """Where a report stands."""

    NOT_STARTED = "not-started"
    DRAFTING = "drafting"
    SUBMITTED = "submitted"
    IN_REVIEW = "in-review"
    RETURNED = "returned"
    PASSED = "passed"
    SIGNED = "signed"
    FILED = "filed"
    PUBLISHED = "published"
    CLOSED = "closed"


LABELS: dict[Status, str] = {
    Status.NOT_STARTED: "未开始",
    Status.DRAFTING: "起草中",
    Status.SUBMITTED: "已提交",
    Status.IN_REVIEW: "审核中",
    Status.RETURNED: "已退回",
    Status.PASSED: "审核通过",
    Status.SIGNED: "已签发",
    Status.FILED: "已报送",
    Status.PUBLISHED: "已公开",
    Status.CLOSED: "已办结",
}

EDITABLE = frozenset({Status.NOT_STARTED, Status.DRAFTING, Status.RETURNED})
"""Statuses in which the text may be changed."""

REVIEWABLE = frozenset({Status.SUBMITTED, Status.IN_REVIEW})
"""Statuses in which requirements may be marked."""


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing a step still needs. ``anchor`` names the part key it concerns, or is empty."""

    message: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What the steps need to know of a report. ``undone_parts``: key → name of required parts not declared done;
    ``empty_parts``: the same for parts without any text; ``unmarked``: gating requirements without a mark."""

    status: Status
    undone_parts: dict[str, str] = field(default_factory=dict)
    empty_parts: dict[str, str] = field(default_factory=dict)
    unmarked: int = 0
    blocking: int = 0


def _parts_done(facts: ReportFacts) -> list[Lack]:
    lacks = [Lack(f"“{name}”还没有内容", key) for key, name in facts.empty_parts.items()]
    lacks += [
        Lack(f"“{name}”尚未标为已完成", key) for key, name in facts.undone_parts.items() if key not in facts.empty_parts
    ]
    return lacks


def _all_marked(facts: ReportFacts) -> list[Lack]:
    return [Lack(f"还有{facts.unmarked}项法定或地方要求未评定")] if facts.unmarked else []


def _nothing(facts: ReportFacts) -> list[Lack]:
    return []


@dataclass(frozen=True, slots=True)
class Step:
    """A change of status: who may take it, from where, to where, what it needs, whether a reason must be given.

    ``asks_date``: the step records the date of an event (publication, reporting) that it must be told.
    """

    key: str
    label: str
    permission: Permission
    sources: frozenset[Status]
    target: Status
    lacks: Callable[[ReportFacts], list[Lack]] = _nothing
    needs_reason: bool = False
    asks_date: bool = False
    four_eyes: bool = False

    def open_to(self, facts: ReportFacts) -> bool:
        """True if the report stands where this step begins."""
        return facts.status in self.sources


S = Status

STEPS: dict[str, Step] = {
    step.key: step
    for step in (
        Step("submit", "提交审核", Permission.SUBMIT, frozenset({S.DRAFTING, S.RETURNED}), S.SUBMITTED, _parts_done),
        Step("withdraw", "撤回", Permission.SUBMIT, frozenset({S.SUBMITTED}), S.DRAFTING, needs_reason=True),
        Step("take", "开始审核", Permission.REVIEW, frozenset({S.SUBMITTED}), S.IN_REVIEW, four_eyes=True),
        Step(
            "return",
            "退回修改",
            Permission.REVIEW,
            frozenset({S.SUBMITTED, S.IN_REVIEW}),
            S.RETURNED,
            needs_reason=True,
            four_eyes=True,
        ),
        Step("pass", "审核通过", Permission.REVIEW, frozenset({S.IN_REVIEW}), S.PASSED, _all_marked, four_eyes=True),
        Step("sign", "签发", Permission.SIGN, frozenset({S.PASSED}), S.SIGNED, asks_date=True),
        Step("file", "登记报送", Permission.FILE, frozenset({S.SIGNED}), S.FILED, asks_date=True),
        Step("publish", "登记公开", Permission.FILE, frozenset({S.FILED}), S.PUBLISHED, asks_date=True),
        Step("close", "办结", Permission.RUN_CYCLE, frozenset({S.PUBLISHED}), S.CLOSED),
        Step(
            "reopen",
            "重新打开",
            Permission.RUN_CYCLE,
            frozenset({S.PASSED, S.SIGNED, S.FILED, S.PUBLISHED, S.CLOSED}),
            S.RETURNED,
            needs_reason=True,
        ),
    )
}


def steps_from(status: Status) -> tuple[Step, ...]:
    """The steps that begin at a status, in the table's order."""
    return tuple(step for step in STEPS.values() if status in step.sources)


NEXT: dict[Status, str] = {
    Status.NOT_STARTED: "填报人开始填写",
    Status.DRAFTING: "填报人写完各部分后提交审核",
    Status.SUBMITTED: "审核人开始审核",
    Status.IN_REVIEW: "审核人逐项评定，通过或退回",
    Status.RETURNED: "填报人按退回意见修改后重新提交",
    Status.PASSED: "党政主要负责人签发",
    Status.SIGNED: "统筹人登记报送",
    Status.FILED: "统筹人登记公开",
    Status.PUBLISHED: "统筹人办结",
    Status.CLOSED: "本年度工作已办结",
}
"""What happens next, and who must do it."""
