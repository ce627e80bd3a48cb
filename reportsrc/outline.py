"""Where the passages of a report stand: title, preamble, parts with their role, sections, items, signature.

Parts are known by scored words of the standard, not by position. Every non-blank character of the text comes to lie in
exactly one passage; between passages stands white space only.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reportsrc.document import Passage, PassageKind
from reportsrc.markers import Level, Marker, marker_at, spoken_markers
from reportsrc.standard import RequiredPart, Standard
from reportsrc.text import Span, fold

THRESHOLD = 10
"""A heading has a role when the weights of the role's words found in it reach this."""

LONGEST_HEADING = 80
LONGEST_TITLE = 70

_INLINE_PART = re.compile(r"(?<=[。:;!?”)\s])[一二三四五六七八九十]{1,3}、")
_INLINE_SECTION = re.compile(r"(?<=[。:;!?”)\s、])\([一二三四五六七八九十]{1,3}\)")
_DATE_LINE = re.compile(
    r"(?:20\d\d *年 *\d{1,2} *月 *\d{1,2} *日|二[〇○0零]..?年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)$"
)
_TITLE_TOPIC = re.compile("法治政府|法治建设|依法行政|依法治")
_TITLE_FORM = re.compile("报告|報告|情况|情況|总结|總結|思路|打算|要点|方案|解读")
_OPENS_BODY = re.compile(r"现将|現將|现就|报告如下|汇报如下|总结如下")
_ADDRESSEE = re.compile(r"[^。,;!?\n]{2,60}:")
_ORGAN = re.compile("委|政府|人大|政协|主任|委员|组|厅|局|办")
_NOISE = re.compile(
    r"(?:打印|关闭|分享|扫一扫|上一篇|下一篇|责任编辑|版权所有|主办单位|网站地图|浏览次数|返回顶部|收藏|字体|【)[^。]{0,60}$"
)
_DUTY_WORDS = re.compile("第一责任人")
_MARKS = re.compile(r"[。,;:!?]")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line without the white space around it."""

    span: Span


@dataclass(frozen=True, slots=True)
class _Head:
    """A part's heading: where it stands, its marker, where its body begins and ends."""

    span: Span
    marker: Span
    scores: tuple[tuple[str, int], ...]


def _lines(text: str, start: int, end: int) -> Iterator[Span]:
    at = start
    while at < end:
        stop = at
        while stop < end and text[stop] not in "\r\n":
            stop += 1
        left, right = at, stop
        while left < right and text[left].isspace():
            left += 1
        while right > left and text[right - 1].isspace():
            right -= 1
        if left < right:
            yield Span(left, right)
        at = stop + 1


def trim(text: str, start: int, end: int) -> Span | None:
    """``[start, end)`` without the white space around it; None if nothing is left."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None


def heading_scores(heading: str, parts: Sequence[RequiredPart]) -> tuple[tuple[str, int], ...]:
    """(part key, score) of every part whose words a heading holds with at least the threshold, best first.

    Each word counts once, negative ones too; blanks do not count; what follows a colon is not the heading.
    """
    words = "".join(fold(heading).split())
    marker = marker_at(words, 0)
    words = words[marker.span.end if marker else 0 :].split(":")[0]
    found = []
    for part in parts:
        score = sum(weight for word, weight in part.headings.items() if word in words)
        if score >= THRESHOLD:
            found.append((part.key, score))
    return tuple(sorted(found, key=lambda pair: -pair[1]))


def _heading_end(folded: str, start: int, marker_end: int, line_end: int, inline: bool) -> int:
    """Where a heading that begins at ``start`` stops: the first 。 or the line's end; in a page on one line, a blank."""
    stop = folded.find("。", marker_end, line_end)
    end = line_end if stop < 0 else stop + 1
    if stop >= 0 and not folded[stop + 1 : line_end].strip():
        return line_end
    if end - start > LONGEST_HEADING:
        colon = folded.find(":", marker_end, min(line_end, start + LONGEST_HEADING))
        if colon >= 0:
            return colon + 1
    if inline or end - start > LONGEST_HEADING:
        cut = _INLINE_SECTION.search(folded, marker_end, min(end, start + LONGEST_HEADING))
        blank = re.compile(r"(?<=\S{4})\s").search(folded, marker_end, min(end, start + LONGEST_HEADING))
        ends = [one for one in (cut and cut.start(), blank and blank.start()) if one]
        if ends:
            end = min(ends)
    return end


