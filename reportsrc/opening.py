"""What stands before the first part: header and noise, titles, addressee, preamble."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from reportsrc.document import Passage, PassageKind
from reportsrc.headings import Page
from reportsrc.markers import Level, marker_at
from reportsrc.text import Span, trim

LONGEST_TITLE = 70
MOST_TITLE_LINES = 4

_TOPIC = re.compile("法治政府|法治建[设設]|依法行政|依法治(?!理)")
_FORM = re.compile("报告|報告|情况|情況|总结|總結|思路|打算|要点|方案|解读")
_FIRM_FORM = re.compile("报告|報告|总结|總結")
_OTHER_TITLE = re.compile(
    r"(?:报告|報告|年报|总结|要点|方案|计划|安排|意见|解读|白皮书|通报|情况|说明|办法|规定|通知|公告|分析)(?:\([^()]{0,20}\))?$"
)
_OPENS_BODY = re.compile(r"现将|現將|现就|报告如下|汇报如下|总结如下")
_ADDRESSEE = re.compile(r"[^。;!?\r\n]{2,60}?:")
_ORGAN = re.compile("委|政府|人大|政协|主任|委员|组|厅|局|办|各位")
_NO_ADDRESSEE = re.compile(r"\d|情况|表现|如下|来源|日期|机构")
_NOISE = re.compile(
    r"(?:打印|关闭|分享|扫一扫|上一篇|上一条|下一篇|下一条|责任编辑|版权所有|主办单位|网站地图|浏览次数|返回顶部|回到|收藏|字体|"
    r"首页|当前位置|您当前|您现在|语音播报|相关链接|相关附件|附件下载|下载附件|【)[^。]{0,60}$"
    r"|[^。;]{1,60}\.(?:docx?|pdf|xlsx?|wps|ofd|zip|rar)$"
)
_UNDER_TITLE = re.compile(
    r"\([^()]{2,60}\)$|[—\-]{1,4} ?[^。;]{2,60}(?:上|日)[—\-]{0,4}$"
    r"|[^。,;:\d]{2,24}(?:长|主任|书记|主席|主官|同志) {1,8}[一-鿿]{1,2} {0,4}[一-鿿]{1,2}$|[(\[]?20\d\d[年./-] ?\d{1,2}[月./-] ?\d{1,2}日?[)\]]?$"
)
_WATERMARK = re.compile(r"[^\s。]{0,30}?www\.[a-z0-9.]{4,40}")
_IN_BRACKETS = re.compile(r"\([^()]{2,60}\)(?=\s)")
_BLANKS = re.compile(r"\s+")
_NO_TITLE = re.compile("[。;:,、]|^[(\\[]")
_BETWEEN_BLANKS = re.compile(
    r"(?<=\s)20\d\d[^\s,。;:]{6,60}(?=\s)|(?<=\s)[^\s,。;:\d]{2,30}20\d\d[^\s,。;:]{6,40}(?=\s)"
)
_TITLE_ENDS = re.compile("(?:报告|報告|总结|總結|情况|情況|思路|打算|解读|要点|方案|计划|通知|意见)$")
_TITLE_WITHOUT_BLANKS = re.compile(
    r"[^\s,。;:(《]{0,30}? ?(?:20\d\d ?年度?)?[^\s,。;:(《]{0,20}?(?:法治政府建设|依法行政)[^\s,。;:]{0,12}?"
    r"(?:的报告|年度报告|工作报告|情况报告|工作总结)(?=20|[一-鿿]{2,12}[,:。])"
)
_TITLE_GOES_ON = re.compile("的|工作|情况|年度|报告|報告|总结|及|和|与|暨")
_LAST_LINE = re.compile("(?:年度|工作|情况|情況)*(?:的)?(?:报告|報告|总结|總結)$")
_UNFINISHED = re.compile(r"(?:20\d\d ?年度?|关于|推进)$")
_PIECE_MARKS = re.compile(r"[。,;:!?]")
_ISSUER_ENDS = (
    "政府", "委员会", "局", "厅", "办公室", "办事处", "街道", "镇", "乡", "委", "管委会", "区", "党组", "党委", "工委", "府",
)  # fmt: skip


def is_title(words: str) -> bool:
    """True if a folded line (or lines put together) reads as the title of a report on government under law."""
    squeezed = "".join(words.split())
    return bool(
        0 < len(squeezed) <= LONGEST_TITLE
        and "。" not in squeezed
        and squeezed[-1] not in ";:,"
        and _TOPIC.search(squeezed)
        and _FORM.search(squeezed)
        and not _OPENS_BODY.search(squeezed)
    )


def is_issuer_line(words: str) -> bool:
    """True if a folded line names one or two bodies and nothing else."""
    squeezed = "".join(words.split())
    if not 3 <= len(squeezed) <= 40 or _PIECE_MARKS.search(squeezed) or any(c.isdigit() for c in squeezed):
        return False
    if marker_at(squeezed, 0):
        return False
    return squeezed.startswith("中共") or squeezed.endswith(_ISSUER_ENDS)


def is_noise(words: str) -> bool:
    """True if a folded line is a portal's button, breadcrumb or foot line."""
    return bool(_NOISE.match(words))


