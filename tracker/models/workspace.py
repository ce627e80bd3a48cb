"""What a page about one part or one whole report shows: its lines with their notes, and its checklist."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import reportsrc
from tracker.models.assignments import Assignment
from tracker.models.comments import Thread
from tracker.models.compilation import Source, takings
from tracker.models.composition import Composition, compose
from tracker.models.entries import Entry
from tracker.models.inspection_run import circumstances, previous_report, run
from tracker.models.inspections import Waiver
from tracker.models.promises import FigurePair, figure_pairs
from tracker.models.reports import PartDraft, Report
from tracker.models.review import Assessment, Proposal
from tracker.models.talk import Talk, talk_of


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another place a finding speaks of: its words, and the entry they stand in."""

    quote: str
    entry: Entry | None


@dataclass(frozen=True, slots=True)
class Note:
    """A finding as shown beside a line. ``number`` counts the notes of the page from 1."""

    number: int
    finding: reportsrc.Finding
    elsewhere: tuple[Elsewhere, ...]
    start: int
    end: int
    fingerprint: str

    def fixed(self, text: str) -> str:
        """The entry's text with the safe fix taken; unchanged if there is none or it reaches out of the entry."""
        fix = self.finding.fix
        if fix is None:
            return text
        start = fix.span.start - self.finding.span.start + self.start
        end = start + len(fix.span)
        return text[:start] + fix.replacement + text[end:] if 0 <= start <= end <= len(text) else text


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a line: plain, or underlined for one note, or the other place of a note (``also``)."""

    text: str
    note: Note | None = None
    also: bool = False


@dataclass(frozen=True, slots=True)
class Aside:
    """What stands beside a line and is no finding: where its words come from, and last year's figures.

    ``repeated`` are sentences that stand word for word in last year's report; ``whole``: all of it was taken over so.
    """

    sources: tuple[Source, ...] = ()
    repeated: tuple[str, ...] = ()
    whole: bool = False
    figures: tuple[FigurePair, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as shown: its words cut at the underlines, and its notes."""

    entry: Entry
    segments: tuple[Segment, ...]
    notes: tuple[Note, ...]
    inner_markers: tuple[str, ...] = ()
    aside: Aside | None = None
    threads: tuple[Thread, ...] = ()
    tasks: tuple[Assignment, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A requirement on the checklist: what the machine located, what the reviewer judged, what the drafter proposed."""

    requirement: reportsrc.Requirement
    quotes: tuple[tuple[str, Entry | None], ...]
    assessment: Assessment | None = None
    proposal: Proposal | None = None
    threads: tuple[Thread, ...] = ()
    tasks: tuple[Assignment, ...] = ()

    @property
    def addressed(self) -> bool:
        """True if the text addresses it somewhere, as far as the machine sees."""
        return bool(self.quotes)


@dataclass(frozen=True, slots=True)
class Workspace:
    """A report composed, checked and covered, once for a page."""

    report: Report
    composition: Composition
    notes: tuple[Note, ...]
    loose: tuple[Note, ...]
    rows: tuple[CheckRow, ...]
    talk: Talk
    set_aside: tuple[tuple[reportsrc.Finding, Waiver], ...] = ()
    ticks: tuple[reportsrc.Relation, ...] = ()
    previous: reportsrc.Document | None = None
    _by_entry: dict[int, list[Note]] = field(default_factory=dict)
    _also: dict[int, list[tuple[int, int, Note]]] = field(default_factory=dict)

    def lines(self, entries: Iterable[Entry]) -> list[Line]:
        """The lines of these entries."""
        return [self.line(entry) for entry in entries]

    def line(self, entry: Entry) -> Line:
        """One entry with its underlines and notes."""
        notes = tuple(self._by_entry.get(entry.pk, ()))
        marks = [(note.start, note.end, note, False) for note in notes]
        marks += [(a, b, note, True) for a, b, note in self._also.get(entry.pk, ())]
        inner = reportsrc.inner_markers(entry.text) if entry.kind == "item" else ()
        threads = tuple(one for one in self.talk.by_entry.get(entry.pk, ()) if one.comment.open)
        tasks = tuple(self.talk.tasks_by_entry.get(entry.pk, ()))
        return Line(entry, segments(entry.text, marks), notes, inner, threads=threads, tasks=tasks)

    def part_lines(self, part: PartDraft) -> list[Line]:
        """The lines of one part in order."""
        return self.lines(e for e in self.composition.entries if e.part_id == part.pk)

    def part_rows(self, part: PartDraft) -> list[CheckRow]:
        """The checklist of a part (of every role merged into it)."""
        return [row for row in self.rows if row.requirement.part in part.roles]

    def part_notes(self, part: PartDraft) -> list[Note]:
        """The notes whose sentence stands in a part."""
        inside = {e.pk for e in self.composition.entries if e.part_id == part.pk}
        return [note for key in inside for note in self._by_entry.get(key, ())]


def segments(text: str, marks: Sequence[tuple[int, int, Note, bool]]) -> tuple[Segment, ...]:
    """Cut ``text`` at (start, end, note, also) marks. Where marks overlap, the heavier and then the earlier one wins."""
    ranked = sorted(marks, key=lambda m: (m[3], m[2].finding.severity.rank, m[0], -m[1]))
    taken: list[tuple[int, int, Note, bool]] = []
    for start, end, note, also in ranked:
        start, end = max(0, start), min(len(text), end)
        if start < end and not any(start < b and a < end for a, b, _, _ in taken):
            taken.append((start, end, note, also))
    found, at = [], 0
    for start, end, note, also in sorted(taken, key=lambda m: m[0]):
        if at < start:
            found.append(Segment(text[at:start]))
        found.append(Segment(text[start:end], note, also))
        at = end
    if at < len(text) or not found:
        found.append(Segment(text[at:]))
    return tuple(found)


def open_workspace(report: Report) -> Workspace:
    """Compose, check and cover a report for a page (a constant number of queries)."""
    composition = compose(report, list(report.entries.standing().select_related("part", "changed_by")))
    around = circumstances(report)
    done = run(report, composition, around)
    notes, loose = [], []
    by_entry: dict[int, list[Note]] = {}
    also: dict[int, list[tuple[int, int, Note]]] = {}
    for number, found in enumerate(done.findings, start=1):
        finding = found.finding
        place = composition.place(finding.span.start)
        start = place.offset if place else 0
        elsewhere = []
        for other in finding.related:
            spot = composition.place(other.span.start)
            elsewhere.append(Elsewhere(other.quote, spot.entry if spot else None))
        note = Note(number, finding, tuple(elsewhere), start, start + len(finding.span), found.fingerprint)
        notes.append(note)
        if place is None or not len(finding.span):
            loose.append(note)
            continue
        by_entry.setdefault(place.entry.pk, []).append(note)
        for other in finding.related if finding.count == 1 else ():
            if spot := composition.place(other.span.start):
                also.setdefault(spot.entry.pk, []).append((spot.offset, spot.offset + len(other.span), note))
    marks = {one.requirement_key: one for one in report.assessments.select_related("marked_by")}
    proposals = {one.requirement_key: one for one in report.proposals.select_related("by")}
    talk = talk_of(report)
    rows = tuple(
        CheckRow(
            one.requirement,
            tuple((span.of(composition.document.text), _entry_at(composition, span.start)) for span in one.spans),
            marks.get(one.requirement.key),
            proposals.get(one.requirement.key),
            tuple(talk.by_requirement.get(one.requirement.key, ())),
            tuple(talk.tasks_by_requirement.get(one.requirement.key, ())),
        )
        for one in done.coverage
    )
    ticks = tuple(one for one in reportsrc.relations(composition.document, report.standard) if one.ties)
    set_aside = tuple((one.finding, waiver) for one, waiver in done.set_aside)
    before = around.previous
    return Workspace(
        report, composition, tuple(notes), tuple(loose), rows, talk, set_aside, ticks, before, by_entry, also
    )


def _entry_at(composition: Composition, position: int) -> Entry | None:
    place = composition.place(position)
    return place.entry if place else None


def with_asides(workspace: Workspace, lines: Sequence[Line]) -> list[Line]:
    """The lines with what stands beside them (a constant number of queries)."""
    report, document = workspace.report, workspace.composition.document
    sources: dict[int, list[Source]] = {}
    for one in takings(report):
        sources.setdefault(one.link.entry_id, []).append(one)
    repeated: dict[int, list[str]] = {}
    known = workspace.previous.once(reportsrc.sentence_prints) if workspace.previous else {}
    for name, span in document.once(reportsrc.sentence_prints).items() if known else ():
        if name in known and (entry := _entry_at(workspace.composition, span.start)):
            repeated.setdefault(entry.pk, []).append(span.of(document.text))
    pairs: dict[int, list[FigurePair]] = {}
    for pair in figure_pairs(report, previous_report(report)) if workspace.previous else ():
        for figure in pair.now:
            pairs.setdefault(figure.entry_id, []).append(pair)
    return [replace(line, aside=_aside(report, line.entry, sources, repeated, pairs)) for line in lines]


def _aside(
    report: Report,
    entry: Entry,
    sources: dict[int, list[Source]],
    repeated: dict[int, list[str]],
    pairs: dict[int, list[FigurePair]],
) -> Aside | None:
    mine = sources.get(entry.pk, [])
    others = tuple(one for one in mine if one.link.source.report.organisation_id != report.organisation_id)
    whole = any(not one.edited for one in mine if one not in others)
    same, figures = tuple(repeated.get(entry.pk, ())), tuple(pairs.get(entry.pk, ()))
    return Aside(others, same, whole, figures) if others or whole or same or figures else None
