"""From passages to a Document: the tree of parts, title, organisation, year, kind, states, figures."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reportsrc.document import Document, Metadata, Passage, PassageKind, build_parts
from reportsrc.figures import find_figures
from reportsrc.markers import Level, marker_at
from reportsrc.metadata import read_header
from reportsrc.outline import outline
from reportsrc.roles import states
from reportsrc.standard import Standard
from reportsrc.text import Span, fold

_YEAR = re.compile(r"(?<!\d)(20\d\d|19\d\d) ?年|(?<!\d)(20\d\d)(?=\D{0,3}法治)")
_CN_YEAR = re.compile(r"二[〇○Ｏ0零][〇○0零一二三四五六七八九]{2}(?=年)")
_LEAD = re.compile(r"(?:现将|现就|現將)[^。\n]{0,80}")
_TITLE_BODY = re.compile(
    r"(?:20\d\d ?年度?)|关于|推进|全面|法治政府|法治建设|依法行政|依法治|建设|工作|情况|年度|报告|总结|的|及|和|\(.*?\)"
)
_OPEN_INFORMATION = re.compile("政府信息公开(?:工作)?(?:年度报告|年报|情况)")
_PUNCTUATION = re.compile(r"[。,;!?\s]")


def _year(title: str, preamble: str, heading: str, metadata: Metadata) -> int | None:
    lead = _LEAD.search(preamble)
    for words in (title, lead.group() if lead else "", heading, preamble[:200]):
        folded = fold(words)
        if match := _YEAR.search(folded):
            return int(match[1] or match[2])
        if chinese := _CN_YEAR.search(folded):
            digits = {c: str(i) for i, c in enumerate("零一二三四五六七八九")}
            return int("".join(digits.get(c, "0") for c in chinese.group()))
    for date in (metadata.signed_on, metadata.published_at):
        if date is not None:
            return date.year - 1
    return None


def _organisation(title: str, preamble: str, metadata: Metadata) -> str:
    """The unit named in the title, before 关于 or the year or the topic; else the portal's source or issuer."""
    words = title.split("\n")
    issuers = [line.strip() for line in words[:-1] if line.strip()]
    folded = "".join(fold(words[-1] if words else "").split())
    start = re.search(r"关于|20\d\d ?年|(?:推进)?(?:法治政府|依法行政|法治建设)", folded)
    head = folded[: start.start()] if start else ""
    if not head and start:
        rest = folded[start.end() :] if start.group() != "关于" else ""
        match = re.match(r"度?([^年]{2,24}?)(?=推进|关于|法治政府|依法行政|法治建设)", rest)
        head = match[1] if match else ""
    if head and len(head) >= 2:
        return (
            "".join([*issuers, head])
            if issuers and not head.endswith(tuple("府局委办处会镇乡道区县市省厅部"))
            else head
        )
    if issuers:
        return "、".join(issuers)
    found = metadata.source or metadata.issuer
    if found:
        return found
    match = re.search(r"(?:现将|现就)(?:20\d\d年度?)?([^,。;:年]{2,20}?)(?:20\d\d|法治|推进|依法)", fold(preamble))
    return match[1] if match and not match[1].startswith(("我", "有关", "本", "全年", "相关")) else ""


def _kind(title: str, text: str, has_parts: bool, roles: frozenset[str], states_: Sequence[str]) -> str:
    """What the text is: an annual report, or what it looks like instead. The title speaks first, then the parts."""
    words = "".join(fold(title or text[:120]).split())
    topic = any(one in words for one in ("法治政府", "依法行政", "法治建设", "依法治"))
    if _OPEN_INFORMATION.search(words) and not topic:
        return "open-government-information-report"
    if re.search("解读|图解|一图读懂", words):
        return "interpretation"
    if re.search("工作要点|实施方案|工作方案|工作计划|实施意见", words) and not re.search("报告|情况|总结", words):
        return "work-plan"
    if topic and has_parts:
        return "annual-report"
    if topic and title and len(text) > 400:
        return "annual-report"
    if (
        not title
        and len(roles & {"measures", "shortcomings", "duties", "plans"}) >= 2
        and re.search("法治|依法行政", text)
    ):
        return "annual-report"
    if not title and has_parts and re.search("法治政府建设", text[:600]):
        return "annual-report"
    if _OPEN_INFORMATION.search(fold(text[:400])):
        return "open-government-information-report"
    if re.search("总结|工作报告|工作情况", words) and has_parts:
        return "work-summary"
    return "unknown"