def opening(page: Page, end: int, header: Sequence[Span]) -> Iterator[Passage]:
    """The passages of everything before ``end``, in text order. ``header``: sorted spans of header lines."""
    pieces = list(_pieces(page, end, header))
    titles = _titles(page, [span for span, in_header in pieces if not in_header])
    last_title = max((span.start for span in titles), default=-1)
    addressed = preamble = False
    for span, in_header in pieces:
        words = span.of(page.folded)
        if in_header:
            yield Passage(PassageKind.HEADER, span)
        elif span in titles:
            yield Passage(PassageKind.TITLE, span)
        elif span.start < last_title or (not preamble and (is_noise(words) or _apart(words, addressed))):
            yield Passage(PassageKind.HEADER, span)
        elif not addressed and not preamble and (stop := _addressee(page, span)):
            addressed = True
            yield Passage(PassageKind.ADDRESSEE, Span(span.start, stop))
            if rest := trim(page.text, stop, span.end):
                preamble = True
                yield Passage(PassageKind.PREAMBLE, rest)
        else:
            preamble = True
            yield Passage(PassageKind.PREAMBLE, span)


def _apart(words: str, addressed: bool) -> bool:
    """A date, an occasion in brackets or the issuer between title and text; a line of the table of contents."""
    if marker := marker_at(words, 0):
        return marker.level is Level.PART
    if "".join(words.split()) == "目录":
        return True
    return not addressed and bool(_UNDER_TITLE.match(words) or is_issuer_line(words))


def _pieces(page: Page, end: int, header: Sequence[Span]) -> Iterator[tuple[Span, bool]]:
    """Lines before ``end`` in pieces that lie wholly inside or outside header spans; titles apart from what follows."""
    at_header = 0
    for line in page.lines_in(0, end):
        while at_header < len(header) and header[at_header].end <= line.start:
            at_header += 1
        at, number = line.start, at_header
        while number < len(header) and header[number].start < line.end:
            span = header[number]
            yield from _cut_after_title(page, at, max(at, span.start))
            if inside := trim(page.text, max(at, span.start), min(span.end, line.end)):
                yield inside, True
            at = max(at, min(span.end, line.end))
            number += 1
        yield from _cut_after_title(page, at, line.end)


def _cut_after_title(page: Page, start: int, end: int) -> Iterator[tuple[Span, bool]]:
    """A stretch of a line outside the header; if it begins with titles and goes on (a page on one line), these apart."""
    rest = trim(page.text, start, end)
    if rest and (mark := _WATERMARK.match(page.folded, rest.start, rest.end)):
        yield Span(rest.start, mark.end()), False
        rest = trim(page.text, mark.end(), rest.end)
    while rest is not None:
        stop = _title_end(page, rest)
        if not stop and (inner := _title_inside(page, rest)):
            if before := trim(page.text, rest.start, inner):
                yield before, False
            rest = trim(page.text, inner, rest.end)
            continue
        if not stop:
            break
        yield Span(rest.start, stop), False
        rest = trim(page.text, stop, rest.end)
        if rest and (below := _IN_BRACKETS.match(page.folded, rest.start, rest.end)):
            yield Span(rest.start, below.end()), False
            rest = trim(page.text, below.end(), rest.end)
    if rest is not None:
        yield rest, False


