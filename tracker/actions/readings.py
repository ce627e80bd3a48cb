"""What the machine reads from an entry and keeps beside it: its row as a required part, its figures.

Run inside the transaction of the deed that wrote the entry. A person's own annotations stay: rows are made
where they are missing (and stay when an item moves to another part), the parts read anew are figures, the place of a cause, and a duty's acts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import reportsrc
from tracker.models import Duty, DutyAct, Entry, Measure, PartDraft, PlanItem, Report, ReportFigure, Shortcoming
from tracker.models.composition import Composition, compose
from tracker.models.entries import ActKind, Leader

_LEADERS: tuple[tuple[Leader, re.Pattern[str]], ...] = (
    (Leader.BOTH, re.compile("党政主要负责人|党政主要负责同志|党政“?一把手")),
    (
        Leader.GOVERNMENT,
        re.compile("政府主要负责人|政府主要负责同志|区长|县长|市长|镇长|乡长|局长|办事处主任|常务会议"),
    ),
    (
        Leader.PARTY,
        re.compile("党委主要负责人|党组书记|党委书记|党工委书记|区委书记|县委书记|市委书记|镇党委书记|常委会会议"),
    ),
)
_ACTS: tuple[tuple[ActKind, re.Pattern[str]], ...] = (
    (ActKind.HEARING, re.compile("听取[^，。；]{0,20}汇报|专题听取")),
    (ActKind.STUDY, re.compile("学法|法治讲座|专题学习|理论学习|集体学习")),
    (ActKind.MEETING, re.compile("全体会议|专题会议|常务会议|常委会会议|研究[^，。；]{0,12}法治")),
    (ActKind.DEPLOYMENT, re.compile("亲自部署|亲自过问|亲自协调|亲自督办|部署|督办|批示")),
    (ActKind.ACCOUNT, re.compile("述法|述职述廉述法|述职述法")),
    (ActKind.COURT, re.compile("出庭应诉")),
)
_TIMES = frozenset({"次", "场", "场次", "期"})
_PIECES = {ActKind.DEPLOYMENT: _TIMES | {"件", "份"}, ActKind.COURT: _TIMES | {"件"}}
"""Where what was dealt with counts as often as it was: papers that were instructed on, cases that were attended. How many
people gave account, or listened, is no number of times."""


def _causes(standard: reportsrc.Standard) -> tuple[str, ...]:
    return tuple(word for one in standard.requirements if one.key.endswith(".causes") for word in one.words)


def cause_span(text: str, causes: Sequence[str]) -> tuple[int, int] | None:
    """Where an entry states a cause: the clause (to the next ；。 or end) from the first causal word; None if nowhere.

    ``causes`` are the words of the standard's requirement on causes.
    """
    found = [at for at in (text.find(word) for word in causes if "+" not in word) if at >= 0]
    if not found:
        return None
    start = min(found)
    stops = [at for at in (text.find(mark, start) for mark in "；。;") if at >= 0]
    return start, min(stops, default=len(text))


def acts_in(text: str) -> list[DutyAct]:
    """The countable or named acts an item on duties tells of (unsaved rows without their duty), sentence by sentence."""
    acts: list[DutyAct] = []
    for span in reportsrc.sentences(text):
        sentence = span.of(text)
        leader = next((one for one, pattern in _LEADERS if pattern.search(sentence)), Leader.NOT_SAID)
        figures = reportsrc.find_figures(sentence)
        for kind, pattern in _ACTS:
            match = pattern.search(sentence)
            if not match:
                continue
            near = [f for f in figures if f.unit in _PIECES.get(kind, _TIMES) and abs(f.span.start - match.end()) < 30]
            times = int(near[0].value) if near else None
            acts.append(DutyAct(leader=leader, kind=kind, times=times, words=sentence[:200]))
    return acts


def area_of(text: str, standard: reportsrc.Standard) -> str:
    """The area of work most of an item's words belong to; empty if none is named."""
    votes: dict[str, int] = {}
    for one in standard.requirements:
        if one.area:
            hits = sum(1 for word in one.words if all(piece in text for piece in word.split("+")))
            votes[one.area] = votes.get(one.area, 0) + hits
    best = max(votes, key=lambda area: votes[area], default="")
    return best if best and votes[best] else ""