def assemble(
    text: str, passages: Sequence[Passage], standard: Standard, *, metadata: Metadata | None = None
) -> Document:
    """The Document of a text whose passages are known (in order, not overlapping, spans into ``text``)."""
    if metadata is None:
        metadata = read_header(text)[0]
    passages = tuple(passages)
    parts = build_parts(text, passages)
    titles = [p.span for p in passages if p.kind is PassageKind.TITLE]
    title_span = _last_title(text, titles)
    title = _joined(title_span.of(text)) if title_span else ""
    preambles = [p.span for p in passages if p.kind is PassageKind.PREAMBLE]
    preamble_span = Span(preambles[0].start, preambles[-1].end) if preambles else None
    preamble = preamble_span.of(text) if preamble_span else ""
    roles = frozenset(role for part in parts for role in part.roles)
    unusual = states(text, passages, standard)
    body = [p.span for p in passages if p.kind not in (PassageKind.HEADER, PassageKind.TITLE, PassageKind.SIGNATURE)]
    return Document(
        text=text,
        kind=_kind(title, text, bool(parts), roles, unusual),
        title=title,
        organisation=_organisation(title_span.of(text) if title_span else "", preamble, metadata),
        year=_year(title, preamble, parts[0].heading if parts else "", metadata),
        metadata=metadata,
        preamble=preamble,
        states=unusual,
        parts=parts,
        figures=tuple(find_figures(text, body[0].start, body[-1].end)) if body else (),
        passages=passages,
        title_span=title_span,
        preamble_span=preamble_span,
    )


def _joined(words: str) -> str:
    """A title over several lines as one line."""
    return "".join(line.strip() for line in words.splitlines())


def _last_title(text: str, titles: Sequence[Span]) -> Span | None:
    """The last title: neighbouring title lines belong together unless the last line alone is whole."""
    if not titles:
        return None
    group = [titles[-1]]
    for span in reversed(titles[:-1]):
        between = text[span.end : group[0].start]
        whole = "".join(one.of(text) for one in group)
        line = fold(span.of(text))
        if between.strip() or between.count("\n") > 2 or (re.search("法治政府|依法行政", line) and "法治政府" in whole):
            break
        group.insert(0, span)
    return Span(group[0].start, group[-1].end)


def read_text(text: str, standard: Standard) -> Document:
    """Read a verbatim text: its header, its passages, its Document. Any text at all gives a Document."""
    metadata, header = read_header(text)
    return assemble(text, outline(text, standard, header), standard, metadata=metadata)


def read_fragment(text: str, standard: Standard, role: str) -> tuple[Passage, ...]:
    """The passages of one part's text as pasted, with or without its heading; spans into ``text``.

    What would open a further part is kept as an item: a fragment is one part.
    """
    first = len(text) - len(text.lstrip())
    marker = marker_at(fold(text), first)
    has_heading = bool(marker and marker.level is Level.PART and _looks_like_heading(text, first))
    opening = "" if has_heading else "一、\u2060\n"
    passages = outline(opening + text, standard)
    found: list[Passage] = []
    for passage in passages:
        if passage.span.end <= len(opening):
            continue
        start = max(passage.span.start, len(opening))
        kind, level = passage.kind, passage.level
        if kind in (PassageKind.HEADER, PassageKind.TITLE, PassageKind.ADDRESSEE, PassageKind.PREAMBLE):
            kind = PassageKind.INTRO
        elif kind is PassageKind.SIGNATURE:
            kind = PassageKind.CLOSING
        elif kind is PassageKind.HEADING and level == 1 and (found or not has_heading):
            level = 2
        span = Span(start - len(opening), passage.span.end - len(opening))
        is_head = kind is PassageKind.HEADING and level == 1
        found.append(Passage(kind, span, level, passage.marker, role if is_head else "", ()))
    return tuple(found)


def _looks_like_heading(text: str, start: int) -> bool:
    line = text[start:].split("\n", 1)[0].strip()
    return len(line) <= 60 and not _PUNCTUATION.search(fold(line)[:-1])