def _title_inside(page: Page, line: Span) -> int:
    """Where a title stands between blanks in a line of running text, as below a covering letter; 0 if nowhere."""
    for words in _BETWEEN_BLANKS.finditer(page.folded, line.start, line.end):
        if is_title(words.group()) and _TITLE_ENDS.search(words.group()) and _FIRM_FORM.search(words.group()):
            return words.start()
    return 0


def _title_end(page: Page, line: Span) -> int:
    """Where the title that a line begins with ends, at one of its blanks; 0 if it begins with none."""
    for blank in _BLANKS.finditer(page.folded, line.start, min(line.end, line.start + LONGEST_TITLE + 20)):
        words = page.folded[line.start : blank.start()]
        whole = is_title(words) and _TITLE_ENDS.search(words)
        other = _OTHER_TITLE.search(words) and not _NO_TITLE.search(words) and not _OPENS_BODY.search(words)
        if (whole or (other and len(words) > 5)) and not _TITLE_GOES_ON.match(page.folded, blank.end()):
            return blank.start()
    closed = _TITLE_WITHOUT_BLANKS.match(page.folded, line.start, line.end)
    return closed.end() if closed and closed.end() < line.end and is_title(closed.group()) else 0


def _titles(page: Page, lines: Sequence[Span]) -> set[Span]:
    """The lines of every title, printed once or twice, each with the issuers' lines above it."""
    found: set[Span] = set()
    has_text = False
    at = 0
    while at < len(lines):
        size = _title_size(page, lines, at)
        whole = "".join(line.of(page.folded) for line in lines[at : at + size])
        if size and not (found and has_text and not _FIRM_FORM.search(whole)):
            first = at
            while first and at - first < MOST_TITLE_LINES - 1 and lines[first - 1] not in found:
                above = lines[first - 1].of(page.folded)
                if page.folded[lines[first - 1].end : lines[first].start].strip():
                    break
                if not is_issuer_line(above) and not (len(above) <= 40 and _UNFINISHED.search(above)):
                    break
                first -= 1
            found.update(lines[first : at + size])
            at += size
            continue
        has_text = has_text or len(lines[at]) > 60
        at += 1
    return found or _other_title(page, lines)


def _title_size(page: Page, lines: Sequence[Span], at: int) -> int:
    """How many lines from ``at`` on make a title together; 0 if they make none."""
    if is_title(lines[at].of(page.folded)):
        below = lines[at + 1].of(page.folded) if at + 1 < len(lines) else ""
        return 2 if _LAST_LINE.match("".join(below.split())) else 1
    if not _TOPIC.search(lines[at].of(page.folded)) and not re.match("关于|20", lines[at].of(page.folded)):
        return 0
    whole = ""
    for size, line in enumerate(lines[at : at + MOST_TITLE_LINES], start=1):
        words = line.of(page.folded)
        if len(words) > 40 or _PIECE_MARKS.search(words) or (size > 1 and is_title(words)):
            return 0
        whole += words
        if size > 1 and is_title(whole):
            return size
    return 0


def _other_title(page: Page, lines: Sequence[Span]) -> set[Span]:
    """The title of a text that is no report on government under law: an early short line that ends like one."""
    for line in lines[:12]:
        words = "".join(line.of(page.folded).split())
        if len(words) > LONGEST_TITLE or _OPENS_BODY.search(words):
            return set()
        if len(words) > 5 and not re.search("[。;:]", words) and _OTHER_TITLE.search(words):
            return {line}
    return set()


def _addressee(page: Page, line: Span) -> int:
    """Where a salutation at the start of ``line`` ends; 0 if there is none."""
    match = _ADDRESSEE.match(page.folded, line.start, line.end)
    words = match.group() if match else ""
    if not match or _OPENS_BODY.search(words) or not _ORGAN.search(words) or _NO_ADDRESSEE.search(words):
        return 0
    bodies = all(is_issuer_line(body) for body in re.split("[,、]", words[:-1]))
    return match.end() if match.end() == line.end or bodies or (len(words) <= 24 and "," not in words) else 0
