"""A Document as a Word document in official format, clean or with its findings as comments."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from docx import Document as Word
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from reportsrc.document import Document
from reportsrc.finding import Finding, Severity
from reportsrc.writers.illegal import count_illegal, legal, said
from reportsrc.writers.layout import PrintedAs, PrintedLine, lay_out
from reportsrc.writers.official import heading_style
from reportsrc.writers.template import characters, shipped_template
from reportsrc.writers.titles import width

BODY_MARK = "【报告正文】"
"""A paragraph of a template that says only this is where the report goes; without it the report is all there is."""

SEVERITIES = {Severity.BLOCKING: "阻断", Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.INFO: "提示"}
_SET_APART = frozenset((PrintedAs.ADDRESSEE, PrintedAs.TITLE))


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file as written, and Chinese sentences on what could not be taken into it."""

    data: bytes
    notes: tuple[str, ...] = ()


def write_docx(
    document: Document,
    *,
    template: bytes | None = None,
    findings: Sequence[Finding] = (),
    author: str = "",
    when: datetime | None = None,
) -> WrittenFile:
    """The document in the official format, or in the styles of a checked ``template``.

    Without ``findings`` it is a clean copy: no comments, no names. With them each is a comment of ``author`` on the
    words it quotes. Line ends, blank lines and the white space at the edges of lines are the format's; every other
    character is the text's, except those no file can hold, which ``notes`` counts.
    """
    word = Word(io.BytesIO(template or shipped_template()))
    writing = _Writing(word, document, findings)
    writing.write()
    for finding in findings:
        writing.comment(finding, author, when or datetime.now(UTC))
    word.core_properties.title = legal(document.title)[:255]
    stream = io.BytesIO()
    word.save(stream)
    notes = said(count_illegal(document.text))
    if any(passage.kind == "header" for passage in document.passages):
        notes.append("网页信息栏（索引号、发布日期等）不是公文的内容，没有写入。")
    return WrittenFile(stream.getvalue(), tuple(notes))


class _Writing:
    """One document being written into its template."""

    def __init__(self, word: Any, document: Document, findings: Sequence[Finding]) -> None:
        self._word = word
        self._document = document
        self._styles = {style.name: style for style in word.styles}
        self._before = self._place()
        self._runs: list[tuple[int, int, Any]] = []
        edges = {edge for one in findings for edge in (one.span.start, one.span.end)}
        self._cuts = sorted(edges)

    def _place(self) -> Any:
        """The element the report goes before: the end of a body that is emptied, or the paragraph that bears the mark."""
        body = self._word.element.body
        marked = [p for p in self._word.paragraphs if p.text.strip() == BODY_MARK]
        if marked:
            place = OxmlElement("w:bookmarkEnd")
            marked[0]._p.addprevious(place)
            body.remove(marked[0]._p)
            return place
        for child in list(body):
            if child.tag != qn("w:sectPr"):
                body.remove(child)
        return body.find(qn("w:sectPr"))

    def write(self) -> None:
        """Every line, with the blank lines the format asks for."""
        lines = lay_out(self._document)
        before: PrintedLine | None = None
        for number, line in enumerate(lines):
            if before is not None and _blank_between(before.kind, line.kind):
                self._paragraph(PrintedAs.BODY)
            paragraph = self._paragraph(line.kind)
            if line.kind in (PrintedAs.TITLE, PrintedAs.ATTACHMENT_TITLE):
                self._title(paragraph, line)
            else:
                for piece in line.pieces:
                    own = line.kind is PrintedAs.BODY and piece.heading
                    style = self._styles.get(heading_style(piece.heading)) if own else None
                    self._words(paragraph, piece.text, piece.span.start, style)
            self._fit(paragraph, line, lines, number)
            before = line
        if not lines:
            self._paragraph(PrintedAs.BODY)
        if self._before.tag == qn("w:bookmarkEnd"):
            self._before.getparent().remove(self._before)

    def _paragraph(self, kind: PrintedAs) -> Any:
        paragraph = self._word.add_paragraph()
        self._before.addprevious(paragraph._p)
        paragraph._p.style = self._styles[kind.value].style_id
        return paragraph

    def _title(self, paragraph: Any, line: PrintedLine) -> None:
        at = line.span.start
        for number, words in enumerate(line.rows):
            if number:
                paragraph.add_run().add_break(WD_BREAK.LINE)
            self._words(paragraph, words, at, None)
            at += len(words)

    def _words(self, paragraph: Any, words: str, start: int, style: Any) -> None:
        """Runs of these words, cut where a finding begins or ends."""
        for a, b in _cut(start, start + len(words), self._cuts):
            text = legal(words[a - start : b - start])
            if not text:
                continue
            run = paragraph.add_run(text)
            if style is not None:
                run._r.style = style.style_id
            self._runs.append((a, b, run))

    def _fit(self, paragraph: Any, line: PrintedLine, lines: Sequence[PrintedLine], number: int) -> None:
        """What the format makes depend on the words: how far an attachment note and the signature stand in."""
        if line.kind is PrintedAs.ATTACHMENT_NOTE:
            own = line.hang
            left = 2 + (own if line.text.lstrip().startswith("附") else _first_hang(lines, number))
            _indent(paragraph, left=left, hanging=own)
        elif line.kind is PrintedAs.SIGNATURE:
            date = next((one for one in lines[number:] if one.kind is PrintedAs.DATE), None)
            _indent(paragraph, right=signature_indents(line.text, date.text if date else "")[0])
        elif line.kind is PrintedAs.DATE:
            signed = next((one for one in reversed(lines[:number]) if one.kind is PrintedAs.SIGNATURE), None)
            _indent(paragraph, right=signature_indents(signed.text if signed else "", line.text)[1])

    def comment(self, finding: Finding, author: str, when: datetime) -> None:
        """One finding on the words it quotes; on the first words of the report if it is about what is not there."""
        start, end = finding.span.start, finding.span.end
        runs = [run for a, b, run in self._runs if a < end and start < b]
        runs = runs or [run for a, b, run in self._runs if b > start][:1] or [run for _a, _b, run in self._runs][:1]
        if not runs:
            return
        made = self._word.add_comment([runs[0], runs[-1]], text=legal(comment_text(finding)), author=author)
        made._comment_elm.date = when.astimezone(UTC)
        made._comment_elm.initials = author[:2]


