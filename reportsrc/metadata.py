"""The portal's header above, below or around a title: index number, issuer, dates, openness and the like.

Layouts differ by portal (label and value on a line, in brackets, in bullets, in a table, on separate lines, values
without labels); labels are known by synonyms with any blanks inside. Values are verbatim but for dates.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from reportsrc.document import Metadata
from reportsrc.labels import (
    BARE_LABEL,
    BODY,
    CLOCK,
    DATE,
    DOTTED,
    FIELD,
    INDEX,
    LABEL,
    LABEL_FIRST,
    PAIR_LABEL,
    PART,
    TITLE,
    WEEKDAY,
    is_whole_page,
    parse_date,
    pieces,
    plain,
)
from reportsrc.text import Span, fold

LONGEST_HEADER = 6000
"""Code points from the start within which a header is looked for."""

_INSTEAD = {"owner": "issuer", "scope": "openness", "updated": "published_at", "column": "topic"}
"""What is taken for a field where its own label brings no value."""

_FIELDS = frozenset(Metadata.__dataclass_fields__) - {"present", "spans"}


_NOISE_LINE = re.compile(
    r"首页|网站首页|当前位置|您当前|您现在|您所在|位置:|设为首页|加入收藏|语音播报|语音合成|退出播报|无障碍|长者|适老|保护视力|视力保护"
    r"|字体|字号|打印|分享|关闭$|关闭窗口|回到|顶部|今天是|农历|登录|注册|微信|微博|导航|政府信息公开$|繁体|简体|手机版|收藏|扫一扫|[×xX]$"
    r"|[\[【(]? ?(?:超?大|中|小|默认)(?: {1,4}(?:超?大|中|小)){0,3} ?[\]】)]?$|[|>›»→ ]{1,12}$|\[ ?\]$"
)
_TOOLS = re.compile(
    r"[ ]{1,4}[【\[]?(?:打印|分享|字体|字号|关闭|收藏|浏览|点击|视力|语音|保护视力|无障碍|大 中 小).{0,60}$"
)
_BUTTON = re.compile("语音播报|打印|打印本页|分享|分享到|关闭|关闭窗口|收藏|保护视力色?")
_DOC_NUMBER = re.compile(r"([一-鿿]{1,14}[〔\[(【]20\d\d[〕\])】] ?第?\d{1,5}号)(?: {0,40}签发人.{0,40})?$")
_FURTHER_LABEL = re.compile(r"[ |;]{1,8}+(?:[\[【] ?[一-鿿]{2,8} ?[\]】]|(?:[一-鿿]{2,8}|[一-鿿](?: [一-鿿]){1,4}) ?:)")
_UNKNOWN_PAIR = re.compile(r"[•\-*· ]{0,4}[一-鿿]{1,6}(?<![委府局会厅办长员任志们]) ?: ?[^\s。,;:]{1,40}$")
_UNKNOWN_LABEL = re.compile(r"[^\s:][ ]{1,2}([一-鿿]{2,3})$")
_DAY = re.compile(WEEKDAY)
_SITE = re.compile(r"[一-鿿]{2,24}网站?")
_SITE_AND_DATE = re.compile(
    r"(?P<site>[一-鿿]{2,24}[网站府局厅委办处镇乡])[ |]{1,8}(?P<date>(?:19|20)\d\d[-/.年].{4,26})$"
)
_UNIT = re.compile(r"[一-鿿]{2,24}(?:局|府|委|办|厅|室|处|街道|镇|乡|会|网)$")
_LATER = ("issuer", "genre")  # fields after which a value without label is neither topic nor genre
_CLOSING = {"】": "【", "]": "[", ")": "("}
_BROKEN = re.compile(r"[\r\n]{1,2}")
_LONG = 60
_OPENNESS = ("主动公开", "依申请公开", "不予公开", "主動公開")
_EMPTY = frozenset(("", "无", "無", "-", "--", "—", "/", "暂无", "[]", "[ ]"))


@dataclass(frozen=True, slots=True)
class _Value:
    """A value found: its field and the place of its words."""

    key: str
    span: Span


def _lines(folded: str) -> Iterator[Span]:
    """The lines that can belong to a header: up to the first part heading or long sentence; a page on one line in pieces."""
    for match in re.finditer(r"[^\r\n]+", folded):
        words = match.group()
        left = len(words) - len(words.lstrip())
        line = Span(match.start() + left, match.start() + max(left, len(words.rstrip())))
        if not len(line):
            continue
        words = line.of(folded)
        if is_whole_page(words):
            at = line.start
            for piece in pieces(folded, line):
                yield piece
                at = piece.end
            if not folded[at : line.end].isspace() and at < line.end:
                return
        elif PART.match(words) or _is_prose(words):
            return
        else:
            yield line


def _is_prose(words: str) -> bool:
    """A paragraph of text: the header is over. A page on one line, or a header's own summary, is none."""
    whole = len(words) <= 600 and ("现将" in words or ("。" in words and len(words) > _LONG))
    return whole and not LABEL_FIRST.match(words) and not TITLE.search(words[:_LONG])