class _Reader:
    """One reading of one text."""

    def __init__(self, text: str, standard: Standard, header: Sequence[Span]) -> None:
        self.text = text
        self.folded = fold(text)
        self.parts = standard.parts
        self.title_words = standard.title_words
        self.header = sorted(header)
        self.passages: list[Passage] = []

    def add(self, kind: PassageKind, span: Span | None, **more: object) -> None:
        if span is not None:
            self.passages.append(Passage(kind, span, **more))  # type: ignore[arg-type]

    # -- parts ---------------------------------------------------------------

    def heads(self) -> list[_Head]:
        """The headings of the parts in text order."""
        starts = [self._head(line, line.start) for line in self._free_lines()]
        found = [head for head in starts if head]
        if len(found) < 2:
            inline = [
                self._head(self._line_around(match.start()), match.start(), inline=True)
                for match in _INLINE_PART.finditer(self.folded)
                if not self._in_header(match.start())
            ]
            merged = {head.span.start: head for head in (*found, *(one for one in inline if one))}
            if len(merged) > len(found) and len(merged) > 1:
                found = [merged[at] for at in sorted(merged)]
        if not found:
            return self._unmarked_heads()
        return self._outer(found)

    def _free_lines(self) -> Iterator[Span]:
        for line in _lines(self.text, 0, len(self.text)):
            if not self._in_header(line.start):
                yield line

    def _in_header(self, position: int) -> bool:
        return any(span.start <= position < span.end for span in self.header)

    def _line_around(self, position: int) -> Span:
        start = max(self.text.rfind("\n", 0, position), self.text.rfind("\r", 0, position)) + 1
        ends = [at for at in (self.text.find("\n", position), self.text.find("\r", position)) if at >= 0]
        return Span(start, min(ends, default=len(self.text)))

    def _head(self, line: Span, at: int, inline: bool = False) -> _Head | None:
        marker = marker_at(self.folded, at)
        if marker is None or marker.level is not Level.PART:
            return None
        end = _heading_end(self.folded, at, marker.span.end, line.end, inline)
        span = trim(self.text, at, end)
        if span is None or span.end <= marker.span.end:
            return None
        return _Head(span, marker.span, heading_scores(span.of(self.text), self.parts))

    def _unmarked_heads(self) -> list[_Head]:
        """Parts without any marker: short lines that read like a part's heading."""
        found = []
        for line in self._free_lines():
            words = line.of(self.folded)
            if 4 <= len(words) <= 40 and not _MARKS.search(words) and not self._is_title(words):
                scores = heading_scores(words, self.parts)
                if scores:
                    found.append(_Head(line, Span(line.start, line.start), scores))
        return found if len(found) > 1 else []

    def _outer(self, found: list[_Head]) -> list[_Head]:
        """The parts among the 一、 markers: a run that begins again at 一、 without a role is nested, not a part."""
        outer: list[_Head] = []
        last = inner = 0
        for head in found:
            number = self._number(head)
            if outer and head.span.of(self.folded) == outer[-1].span.of(self.folded):
                continue
            if inner:
                if number == inner + 1 and not (number == last + 1 and head.scores):
                    inner = number
                    continue
                inner = 0
            elif outer and number == 1 and not head.scores and outer[-1].scores:
                inner = 1
                continue
            outer.append(head)
            last = number or last + 1
        return outer

    def _number(self, head: _Head) -> int:
        marker = marker_at(self.folded, head.marker.start)
        return marker.number if marker else 0

    # -- before the first part -----------------------------------------------

    def _is_title(self, words: str) -> bool:
        squeezed = "".join(words.split())
        return bool(
            len(squeezed) <= LONGEST_TITLE
            and not squeezed.endswith(("。", ";", ":", ","))
            and "。" not in squeezed
            and _TITLE_TOPIC.search(squeezed)
            and _TITLE_FORM.search(squeezed)
            and not _OPENS_BODY.search(squeezed)
        )

    def opening(self, end: int) -> None:
        """Everything before ``end``: header, titles, addressee, preamble."""
        lines = []
        for line in _lines(self.text, 0, end):
            lines += self._cut_by_header(line)
        titles = self._titles([line for line, is_header in lines if not is_header])
        last_title = max((line.start for line in titles), default=-1)
        addressed = False
        preamble = False
        for line, is_header in lines:
            if is_header:
                self.add(PassageKind.HEADER, line)
            elif line in titles:
                self.add(PassageKind.TITLE, line)
            elif line.start < last_title or (not preamble and _NOISE.match(line.of(self.folded))):
                self.add(PassageKind.HEADER, line)
            elif not addressed and not preamble and (organ := self._addressee(line)):
                addressed = True
                self.add(PassageKind.ADDRESSEE, Span(line.start, organ))
                rest = trim(self.text, organ, line.end)
                preamble = preamble or rest is not None
                self.add(PassageKind.PREAMBLE, rest)
            else:
                preamble = True
                self.add(PassageKind.PREAMBLE, line)

    def _cut_by_header(self, line: Span) -> list[tuple[Span, bool]]:
        """A line in pieces that lie wholly inside or outside header spans."""
        pieces: list[tuple[Span, bool]] = []
        at = line.start
        for span in self.header:
            if span.overlaps(line):
                if left := trim(self.text, at, max(at, span.start)):
                    pieces.append((left, False))
                if inside := trim(self.text, max(at, span.start), min(span.end, line.end)):
                    pieces.append((inside, True))
                at = max(at, min(span.end, line.end))
        if rest := trim(self.text, at, line.end):
            pieces.append((rest, False))
        return pieces

    def _titles(self, lines: list[Span]) -> list[Span]:
        """The lines of every title: a line that reads as one, with the issuer's lines above; else up to three together."""
        found: list[Span] = []
        for at, line in enumerate(lines):
            if self._is_title(line.of(self.folded)):
                group = [line]
                while at and len(group) < 4 and self._issuer_line(lines[at - 1]) and lines[at - 1] not in found:
                    at -= 1
                    group.insert(0, lines[at])
                found += group
        if found:
            return found
        for size in (2, 3, 4):
            for at in range(len(lines) - size + 1):
                group = lines[at : at + size]
                whole = "".join(line.of(self.folded) for line in group)
                if self._is_title(whole) and all(self._title_piece(line) for line in group):
                    return group
        return []

    def _title_piece(self, line: Span) -> bool:
        words = line.of(self.folded)
        return len(words) <= 40 and not _MARKS.search(words)

    def _issuer_line(self, line: Span) -> bool:
        words = "".join(line.of(self.folded).split())
        if not 3 <= len(words) <= 32 or _MARKS.search(words) or any(c.isdigit() for c in words):
            return False
        return words.startswith("中共") or words.endswith(
            ("政府", "委员会", "局", "厅", "办公室", "办事处", "街道", "镇", "乡", "委", "管委会", "区")
        )

    def _addressee(self, line: Span) -> int | None:
        match = _ADDRESSEE.match(self.folded, line.start, line.end)
        words = match.group() if match else ""
        if not match or _OPENS_BODY.search(words) or not _ORGAN.search(words) or any(c.isdigit() for c in words):
            return None
        whole_line = match.end() == line.end
        return match.end() if whole_line or len(words) <= 24 else None

    # -- after the last part --------------------------------------------------

    def tail(self, start: int, end: int) -> tuple[int, list[Passage]]:
        """Where the last part's body really ends, and the passages after it: signature and page noise."""
        lines = list(_lines(self.text, start, end))
        found: list[Passage] = []
        while lines and _NOISE.match(lines[-1].of(self.folded)):
            found.insert(0, Passage(PassageKind.HEADER, lines.pop()))
        if lines and _DATE_LINE.fullmatch(lines[-1].of(self.folded).strip()):
            found.insert(0, Passage(PassageKind.SIGNATURE, lines.pop()))
            while lines and len(found) < 6 and self._issuer_line(lines[-1]):
                found.insert(0, Passage(PassageKind.SIGNATURE, lines.pop()))
        return (found[0].span.start if found else end), found

    # -- inside a part ---------------------------------------------------------

    def body(self, start: int, end: int, inline: bool) -> None:
        """A part's sections and items between its heading and ``end``."""
        sections = self._sections(start, end, inline)
        if not sections:
            self._items(start, end, PassageKind.INTRO, last=True)
            return
        for line in _lines(self.text, start, sections[0][0]):
            self.add(PassageKind.INTRO, line)
        for number, (at, heading_end, marker) in enumerate(sections):
            stop = sections[number + 1][0] if number + 1 < len(sections) else end
            span = trim(self.text, at, heading_end)
            self.add(PassageKind.HEADING, span, level=2, marker=marker.of(self.text))
            self._items(heading_end, stop, PassageKind.LEAD, last=False)

    def _sections(self, start: int, end: int, inline: bool) -> list[tuple[int, int, Span]]:
        found = []
        for line in _lines(self.text, start, end):
            marker = marker_at(self.folded, line.start)
            if marker and marker.level in (Level.SECTION, Level.PART):
                heading_end = _heading_end(self.folded, line.start, marker.span.end, line.end, inline)
                found.append((line.start, heading_end, marker.span))
        levels = {marker_at(self.folded, at).level for at, _, _ in found}  # type: ignore[union-attr]
        if Level.SECTION in levels and Level.PART in levels:
            outer = marker_at(self.folded, found[0][0])
            found = [one for one in found if marker_at(self.folded, one[0]).level is outer.level]  # type: ignore[union-attr]
        if len(found) < 2:
            known = {at for at, _, _ in found}
            for match in _INLINE_SECTION.finditer(self.folded, start, end):
                marker = marker_at(self.folded, match.start())
                if marker and match.start() not in known and (inline or found):
                    line = self._line_around(match.start())
                    stop = _heading_end(self.folded, match.start(), marker.span.end, min(line.end, end), inline)
                    found.append((match.start(), stop, marker.span))
            found.sort()
        return found

    def _item_starts(self, start: int, end: int) -> list[Marker]:
        """The markers of the first numbered level in a stretch: the level whose marker comes first."""
        by_level: dict[Level, list[Marker]] = {}
        for line in _lines(self.text, start, end):
            marker = marker_at(self.folded, line.start)
            if marker and marker.level in (Level.NUMBER, Level.BRACKET):
                by_level.setdefault(marker.level, []).append(marker)
        for marker in spoken_markers(self.folded, start, end):
            by_level.setdefault(marker.level, []).append(marker)
        real = {
            level: marks
            for level, marks in by_level.items()
            if len(marks) > 1 or (marks[0].number == 1 and level is not Level.ORDER)
        }
        if not real:
            return []
        return min(real.values(), key=lambda marks: marks[0].span.start)

    def _items(self, start: int, end: int, before: PassageKind, *, last: bool) -> None:
        marks = self._item_starts(start, end)
        if not marks:
            self._plain_items(start, end, before)
            return
        if before is PassageKind.LEAD:
            self.add(before, trim(self.text, start, marks[0].span.start))
        else:
            for line in _lines(self.text, start, marks[0].span.start):
                self.add(before, line)
        edges = [mark.span.start for mark in marks] + [end]
        spans = [trim(self.text, a, b) for a, b in itertools.pairwise(edges)]
        closing: list[Span] = []
        if last and len(spans) > 1 and (final := spans[-1]) and not self._has_break(spans[:-1]):
            own, *rest = list(_lines(self.text, final.start, final.end))
            if rest:
                spans[-1], closing = own, rest
        for mark, span in zip(marks, spans, strict=True):
            self.add(PassageKind.ITEM, span, marker=mark.span.of(self.text))
        for line in closing:
            self.add(PassageKind.CLOSING, line)

    def _has_break(self, spans: Sequence[Span | None]) -> bool:
        return any(span and ("\n" in span.of(self.text) or "\r" in span.of(self.text)) for span in spans)

    def _plain_items(self, start: int, end: int, before: PassageKind) -> None:
        if before is PassageKind.LEAD:
            self.add(PassageKind.ITEM, trim(self.text, start, end))
            return
        for line in _lines(self.text, start, end):
            self.add(PassageKind.ITEM, line)


