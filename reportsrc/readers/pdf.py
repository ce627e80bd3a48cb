"""PDF files with a text layer: printed lines joined to paragraphs; running heads and page numbers left out."""

from __future__ import annotations

import itertools
import json
import re
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from reportsrc.markers import Level, marker_at
from reportsrc.readers.apart import Failure, run_apart
from reportsrc.readers.content import ReadError
from reportsrc.readers.pdf_lines import MOST_PAGES, PrintedLine
from reportsrc.text import fold

_SAID = {
    Failure.DAMAGED: "PDF 文件不完整或已损坏，请重新导出后再导入。",
    Failure.ENCRYPTED: "PDF 文件加了密码，请去掉密码后再导入。",
    Failure.TOO_LONG: f"PDF 文件太长（超过{MOST_PAGES}页或文字过多），不像一份报告。",
    Failure.TOO_MUCH: "PDF 文件过于复杂，没能读完，请改用 docx 或文本文件。",
}
_NO_WORDS = "PDF 里没有文字层（多为扫描件），请先识别成文字，或改用 docx 文件。"
_UNKNOWN_WORDS = "PDF 的文字层不能识别（字体没有对应的文字），请改用 docx 文件。"

_PAGE_NUMBER = re.compile(
    r"(?:[—\-·•~_ ]{0,6}\d{1,4}[—\-·•~_ ]{0,6}|第 ?\d{1,4} ?页(?:[,/ ]{0,3}共 ?\d{1,4} ?页)?|共 ?\d{1,4} ?页[,/ ]{0,3}第 ?\d{1,4} ?页"
    r"|\d{1,4} ?/ ?\d{1,4}|[Pp]age ?\d{1,4}(?: ?of ?\d{1,4})?|[一二三四五六七八九十]{1,3}|[ivxIVX]{1,6})"
)
_DIGITS = re.compile(r"\d{1,9}")
_UNBROKEN = re.compile(r"[!-~]{1,60}[,.;:。、)》”’%]{0,3}|.[,.;:。、)》”’%]{1,3}")
"""What a printer does not break at the beginning of a line."""
_TITLE = re.compile(r"[^,。;:!?]{4,40}(?:法治政府|依法行政)[^,。;:!?]{0,16}(?:报告|总结|情况)")
_ROOMY = 1.22
"""Times the usual distance of lines, beyond which the room between two lines is more than usual."""
_WORD = re.compile(r"[0-9A-Za-z]")
_LABEL = re.compile(r"\[? ?[\u4e00-\u9fff]{2,6} ?(?:\]|:)")
_FINAL = "。!?;:”’)》」』…"
_MARGIN = 0.14
"""The share of a page's height, from above and from below, where running heads and page numbers stand."""


def pdf_text(data: bytes) -> tuple[str, list[str], dict[str, int]]:
    """(text, notes, traces) of a PDF: one line a paragraph; traces as in ``Document.traces``. Raises ``ReadError``."""
    made = run_apart("reportsrc.readers.pdf_lines", data)
    if isinstance(made, Failure):
        raise ReadError(_SAID.get(made, _SAID[Failure.DAMAGED]))
    found = json.loads(made)
    text, notes = text_of([PrintedLine(**one) for one in found["lines"]], found["heights"])
    if found["comments"]:
        notes.append(f"有{found['comments']}处批注，没有读入。")
    counts = {"comments": int(found["comments"]), "author": int(found["author"])}
    return text, notes, {name: count for name, count in counts.items() if count}


def text_of(lines: Sequence[PrintedLine], heights: Sequence[float]) -> tuple[str, list[str]]:
    """(text, notes) of printed lines in the order of the file; ``heights`` of the pages in points.

    Raises ``ReadError`` where nothing that can be read is printed.
    """
    kept = _without_running(lines, heights)
    words = "".join(line.words for line in kept)
    if not words.strip():
        raise ReadError(_NO_WORDS)
    odd = sum(1 for c in words if "\ue000" <= c <= "\uf8ff" or c == "\ufffd" or (c < " " and c != "\t"))
    if odd * 4 > len(words):
        raise ReadError(_UNKNOWN_WORDS)
    notes = ["从 PDF 的文字层取出了文字，断行按版面接成段落，请与原件核对。"]
    if len(kept) < len(lines):
        notes.append("页眉、页脚和页码没有读入。")
    return "\n".join(_paragraphs(kept)), notes


# -- running heads and page numbers -------------------------------------------------