def _labelled(folded: str, line: Span) -> list[tuple[str, Span, Span]]:
    """(field, label span, value span) of every labelled pair of a line."""
    words = line.of(folded)
    marks = [
        (FIELD["".join((m["boxed"] or m["plain"] or m["fused"]).split())], _label_start(words, m), m.end())
        for m in LABEL.finditer(words)
    ]
    found = []
    for number, (key, start, end) in enumerate(marks):
        stop = marks[number + 1][1] if number + 1 < len(marks) else len(words)
        further = _FURTHER_LABEL.search(words, end, stop)
        stop = further.start() if further and key != "name" else stop
        found.append(
            (key, Span(line.start + start, line.start + end), _trimmed(folded, line.start + end, line.start + stop))
        )
    return found


def _label_start(words: str, match: re.Match[str]) -> int:
    """Where a label begins: two or three characters after a blank before 时间, 日期 or 来源 belong to it."""
    if match["fused"] not in ("时间", "日期", "来源"):
        return match.start()
    before = _UNKNOWN_LABEL.search(words, max(0, match.start() - 6), match.start())
    return before.start(1) if before else match.start()


def _trimmed(folded: str, start: int, end: int) -> Span:
    while start < end and (folded[start].isspace() or folded[start] in "|•·;"):
        start += 1
    while end > start and (folded[end - 1].isspace() or folded[end - 1] in "|•·;[【(-"):
        end -= 1
    if end > start and folded[end - 1] in _CLOSING and _CLOSING[folded[end - 1]] not in folded[start:end]:
        end -= 1
    return Span(start, end)


