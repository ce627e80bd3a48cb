"""From passages to a Document: the tree of parts, title, organisation, year, kind, states, figures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from reportsrc.document import Document, Metadata, Part, Passage, PassageKind, build_parts
from reportsrc.figures import find_figures
from reportsrc.markers import Level, marker_at
from reportsrc.metadata import read_header
from reportsrc.outline import outline
from reportsrc.readers.views import laid_back
from reportsrc.roles import states
from reportsrc.script import reading_view
from reportsrc.standard import Standard
from reportsrc.text import Span, fold

_YEAR = re.compile(r"(?<!\d)(20\d\d|19\d\d) ?年|(?<!\d)(20\d\d)(?=\D{0,3}法治)")
_CN_YEAR = re.compile(r"二[〇○O0零][〇○O0零一二三四五六七八九]{2}(?=年)")
_NO_YEAR = re.compile(r"《[^《》]{0,80}》|\d{4} ?[-—~至] ?\d{4} ?年?")
_LEAD = re.compile(r"(?:现将|现就|現將)[^。\n]{0,80}")
_TOPIC = re.compile("法治政府|法治建[设設]|依法行政|依法治(?!理)")
_OWN_TOPIC = re.compile("法治政府|依法行政")
_OPENING = 800
_SAYS_REPORT = re.compile(r"(?:法治政府|依法行政|法治建[设設])[^。\n]{0,40}(?:报告|报|汇报|总结)如下")
_OPEN_INFORMATION = re.compile("(?:政府信息|政务)公开(?:工作)?(?:年度报告|年报|情况|报告|年度工作报告)")
_OPEN_INFORMATION_PARTS = re.compile("主动公开政府信息|处理政府信息公开申请|政府信息管理")
_OTHER_REPORT = re.compile("上半年|下半年|季度|五年|半年|督察|整改|自查|示范创建|述职|述法|白皮书")
_TELLS_OF_ONE = re.compile(
    "[区市县省州旗镇乡局厅](?:公开|对外|正式)?(?:发布|公布|召开|举行|通报|印发|晒出)|公开征求|征求意见|征集|(?:公告|公示)$"
)
"""A title that tells of a report or asks about it: news, a notice."""
_UNIT_STOPS = re.compile(
    r"关于|20\d\d|二[〇○O0零]|(?:推进|推動|推动|加强|全面)?(?:法治政府|依法行政|法治建[设設]|依法治(?![国省市区县州旗镇乡街]{1,2}(?:委|工作|领导)))"
)
_UNIT_AFTER_YEAR = re.compile(
    r"(?:关于)?(?:20\d\d ?年?)?度?(?P<unit>[^年度\d]{2,24}?)(?=推进|推动|关于|法治政府|依法行政|法治建|20\d\d)"
)
_PARTY_BEFORE = re.compile(r"中共[^0-9]{2,20}?(?:委员会|委)(?=[^0-9]{2,20}(?:政府|办事处|局|厅)$)")
_NO_UNIT = ("关于", "年", "度", "全", "本", "我", "推", "开展", "加强", "上", "有关", "相关", "今", "一年")
_UNIT_IN_LEAD = re.compile(r"(?:现将|现就)(?:20\d\d ?年度?)?(?P<unit>[^,。;:年]{2,20}?)(?:20\d\d|法治|推进|依法)")
_UNIT_IN_TEXT = re.compile(
    r"(?:^|[。,])(?:20\d\d ?年度?(?:以来)?,)?(?P<unit>[一-鿿]{2,16}?(?:省|市|区|县|镇|乡|街道|局|厅|委|政府|办事处))"
    r"(?=坚持|认真|深入|全面|在|以|紧|严|持续|始终|扎实|积极|高度|牢|围绕|按照|切实)"
)
_MOST_TITLE_LINES = 8
_HERALD = re.compile("^(?:【[^】]{0,12}】)?(?:关于)?[《〈]?")
_PUNCTUATION = re.compile(r"[。,;!?\s]")


def _year_in(words: str) -> int | None:
    """The first year named, one inside 《》 or a span of years apart."""
    folded = _NO_YEAR.sub("", fold(words))
    if match := _YEAR.search(folded):
        return int(match[1] or match[2])
    if chinese := _CN_YEAR.search(folded):
        digits = {c: str(i) for i, c in enumerate("零一二三四五六七八九")}
        return int("".join(digits.get(c, "0") for c in chinese.group()))
    return None


def _year(title: str, preamble: str, heading: str, metadata: Metadata) -> int | None:
    """The reported year: as the title, the lead sentence, part one or the preamble says; else the year before the date."""
    lead = _LEAD.search(preamble)
    for words in (title, lead.group() if lead else "", heading, preamble[:200]):
        if (year := _year_in(words)) is not None:
            return year
    for date in (metadata.signed_on, metadata.published_at):
        if date is not None:
            return date.year - 1
    return None


def _unit_of_title(title: str) -> str:
    """The unit a title (lines as printed) names before 关于, the year or the topic, or right after the year; else empty.

    Of bodies that report jointly the government is named.
    """
    lines = ["".join(line.split()) for line in title.splitlines() if line.strip()]
    issuers, last = lines[:-1], lines[-1] if lines else ""
    governments = [line for line in issuers if not line.startswith("中共")]
    if _TOPIC.search("".join(lines)) is None:
        governments, last = [], "".join(lines)
    whole = "".join([*(governments or issuers), last])
    folded = fold(whole)
    if party := _PARTY_BEFORE.match(folded, 0, _stop(folded)):
        whole, folded = whole[party.end() :], folded[party.end() :]
    if head := _HERALD.sub("", whole[: _stop(folded)]):
        return head if len(head) > 1 else ""
    match = _UNIT_AFTER_YEAR.match(folded)
    found = whole[match.start("unit") : match.end("unit")] if match else ""
    return "" if found.startswith(_NO_UNIT) else found


def _stop(folded: str) -> int:
    stop = _UNIT_STOPS.search(folded)
    return stop.start() if stop else 0


def _organisation(title: str, preamble: str, signers: Sequence[str], metadata: Metadata) -> str:
    """The reporting unit as printed: by the title, the portal's source or issuer, the signature, the preamble."""
    found = _unit_of_title(title) or metadata.source or metadata.issuer
    if found:
        return found
    named = ["".join(line.split()) for line in signers if not any(c.isdigit() for c in fold(line))]
    governments = [line for line in named if not line.startswith("中共")]
    if governments or named:
        return (governments or named)[0]
    folded = fold(preamble)
    for pattern in (_UNIT_IN_LEAD, _UNIT_IN_TEXT):
        match = pattern.search(folded)
        if match and not match["unit"].startswith(_NO_UNIT):
            return preamble[match.start("unit") : match.end("unit")]
    return ""