def outline(text: str, standard: Standard, header: Sequence[Span] = ()) -> tuple[Passage, ...]:
    """The passages of a report in text order. ``header``: the spans of the portal's metadata and noise.

    Every non-blank character lies in exactly one passage. Linear in the length of the text for a bounded number of
    headings and header spans.
    """
    reader = _Reader(text, standard, header)
    heads = reader.heads()
    if not heads:
        reader.opening(len(text))
        return tuple(reader.passages)
    reader.opening(heads[0].span.start)
    body_end, tail = reader.tail(heads[-1].span.end, len(text))
    any_role = any(head.scores for head in heads)
    for number, head in enumerate(heads):
        stop = heads[number + 1].span.start if number + 1 < len(heads) else body_end
        order = [part.key for part in standard.parts]
        keys = sorted((key for key, _ in head.scores), key=order.index)
        reader.add(
            PassageKind.HEADING,
            head.span,
            level=1,
            marker=head.marker.of(text),
            role=keys[0] if keys else ("other" if any_role else "topical"),
            also=tuple(keys[1:]),
        )
        line = reader._line_around(head.span.start)
        reader.body(head.span.end, stop, inline=trim(text, line.start, head.span.start) is not None)
    return (*reader.passages, *tail)


def states(text: str, passages: Sequence[Passage], standard: Standard) -> tuple[str, ...]:
    """What is unusual about the parts: ``topical``, ``merged:A+B``, ``inside:A>B``, ``missing:ROLE``, ``reordered``.

    A part is missing only where its content is nowhere: neither a part, nor merged, nor a section or item of another.
    """
    heads = [p for p in passages if p.kind is PassageKind.HEADING and p.level == 1]
    if heads and all(head.role == "topical" for head in heads):
        return ("topical",)
    found = [f"merged:{'+'.join((head.role, *head.also))}" for head in heads if head.also]
    held = {role for head in heads for role in (head.role, *head.also)}
    order = [part.key for part in standard.parts]
    for part in standard.parts:
        if part.required and part.key not in held:
            outer = _inside(text, passages, part, standard)
            found.append(f"inside:{outer}>{part.key}" if outer else f"missing:{part.key}")
    ranks = [order.index(head.role) for head in heads if head.role in order]
    if any(b < a for a, b in itertools.pairwise(ranks)):
        found.append("reordered")
    return tuple(found)


def _inside(text: str, passages: Sequence[Passage], part: RequiredPart, standard: Standard) -> str:
    """The role of the part in which another part's content stands; empty if it is nowhere."""
    outer = ""
    for passage in passages:
        if passage.kind is PassageKind.HEADING and passage.level == 1:
            outer = passage.role
            continue
        words = passage.span.of(text)
        if outer and passage.kind in (PassageKind.HEADING, PassageKind.ITEM, PassageKind.LEAD, PassageKind.CLOSING):
            first = words[: 60 if passage.kind is PassageKind.HEADING else 40].split("。")[0]
            if any(key == part.key for key, _ in heading_scores(first, standard.parts)):
                return outer
            if part.form == "duty" and _DUTY_WORDS.search(words):
                return outer
            if part.form == "plan" and re.search(r"(?:^|[。\n])\s*(?:下一步|下一年|下步)", words):
                return outer
    return ""