class _Header:
    """One search for a header."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.folded = plain(text[:LONGEST_HEADER])
        self.values: dict[str, Span] = {}
        self.present: set[str] = set()
        self.spans: list[Span] = []
        self.titled = False
        self.unsaid = False  # the day of signing is a guess: a date without label
        self.valued_at = -2  # the number of the last line that was a value without label
        self.dated_at = -2  # the number of the last line that was a bare date or a unit below one

    def take(self, key: str, span: Span) -> None:
        self.present.add(key)
        if tools := _TOOLS.search(self.folded, span.start, span.end):
            span = Span(span.start, tools.start())
        words = span.of(self.folded)
        if words in _EMPTY or _BUTTON.fullmatch(words) or (key in self.values and not self._tells_the_time(key, words)):
            return
        if key in ("signed_on", "published_at", "updated") and parse_date(words) is None:
            return
        if key == "index_number" and not re.search(r"\d", words):
            return
        self.values[key] = span

    def _tells_the_time(self, key: str, words: str) -> bool:
        """True if these words add the time to the day of publication already known."""
        if key != "published_at":
            return False
        known, new = parse_date(self.values[key].of(self.folded)), parse_date(words)
        return isinstance(new, datetime) and not isinstance(known, datetime) and new.date() == known

    def search(self) -> None:
        lines = list(_lines(self.folded))
        pending = ""
        for number, line in enumerate(lines):
            words = line.of(self.folded)
            if self._number_of_document(line, words):
                self.spans.append(line)
                pending = ""
                continue
            pairs = _labelled(self.folded, line)
            bare = BARE_LABEL.match(words)
            if bare and not (pairs and len(pairs[0][2])):
                pending = FIELD["".join(bare["name"].split())]
                self.present.add(pending)
                self.spans.append(line)
                continue
            if pairs and self._is_header(words, pairs):
                self._pairs(line, pairs)
                pending = ""
                continue
            if (
                pending
                and len(words) <= 40
                and not PAIR_LABEL.match(words)
                and words[-1] != ":"
                and not BODY.search(words)
                and not self._title_like(words)
            ):
                self.take(pending, _trimmed(self.folded, line.start, line.end))
                self.spans.append(line)
                pending = ""
                continue
            pending = ""
            if self._title_like(words):
                self.titled = True
            if (
                self._columns(line, words)
                or self._unit_below_date(line, lines, number)
                or self._values_only(lines, number)
                or (len(words) <= 80 and _NOISE_LINE.search(words) and not BODY.search(words))
                or (number and lines[number - 1] in self.spans[-1:] and _UNKNOWN_PAIR.match(words))
            ):
                self.spans.append(line)

    def _number_of_document(self, line: Span, words: str) -> bool:
        match = _DOC_NUMBER.match(words)
        if match:
            self.take("doc_number", Span(line.start, line.start + match.end(1)))
        return match is not None

    def _unit_below_date(self, line: Span, lines: list[Span], number: int) -> bool:
        """A unit on the line below a bare date is the source, unless it opens a title of several lines."""
        words = line.of(self.folded)
        if self.dated_at != number - 1 or not _UNIT.match(words):
            return False
        after = (one.of(self.folded) for one in lines[number + 1 :])
        below = next((one for one in after if one != words), "")
        if not self.titled and not (self._title_like(below) and not re.match("关于|20|推进", below)):
            return False
        self.take("source", line)
        self.dated_at = number
        return True

    def _title_like(self, words: str) -> bool:
        return len(words) <= 90 and TITLE.search(words) is not None

    def _is_header(self, words: str, pairs: list[tuple[str, Span, Span]]) -> bool:
        """A labelled line is a header line unless it is prose that happens to hold a label and a colon."""
        first = pairs[0][1].start
        lead = words[: max(0, first - (pairs[0][1].start - words.find(words.strip())))]
        return len(words) <= 400 and not ("。" in words and len(lead) > 60) and not re.search("报告如下|现将", words)

    def _pairs(self, line: Span, pairs: list[tuple[str, Span, Span]]) -> None:
        before = _trimmed(self.folded, line.start, pairs[0][1].start)
        if len(before) and (self._title_like(before.of(self.folded)) or len(before) > 60):
            self.spans.append(Span(pairs[0][1].start, line.end))
        else:
            self.spans.append(line)
        for key, _label, value in pairs:
            cell = self.folded.find(" | ", value.start, value.end)
            self.take(key, _trimmed(self.folded, value.start, cell) if cell >= 0 else value)
            if cell >= 0 and (dated := DATE.match(self.folded, cell + 3, value.end)):
                self.take("published_at", Span(cell + 3, dated.end()))
        if dated := DATE.search(self.folded, before.start, min(before.end, before.start + 40)):
            self.take("published_at", Span(dated.start(), dated.end()))

    def _columns(self, line: Span, words: str) -> bool:
        """``发布机构 区府办 公开范围 面向全社会``: labels and values in turn without colons; or a pipe table's row."""
        if "|" in words:
            cells = [Span(line.start + m.start(), line.start + m.end()) for m in re.finditer(r"[^|]+", words)]
            cells = [_trimmed(self.folded, c.start, c.end) for c in cells]
            hit = False
            for label, value in itertools.pairwise(cells):
                name = "".join(label.of(self.folded).rstrip(":").split())
                if name in FIELD:
                    hit = True
                    self.take(FIELD[name], value)
            dated = next((cell for cell in cells if DATE.match(cell.of(self.folded))), None)
            if dated and not hit:
                self.take("published_at", dated)
            return hit or dated is not None or not words.strip("| ")
        marks = list(PAIR_LABEL.finditer(words))
        if not marks or marks[0].start() != 0 or len(words) > 160 or BODY.search(words):
            return False
        if len(marks) < 2 and len(words) > 40:
            return False
        for number, mark in enumerate(marks):
            stop = marks[number + 1].start() if number + 1 < len(marks) else len(words)
            key = FIELD["".join(mark["name"].split())]
            self.take(key, _trimmed(self.folded, line.start + mark.end(), line.start + stop))
        return True

    def _values_only(self, lines: list[Span], number: int) -> bool:
        """Bullets or bare lines that lost their labels, and bare ``2025-04-27 10:14 某政府网`` lines."""
        line, words = lines[number], lines[number].of(self.folded)
        bare = words.lstrip("•-*· [【").strip()
        at = line.start + words.find(bare) if bare else line.start
        if not bare or len(bare) > 60 or BODY.search(bare) or self._title_like(bare) or bare.endswith(":"):
            return False
        if CLOCK.search(bare) and not re.search(r"\d:\d\d", bare):
            return bool(parse_date(bare))
        alone = words.startswith("•") or self.valued_at == number - 1
        if index := INDEX.match(bare):
            self.take("index_number", Span(at, at + index.end()))
            self.valued_at = number
            return True
        dated = DATE.match(bare) or DOTTED.match(bare)
        if dated:
            key = "published_at"
            if (
                alone and "signed_on" not in self.values and "published_at" not in self.values and dated["H"] is None
            ) or "published_at" in self.values:
                key = "signed_on"
                self.unsaid = "signed_on" not in self.values
            self.take(key, Span(at, at + dated.end()))
            self.dated_at = number
            self.valued_at = number if alone else self.valued_at
            above = lines[number - 1] if number else Span(0, 0)
            if "source" not in self.values and _SITE.fullmatch(above.of(self.folded)):
                self.take("source", above)
                self.spans.append(above)
            day = _DAY.match(self.folded, at + dated.end(), line.end)
            rest = _trimmed(self.folded, day.end() if day else at + dated.end(), line.end)
            if 2 <= len(rest) <= 30 and re.search("[网府局厅委办处]", rest.of(self.folded)):
                self.take("source", rest)
            return True
        if site := _SITE_AND_DATE.match(bare):
            self.take("source", Span(at, at + site.end("site")))
            self.take("published_at", Span(at + site.start("date"), line.end))
            self.dated_at = number
            return True
        if alone:
            self.valued_at = number
        if "index_number" in self.values:
            if bare in _OPENNESS:
                self.take("openness", Span(at, at + len(bare)))
                return True
            if _UNIT.match(bare) and "issuer" not in self.values:
                self.take("issuer", Span(at, at + len(bare)))
                return True
            if _NOISE_LINE.search(bare):
                return True
            if alone and len(bare) <= 12 and self.values.keys().isdisjoint(_LATER):
                self.take("genre" if "topic" in self.values else "topic", Span(at, at + len(bare)))
                return True
        return words.startswith("•")


def read_header(text: str) -> tuple[Metadata, tuple[Span, ...]]:
    """The metadata of a text's opening and the spans of its header lines (noise lines too, the title's not).

    Any text gives an answer; nothing found gives empty metadata and no spans.
    """
    header = _Header(text)
    header.search()
    if header.unsaid and "published_at" not in header.values:
        header.values["published_at"] = header.values.pop("signed_on")
    for key, field in _INSTEAD.items():
        if key in header.values:
            header.values.setdefault(field, header.values[key])
    found: dict[str, object] = {}
    for key, span in header.values.items():
        if key in ("signed_on", "published_at"):
            found[key] = parse_date(_BROKEN.sub("", fold(span.of(text))))
        elif key in _FIELDS:
            found[key] = _BROKEN.sub("", span.of(text))
    signed = found.get("signed_on")
    if isinstance(signed, datetime):
        found["signed_on"] = signed.date()
    spans = {key: span for key, span in header.values.items() if key in _FIELDS}
    made = Metadata(present=frozenset(header.present), spans=spans, **found)  # type: ignore[arg-type]
    return made, tuple(sorted(set(header.spans)))