def _kind(title: str, before: str, text: str, parts: Sequence[Part]) -> str:
    """What the text is: an annual report, or what it looks like instead.

    The title speaks first, then the lead sentence (``before``: the text above the first part), then the parts.
    """
    words = "".join(fold(title or before[:120]).split())
    topic = bool((_TOPIC if title else _OWN_TOPIC).search(words))
    if not topic and (
        _OPEN_INFORMATION.search(words) or sum(bool(_OPEN_INFORMATION_PARTS.search(p.heading)) for p in parts) > 1
    ):
        return "open-government-information-report"
    if not title and text.count("信息公开", 0, _OPENING) > max(2, text.count("法治政府", 0, _OPENING)):
        return "open-government-information-report"
    if title and re.search("解读|图解|一图读懂|问答", words):
        return "interpretation"
    says = bool(_SAYS_REPORT.search(fold(before)))
    if title and not re.search("报告|報告|情况|情況|总结|總結", words):
        if re.search("要点|方案|计划|意见|安排|思路", words):
            return "work-plan"
        topic = topic and says
    if title and _OTHER_REPORT.search(words):
        return "work-summary"
    statutory = {role for part in parts for role in part.roles} - {"other", "topical"}
    if title and len(statutory) < 2 and _TELLS_OF_ONE.search(words):
        return "unknown"
    if topic and (parts or (title and len(text) > 400)):
        return "annual-report"
    if parts and says:
        return "annual-report"
    own = _TOPIC.search(text) if "duties" in statutory else _OWN_TOPIC.search(text[:_OPENING])
    if not title and parts and own:
        return "annual-report"
    if not title and _OPEN_INFORMATION.search(fold(text[:400])):
        return "open-government-information-report"
    if parts and re.search("总结|工作报告|工作情况", words):
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
    body = [p.span for p in passages if p.kind not in (PassageKind.HEADER, PassageKind.TITLE, PassageKind.SIGNATURE)]
    return Document(
        text=text,
        kind=_kind(title, text[: parts[0].span.start] if parts else text[:2000], text, parts),
        title=title,
        organisation=_organisation(
            title_span.of(text) if title_span else "",
            preamble,
            [p.span.of(text) for p in passages if p.kind is PassageKind.SIGNATURE],
            metadata,
        ),
        year=_year(title, preamble, parts[0].heading if parts else "", metadata),
        metadata=metadata,
        preamble=preamble,
        states=states(text, passages, standard),
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
        if (
            len(group) == _MOST_TITLE_LINES
            or between.strip()
            or between.count("\n") > 2
            or (re.search("法治政府|依法行政", line) and "法治政府" in whole)
        ):
            break
        group.insert(0, span)
    return Span(group[0].start, group[-1].end)


def read_text(text: str, standard: Standard) -> Document:
    """Read a verbatim text: its header, its passages, its Document. Any text at all gives a Document.

    Traditional characters and pinyin glosses are read over (see ``script.reading_view``).
    """
    view = reading_view(text)
    return _read(text, standard) if view is None else laid_back(_read(view.text, standard), text, view)


def _read(text: str, standard: Standard) -> Document:
    metadata, header = read_header(text)
    return assemble(text, outline(text, standard, header), standard, metadata=metadata)


def read_fragment(text: str, standard: Standard, role: str) -> tuple[Passage, ...]:
    """The passages of one part's text as pasted, with or without its heading; spans into ``text``.

    What would open a further part is kept as an item: a fragment is one part.
    """
    view = reading_view(text)
    if view is None:
        return _fragment(text, standard, role)
    found = _fragment(view.text, standard, role)
    return tuple(replace(one, span=Span(view.offsets[one.span.start], view.offsets[one.span.end])) for one in found)


def _fragment(text: str, standard: Standard, role: str) -> tuple[Passage, ...]:
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