def _without_running(lines: Sequence[PrintedLine], heights: Sequence[float]) -> list[PrintedLine]:
    """The lines that are no page number and stand not at the same height of several pages."""
    places: dict[tuple[str, int], set[int]] = {}
    for line in lines:
        if _at_edge(line, heights):
            places.setdefault(_place(line, heights), set()).add(line.page)
    pages = len({line.page for line in lines})
    often = max(2, pages // 3)
    return [
        line
        for line in lines
        if not (
            _at_edge(line, heights)
            and (_PAGE_NUMBER.fullmatch(fold(line.words).strip()) or len(places[_place(line, heights)]) >= often)
        )
    ]


def _at_edge(line: PrintedLine, heights: Sequence[float]) -> bool:
    height = heights[line.page]
    return line.middle < _MARGIN * height or line.middle > (1 - _MARGIN) * height


def _place(line: PrintedLine, heights: Sequence[float]) -> tuple[str, int]:
    """What makes lines of several pages the same running head: the words but for figures, and the height."""
    return _DIGITS.sub("0", "".join(fold(line.words).split())), round(line.middle / 6)


# -- paragraphs ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Measure:
    """The type area: its edges (points), the usual distance of lines, whether paragraphs begin
    indented or are set apart by more room, and the usual size of the type."""

    left: float
    right: float
    pitch: float
    indents: bool
    apart: bool
    size: float


def _measure(lines: Sequence[PrintedLine]) -> _Measure:
    rights = sorted(line.right for line in lines)
    right = rights[min(len(rights) - 1, (len(rights) * 19) // 20)]
    full = [line for line in lines if line.right > right - 2.2 * line.size]
    # Most full lines go on a paragraph and begin at the edge.
    at_edge = Counter(round(line.left / 4) for line in full).most_common(1)
    near = [line.left for line in full if at_edge and abs(line.left / 4 - at_edge[0][0]) <= 1]
    left = min(near, default=min(line.left for line in lines))
    # Where most paragraphs are short, most full lines open one: what goes on begins two characters further out.
    outer = [line.left for line in lines if 1.2 * line.size < left - line.left < 3.2 * line.size]
    edge, count = Counter(round(one) for one in outer).most_common(1)[0] if outer else (0, 0)
    if count >= max(3, len(lines) // 12):
        left = float(edge)
    indented = sum(1 for line in full if 1.2 * line.size < line.left - left < 3.2 * line.size)
    steps = [
        one.middle - two.middle
        for one, two in itertools.pairwise(lines)
        if one.page == two.page and one.middle > two.middle
    ]
    pitch = sorted(steps)[len(steps) // 4] if steps else 0.0
    roomy = sum(1 for step in steps if _ROOMY * pitch < step < 2.4 * pitch)
    return _Measure(
        left,
        right,
        pitch,
        indents=indented >= 2,
        apart=roomy >= 3 and roomy * 8 >= len(steps),
        size=statistics.median(line.size for line in lines),
    )


def _paragraphs(lines: Sequence[PrintedLine]) -> list[str]:
    measure = _measure(lines)
    found: list[list[str]] = []
    last: PrintedLine | None = None
    for line in lines:
        if last is not None and not (len(found[-1]) == 1 and _is_title(last.words)) and _goes_on(last, line, measure):
            before, words = found[-1][-1], line.words
            if _WORD.match(before[-1:]) and _WORD.match(words[:1]):  # no word or number is broken without a hyphen
                words = " " + words
            found[-1].append(words)
        else:
            found.append([line.words])
        last = line
    return ["".join(pieces) for pieces in found]


def _goes_on(last: PrintedLine, line: PrintedLine, measure: _Measure) -> bool:
    """Whether ``line`` belongs to the paragraph ``last`` is in: ``last`` is full, and ``line`` begins nothing new."""
    if _LABEL.match(fold(last.words)) and (_LABEL.match(fold(line.words)) or fold(line.words).endswith(":")):
        return False
    run = _UNBROKEN.match(fold(line.words))
    unbroken = sum(0.7 if c.isascii() else 1.0 for c in run.group()) * line.size if run else 0.0
    room = measure.right - last.right
    if room > max(2.2 * last.size, unbroken + 0.8 * last.size):
        return False
    if abs(last.size - line.size) > 0.2 * max(last.size, line.size) or "\t" in line.words or "\t" in last.words:
        return False
    if line.size > 1.15 * measure.size:  # a title is set in the middle, and its lines run on where one is full
        return last.page == line.page and fold(last.words)[-1:] not in _FINAL
    if line.left > measure.left + 0.8 * line.size:
        return False
    step = last.middle - line.middle if last.page == line.page else 0.0
    if step > (_ROOMY if measure.apart else 1.7) * measure.pitch > 0:
        return False
    ended = fold(last.words)[-1:] in _FINAL
    marker = marker_at(fold(line.words), 0) if ended else None
    known = measure.indents or (measure.apart and step > 0)
    if marker is not None and (not known or marker.level is Level.PART):
        return False
    return known or not ended or room < 1.2 * last.size


def _is_title(words: str) -> bool:
    """A line that is a whole title, in type no larger than the text's."""
    return bool(_TITLE.fullmatch("".join(fold(words).split())))
