"""A published report or a document comes in: what was understood of it, and taking it into a report."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

import reportsrc
from tracker.actions import inspections, reports
from tracker.actions.reports import Source
from tracker.models import Report, SourceFile, User


@dataclass(frozen=True, slots=True)
class PartSeen:
    """A part as it was understood."""

    heading: str
    role: str
    name: str
    sections: int
    items: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What was understood of a file and what was not; nothing of it is stored by making one."""

    document: reportsrc.Document
    parts: tuple[PartSeen, ...]
    metadata: tuple[tuple[str, str], ...]
    understood: tuple[str, ...]
    doubtful: tuple[str, ...]


METADATA = (
    ("index_number", "索引号"),
    ("issuer", "发布机构"),
    ("signed_on", "成文日期"),
    ("published_at", "发布日期"),
    ("openness", "公开方式"),
    ("doc_number", "发文字号"),
    ("source", "信息来源"),
    ("topic", "主题分类"),
    ("genre", "体裁分类"),
)


def _state_sentence(state: str, standard: reportsrc.Standard) -> str:
    def name(key: str) -> str:
        part = standard.part(key)
        return f"“{part.name}”" if part else f"“{key}”"

    kind, _colon, rest = state.partition(":")
    if kind == "missing":
        return _("没有找到%(part)s这一部分。") % {"part": name(rest)}
    if kind == "merged":
        return _("%(parts)s写在同一部分里。") % {"parts": "、".join(name(key) for key in rest.split("+"))}
    if kind == "inside":
        inner, _angle, outer = rest.partition(">")
        return _("%(inner)s写在%(outer)s里。") % {"inner": name(outer), "outer": name(inner)}
    if kind == "reordered":
        return _("各部分的次序与规定不同。")
    if kind == "topical":
        return _("没有按四部分编排，各部分按专题编写。")
    return state


def preview(data: bytes, name: str, standard: reportsrc.Standard) -> Preview:
    """Read a file and say in sentences what was understood. Raises ``reportsrc.ReadError`` on what cannot be read."""
    document = reportsrc.read_bytes(data, standard)
    parts = tuple(
        PartSeen(
            part.heading,
            part.role,
            getattr(standard.part(part.role), "name", "未对应到规定的部分"),
            len(part.sections),
            sum(1 for _ in part.all_items()),
        )
        for part in document.parts
    )
    found = [
        (label, str(getattr(document.metadata, key))) for key, label in METADATA if getattr(document.metadata, key)
    ]
    understood = [_("标题：%(title)s") % {"title": document.title}] if document.title else []
    understood += [_("报告年度：%(year)s") % {"year": document.year}] if document.year else []
    understood.append(
        _("分为%(parts)s个部分、%(figures)s处数据。") % {"parts": len(parts), "figures": len(document.figures)}
    )
    doubtful = [] if document.title else [_("没有认出标题。")]
    doubtful += [] if document.year else [_("没有认出报告年度。")]
    if document.kind != standard.document_kind:
        kind = reportsrc.KINDS.get(document.kind, document.kind)
        doubtful.insert(0, _("这份文字看起来是%(kind)s，请确认没有选错文件。") % {"kind": kind})
    doubtful += [_state_sentence(state, standard) for state in document.states]
    doubtful += list(document.notes)
    return Preview(document, parts, tuple(found), tuple(understood), tuple(doubtful))


def mismatches(report: Report, document: reportsrc.Document) -> tuple[str, ...]:
    """Sentences on what a file says of itself that is not this report: another year, another unit."""
    found = []
    if document.year and document.year != report.year:
        found.append(
            _("文件写的是%(theirs)s年度，这份报告是%(ours)s年度。") % {"theirs": document.year, "ours": report.year}
        )
    named = document.organisation
    known = [report.organisation_name, report.organisation.label, *report.issuers]
    if named and not any(one in named or named in one for one in known):
        found.append(
            _("文件里的单位是“%(theirs)s”，这份报告是“%(ours)s”的。")
            % {"theirs": named, "ours": report.organisation_name}
        )
    return tuple(found)


def keep(report: Report, data: bytes, name: str, *, by: User) -> SourceFile:
    """Read a file and keep it until it is confirmed. Raises ``reportsrc.ReadError``; then nothing is stored."""
    document = reportsrc.read_bytes(data, report.standard)
    return reports.keep_source(report, document, Source(name, data), by=by)


def take(report: Report, source: SourceFile, *, by: User, replace: bool = False) -> Report:
    """Take a kept file into its report and check it."""
    content = bytes(source.content)
    document = reportsrc.read_bytes(content, report.standard)
    taken = reports.take_document(report, document, Source(source.name, content), by=by, replace=replace)
    inspections.inspect(taken, by=by, occasion="导入")
    return taken


def take_bytes(report: Report, data: bytes, name: str, *, by: User | None, replace: bool = False) -> Report:
    """Read, take and check in one go, for commands."""
    document = reportsrc.read_bytes(data, report.standard)
    taken = reports.take_document(report, document, Source(name, data), by=by, replace=replace)
    inspections.inspect(taken, by=by, occasion="导入")
    return taken