def _cut(start: int, end: int, cuts: Sequence[int]) -> Iterator[tuple[int, int]]:
    inside = [cut for cut in cuts if start < cut < end]
    edges = [start, *inside, end]
    yield from itertools.pairwise(edges)


def _blank_between(before: PrintedAs, now: PrintedAs) -> bool:
    """True where the format leaves a line blank: below the title, above an attachment note, above the signature."""
    if before is now:
        return False
    if before in (PrintedAs.TITLE, PrintedAs.ATTACHMENT_TITLE):
        return True
    return now is PrintedAs.ATTACHMENT_NOTE or (now in (PrintedAs.SIGNATURE, PrintedAs.DATE) and before not in (
        PrintedAs.SIGNATURE, PrintedAs.DATE
    ))  # fmt: skip


def _first_hang(lines: Sequence[PrintedLine], number: int) -> float:
    """How far the names of an attachment note stand in, by its first line."""
    for line in reversed(lines[:number]):
        if line.kind is PrintedAs.ATTACHMENT_NOTE and line.text.startswith("附"):
            return line.hang
    return 4.0


def signature_indents(name: str, date: str) -> tuple[float, float]:
    """How many characters a signature without a seal and its date stand in from the right: the name two, the first
    character of the date two to the right of the name's; a date longer than that stands two in and moves the name."""
    named, dated = width(name), width(date)
    if not name:
        return 2.0, 2.0
    right = named - dated if date else 2.0
    return (2.0, right) if right >= 2 else (max(2.0, dated + 4 - named), 2.0)


def _indent(paragraph: Any, *, left: float = 0, hanging: float = 0, right: float = 0) -> None:
    properties = paragraph._p.get_or_add_pPr()
    element = OxmlElement("w:ind")
    for name, count in (("left", left), ("right", right), ("hanging", hanging)):
        if count:
            element.set(qn(f"w:{name}Chars"), str(round(count * 100)))
            element.set(qn(f"w:{name}"), str(characters(count)))
    properties.append(element)


def comment_text(finding: Finding) -> str:
    """What a comment says: code, weight and message; the basis; the other places; what a safe fix would write."""
    count = f"（共{finding.count}处）" if finding.count > 1 else ""
    lines = [f"{finding.code} {SEVERITIES[finding.severity]}：{finding.message}{count}"]
    if not len(finding.span) and finding.quote:
        lines.append(f"原文：“{_short(finding.quote)}”")
    lines += [f"另见：“{_short(other.quote)}”" for other in finding.related if other.quote.strip()]
    if finding.fix is not None:
        lines.append(f"可以：{finding.fix.label}")
    if finding.basis:
        lines.append(f"依据：{finding.basis}")
    return "\n".join(lines)


def _short(words: str) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= 60 else f"{flat[:59]}…"
