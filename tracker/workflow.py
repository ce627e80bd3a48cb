"""A report's statuses and the steps between them: pure data over a ``ReportFacts`` value that models build."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from tracker.roles import LABELS as ROLE_LABELS
from tracker.roles import Permission, roles_with


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

REPORTED = frozenset({Status.FILED, Status.PUBLISHED, Status.CLOSED})
"""Statuses in which the report has reached everybody it must reach."""

CHAIN: dict[str, str] = {
    "legal": "法制审核",
    "secrecy": "保密审查",
    "deputy": "分管领导审签",
    "principal": "主要负责人审签",
}
"""The steps an organisation may have between drafting and handing in, in their order. Which of them it has, and who
takes them, is data of the organisation."""


class EyesPair(StrEnum):
    """Two deeds on one report that one person must not do both."""

    DRAFT_REVIEW = "draft-review"
    REVIEW_SIGN = "review-sign"


PAIRS: dict[EyesPair, str] = {EyesPair.DRAFT_REVIEW: "起草的人审核", EyesPair.REVIEW_SIGN: "审核的人签发"}
"""What an exception to a pair allows."""

BARRED: dict[EyesPair, str] = {
    EyesPair.DRAFT_REVIEW: "起草过本报告，不能审核",
    EyesPair.REVIEW_SIGN: "审核过本报告，不能签发",
}
"""Why a person is turned away, after the name."""


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing a step still needs. ``anchor`` names the part key it concerns, or is empty; ``place`` where else it is
    mended: ``review``, a block of the report's page (``filings``), or an entry (``entry-12``); ``key`` what it is of."""

    message: str
    anchor: str = ""
    place: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class StepItem:
    """One of several events that a step records one by one: a step of the chain, a signature, an addressee."""

    key: str
    label: str
    taken: bool = False
    required: bool = True


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What the steps need to know of a report. ``undone_parts``: key → name of required parts not declared done;
    ``empty_parts``: the same for parts without any text; ``unmarked``: gating requirements without a mark;
    ``chain``, ``signatures``, ``secrecy``, ``addressees``: what must happen to the text as it stands, and what did;
    ``blocking``: what the checks found that stops publication and nobody overrode."""

    status: Status
    undone_parts: dict[str, str] = field(default_factory=dict)
    empty_parts: dict[str, str] = field(default_factory=dict)
    unmarked: int = 0
    chain: tuple[StepItem, ...] = ()
    signatures: tuple[StepItem, ...] = ()
    secrecy: tuple[StepItem, ...] = ()
    addressees: tuple[StepItem, ...] = ()
    blocking: tuple[Lack, ...] = ()


@dataclass(frozen=True, slots=True)
class Need:
    """A condition: its words, and what a report lacks of it."""

    words: str
    lacks: Callable[[ReportFacts], list[Lack]]


def _parts_done(facts: ReportFacts) -> list[Lack]:
    lacks = [Lack(f"“{name}”还没有内容", key) for key, name in facts.empty_parts.items()]
    lacks += [
        Lack(f"“{name}”尚未标为已完成", key) for key, name in facts.undone_parts.items() if key not in facts.empty_parts
    ]
    return lacks


def _all_marked(facts: ReportFacts) -> list[Lack]:
    return [Lack(f"还有{facts.unmarked}项法定或地方要求未评定", place="review")] if facts.unmarked else []


def _open(items: tuple[StepItem, ...], words: str) -> list[Lack]:
    return [Lack(f"{one.label}{words}", place="filings") for one in items if one.required and not one.taken]


PARTS = Need("各部分都有内容并标为已完成", _parts_done)
CHAIN_DONE = Need("本单位的审签环节都已办", lambda facts: _open(facts.chain, "未办"))
MARKED = Need("法定和地方要求都已评定", _all_marked)
SIGNED_BY_ALL = Need("每位主要负责人都已签发", lambda facts: _open(facts.signatures, "未签"))
SECRECY = Need("已作保密审查", lambda facts: _open(facts.secrecy, "未办"))
SENT_TO_ALL = Need(
    "应报送的对象都已登记",
    lambda facts: [Lack(f"未报送{one.message}", place="filings") for one in _open(facts.addressees, "")],
)
UNBLOCKED = Need("没有阻断公开的检查发现，或已准予放行", lambda facts: list(facts.blocking))


def _next_in_chain(facts: ReportFacts) -> tuple[StepItem, ...]:
    done = tuple(one for one in facts.chain if one.taken)
    return (*done, *[one for one in facts.chain if not one.taken][:1])


def _waiting(facts: ReportFacts) -> tuple[StepItem, ...]:
    return tuple(one for one in facts.chain if not one.taken)[:1]


def _nothing(facts: ReportFacts) -> tuple[StepItem, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Step:
    """A change of status or an event on the way: who may take it, from where, to where, what it needs.

    ``permission`` None: whoever the organisation named for that step of its chain. ``items``: the events the step
    records one by one; the status changes once ``until`` lacks nothing (``target`` None: it never does).
    ``asks_date``: it must be told the date of its event. ``on_paper``: it may be done on paper and recorded on behalf
    by whoever may file. ``four_eyes``: the pair it must not complete in one person.
    """

    key: str
    label: str
    permission: Permission | None
    sources: frozenset[Status]
    target: Status | None = None
    needs: tuple[Need, ...] = ()
    items: Callable[[ReportFacts], tuple[StepItem, ...]] = _nothing
    until: tuple[Need, ...] = ()
    needs_reason: bool = False
    asks_date: bool = False
    on_paper: bool = False
    four_eyes: EyesPair | None = None

    def open_to(self, facts: ReportFacts) -> bool:
        """True if the report stands where this step begins."""
        return facts.status in self.sources

    def lacks(self, facts: ReportFacts) -> list[Lack]:
        """What the report lacks before the step can be taken."""
        return [lack for need in self.needs for lack in need.lacks(facts)]

    def remaining(self, facts: ReportFacts) -> list[Lack]:
        """What the report lacks before the step changes its status."""
        return [lack for need in self.until for lack in need.lacks(facts)]

    def offered(self, facts: ReportFacts) -> bool:
        """True if there is something to take: an event that has not happened, or the change of status itself."""
        if self.key == "override":
            return bool(facts.blocking)
        one_by_one = self.items is not _nothing
        return not one_by_one or any(not item.taken for item in self.items(facts))

    @property
    def who(self) -> str:
        """Who may take it, in words."""
        if self.permission is None:
            return "本单位指定的审签人"
        return "、".join(ROLE_LABELS[role] for role in roles_with(self.permission))


S = Status

STEPS: dict[str, Step] = {
    step.key: step
    for step in (
        Step("approve", "审签", None, frozenset({S.DRAFTING, S.RETURNED}), needs=(PARTS,), items=_next_in_chain,
             on_paper=True, four_eyes=EyesPair.DRAFT_REVIEW),
        Step("send-back", "退回起草", None, frozenset({S.DRAFTING, S.RETURNED}), S.RETURNED, (PARTS,), items=_waiting,
             needs_reason=True),
        Step("submit", "提交审核", Permission.SUBMIT, frozenset({S.DRAFTING, S.RETURNED}), S.SUBMITTED, (PARTS, CHAIN_DONE)),
        Step("withdraw", "撤回", Permission.SUBMIT, frozenset({S.SUBMITTED}), S.DRAFTING, needs_reason=True),
        Step("take", "开始审核", Permission.REVIEW, frozenset({S.SUBMITTED}), S.IN_REVIEW, four_eyes=EyesPair.DRAFT_REVIEW),
        Step("return", "退回修改", Permission.REVIEW, frozenset({S.SUBMITTED, S.IN_REVIEW}), S.RETURNED,
             needs_reason=True, four_eyes=EyesPair.DRAFT_REVIEW),
        Step("pass", "审核通过", Permission.REVIEW, frozenset({S.IN_REVIEW}), S.PASSED, (MARKED,), four_eyes=EyesPair.DRAFT_REVIEW),
        Step("sign", "签发", Permission.SIGN, frozenset({S.PASSED}), S.SIGNED, items=lambda facts: facts.signatures,
             until=(SIGNED_BY_ALL,), asks_date=True, on_paper=True, four_eyes=EyesPair.REVIEW_SIGN),
        Step("file", "登记报送", Permission.FILE, frozenset({S.SIGNED}), S.FILED, items=lambda facts: facts.addressees,
             until=(SENT_TO_ALL,), asks_date=True),
        Step("secrecy", "登记保密审查", Permission.FILE, frozenset({S.PASSED, S.SIGNED, S.FILED}),
             items=lambda facts: facts.secrecy, asks_date=True),
        Step("override", "准予放行", Permission.OVERRIDE, frozenset({S.FILED}), needs_reason=True, on_paper=True),
        Step("publish", "登记公开", Permission.FILE, frozenset({S.FILED}), S.PUBLISHED, (SECRECY, UNBLOCKED), asks_date=True),
        Step("close", "办结", Permission.RUN_CYCLE, frozenset({S.PUBLISHED}), S.CLOSED),
        Step("reopen", "重新打开", Permission.RUN_CYCLE, frozenset({S.PASSED, S.SIGNED, S.FILED, S.PUBLISHED, S.CLOSED}),
             S.RETURNED, needs_reason=True),
    )
}  # fmt: skip


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

PARTY, PRINCIPAL = "party", "principal"


def signatories(kind: str, issuers: list[str]) -> tuple[StepItem, ...]:
    """Whose signatures a report needs: the principal leader of each body that issues it."""
    if len(issuers) < 2:
        return (StepItem(PRINCIPAL, "主要负责人"),)
    found: dict[str, StepItem] = {}
    for number, name in enumerate(issuers, start=1):
        party = name.endswith(("委", "委员会", "党组", "党工委")) or name.startswith("中共")
        key, label = (PARTY, "党委主要负责人") if party else ("government", "政府主要负责人")
        if kind == "department" or key in found:
            key, label = f"body-{number}", f"{name}主要负责人"
        found[key] = StepItem(key, label)
    return tuple(found.values())


_UPWARD = (StepItem("above", "上一级党委和政府"), StepItem("supervision", "上一级督察单位（抄送）", required=False))
_BESIDE = (StepItem("party", "同级党委"), StepItem("congress", "同级人大常委会"))
_ADDRESSEES: dict[str, tuple[StepItem, ...]] = {
    "department": (
        StepItem("party", "同级党委"),
        StepItem("government", "同级政府"),
        StepItem("competent", "上一级主管部门"),
        StepItem("supervision", "同级督察单位（抄送）", required=False),
    ),
    "government": (*_BESIDE, *_UPWARD),
    "township": _UPWARD,
    "other": (StepItem("above", "上级单位"),),
}
_OF_A_PROVINCE = (
    *_BESIDE, StepItem("above", "党中央、国务院"), StepItem("supervision", "中央依法治国办（抄送）", required=False),
)  # fmt: skip


def addressees(kind: str, level: str) -> tuple[StepItem, ...]:
    """To whom a report goes, by the issuer's kind and level (《督察工作规定》第四章 年度报告)."""
    if kind == "government" and level == "province":
        return _OF_A_PROVINCE
    return _ADDRESSEES.get(kind, _ADDRESSEES["other"])