def figures_of(entry: Entry) -> list[ReportFigure]:
    """The figures of an entry as unsaved rows; positions are code points in the entry's text."""
    return [
        ReportFigure(
            entry=entry,
            words=one.text[:80],
            value=one.value,
            unit=one.unit[:12],
            approximator=one.approximator[:8],
            direction=one.direction,
            start=one.span.start,
            end=one.span.end,
        )
        for one in reportsrc.find_figures(entry.text)
        if one.value < 10**17
    ]


def read_entries(entries: Iterable[Entry], parts: dict[int, PartDraft], standard: reportsrc.Standard) -> None:
    """Make or renew what is kept beside these entries (already saved). A constant number of queries."""
    entries = [entry for entry in entries if not entry.removed]
    keys = [entry.pk for entry in entries]
    confirmed = set(
        ReportFigure.objects.filter(entry__in=keys, confirmed=True).values_list("entry_id", "words", "unit")
    )
    ReportFigure.objects.filter(entry__in=keys).delete()
    figures = [figure for entry in entries if entry.kind != "header" for figure in figures_of(entry)]
    for figure in figures:
        figure.confirmed = (figure.entry_id, figure.words, figure.unit) in confirmed
    ReportFigure.objects.bulk_create(figures)
    forms: dict[str, list[Entry]] = {}
    for entry in entries:
        form = parts[entry.part_id].form if entry.part_id in parts and entry.kind == "item" else "plain"
        forms.setdefault(form, []).append(entry)
    _measures(forms.get("measure", []), standard)
    _shortcomings(forms.get("shortcoming", []), standard)
    _duties(forms.get("duty", []))
    PlanItem.objects.bulk_create([PlanItem(entry=e) for e in forms.get("plan", [])], ignore_conflicts=True)
    if entries:
        name_figures(entries[0].report, compose(entries[0].report))


_TO = re.compile("(?:增加|增长|上升|提高|提升|减少|下降|降低|压缩|压减|缩短|扩大)[到至为]")


def name_figures(report: Report, composition: Composition) -> None:
    """Say which figure is which indicator, as the whole text shows; what stands in a plan is no fact yet and has none.

    Where a number grew from one to another (由862人增加到889人) the other is the year's. A constant number of queries;
    only the rows that change are written.
    """
    plans = set(report.parts.filter(form="plan").values_list("pk", flat=True))
    text = composition.document.text
    names: dict[tuple[int, int], str] = {}
    came = ""
    end = 0
    for linked in reportsrc.link_figures(composition.document):
        span, code = linked.figure.span, linked.indicator.code if linked.indicator else ""
        if came and _TO.fullmatch(text[end : span.start]):
            code = came
        came = code if text[span.start - 1 : span.start] in ("由", "从") else ""
        end = span.end
        place = composition.place(span.start) if code and not (came and _TO.match(text, end)) else None
        if place and place.entry.part_id not in plans:
            names[place.entry.pk, place.offset] = code
    changed = []
    for figure in ReportFigure.objects.filter(entry__report=report, entry__removed=False, confirmed=False):
        wanted = names.get((figure.entry_id, figure.start), "")
        if figure.indicator != wanted:
            figure.indicator = wanted
            changed.append(figure)
    ReportFigure.objects.bulk_update(changed, ["indicator"], batch_size=500)


def _measures(entries: list[Entry], standard: reportsrc.Standard) -> None:
    rows = [Measure(entry=e, area=area_of(e.text, standard)) for e in entries]
    Measure.objects.bulk_create(rows, ignore_conflicts=True)


def _shortcomings(entries: list[Entry], standard: reportsrc.Standard) -> None:
    causes = _causes(standard)
    rows = []
    for entry in entries:
        start, end = cause_span(entry.text, causes) or (None, None)
        rows.append(Shortcoming(entry=entry, cause_start=start, cause_end=end))
    Shortcoming.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["entry"], update_fields=["cause_start", "cause_end"]
    )


def _duties(entries: list[Entry]) -> None:
    Duty.objects.bulk_create([Duty(entry=e) for e in entries], ignore_conflicts=True)
    DutyAct.objects.filter(duty__in=[e.pk for e in entries], confirmed=False).delete()
    acts = []
    for entry in entries:
        for act in acts_in(entry.text):
            act.duty_id = entry.pk
            acts.append(act)
    DutyAct.objects.bulk_create(acts)
