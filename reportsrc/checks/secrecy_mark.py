"""密级或不得公开的标志。

What it does
查找涉密和内部文件的标志：带“★”的“绝密”“机密”“秘密”，单独成行、写在“密级”后面或者括号里的密级，
“内部资料”“内部文件”一类的单行或括号标注，“（此件不公开）”“不得外传”“本材料仅供内部参考”，以及页眉里写明的“不予公开”。
全文都查，页眉也查。正文里谈到“国家秘密”“商业秘密”“工作秘密”“《保守国家秘密法》”的不报。
不查没有标志的涉密内容，那要靠保密审查。

Why
带密级或内部标志的文件不得上网；标志留在稿子里，说明它是从内部文件改来的，或者发错了版本。

Example
标题左上角还印着“机密★5年”。

Remedy
停止公开，送保密审查；确认可以公开的，去掉标志后再发布。

Basis
《保守国家秘密法》关于国家秘密标志和网上保密的规定；《政府信息公开条例》第十四条、第十七条（均待核对）。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportsrc.document import Document
from reportsrc.finding import Finding, Severity
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span, trim

_STARRED = re.compile(
    r"(?:绝密|机密|秘密)[ 　]{0,4}[★☆][ 　]{0,4}(?:[0-9０-９一二三四五六七八九十]{1,3}[年月]|长期|启用前)?"
)
_LEVEL = re.compile(r"(?:密[ 　]{0,4}级|涉密等级)[ 　]?[：:][ 　]{0,4}(?P<mark>绝密|机密|秘密|内部)(?![\u4e00-\u9fff])")
_SPACED = re.compile("[绝机秘][ 　]{1,3}密")
_WORDS = ("绝密", "机密", "秘密", "内部", "不公开", "不予公开", "不得公开", "外传")
_MARK = re.compile(
    "(?:绝密|机密|秘密)(?:[0-9０-９一二三四五六七八九十]{1,3}年|长期|启用前)?"
    "|内部(?:资料|文件|材料|使用|参考|刊物)(?:[，,！!。]?(?:注意|妥善|严禁|不得|请勿|禁止)[\u4e00-\u9fff，,]{2,14})?[！!。]?"
    "|(?:此件|本件|该件|本文|本报告)?(?:不公开|不予公开|不得公开|不得外传|严禁外传|请勿外传)(?:发布|发表)?[！!。]?"
)
_SURE = re.compile("此件|本件|该件|本文|本报告|外传|注意|妥善|严禁|请勿")
_STATED = re.compile(
    "[本此](?:报告|材料|文件|资料|件)(?:[仅只]供|作为|为|系|属于?)内部(?:资料|文件|材料|使用|参考|掌握|传阅)"
)
_OPEN, _CLOSE = "（(【[", "）)】]"
_LONGEST = 40
_WITHHELD = frozenset(("不予公开", "不公开", "不得公开"))


@check("SEC-01", "密级或不得公开的标志", Severity.BLOCKING, "《保守国家秘密法》《政府信息公开条例》（待核对）")
def secrecy_mark(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Marks of secrecy and of internal papers, wherever they stand in the file."""
    text = document.text
    places = [(at, at + len(word)) for word in _WORDS for at in _places(text, word)]
    if "密" in text:
        places += [match.span() for match in _SPACED.finditer(text)]
    marks = {span for start, end in places if (span := _standing_alone(text, start, end))}
    if "★" in text or "☆" in text:
        marks.update(Span(*match.span()) for match in _STARRED.finditer(text))
    if "密" in text and "级" in text:
        marks.update(Span(*match.span("mark")) for match in _LEVEL.finditer(text))
    if document.metadata.openness in _WITHHELD and (span := document.metadata.spans.get("openness")):
        marks.add(span)
    if "内部" in text:
        marks.update(Span(*match.span()) for match in _STATED.finditer(text))
    last: Span | None = None
    for one in sorted(marks, key=lambda mark: (mark.start, -mark.end)):
        if not (last and one.overlaps(last)):
            last = trim(text, one.start, one.end) or one
            yield rule.finding(document, last, f"这里有“{last.of(text)}”的标志，请停止公开，送保密审查后再定。")


def _places(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def _standing_alone(text: str, start: int, end: int) -> Span | None:
    """The mark this word belongs to: a whole line, or a bracket that closes or opens a line; else None."""
    low, high = max(0, start - _LONGEST), min(len(text), end + _LONGEST)
    left = max(text.rfind("\n", low, start), text.rfind("\r", low, start)) + 1
    right = min((at for at in (text.find("\n", end, high), text.find("\r", end, high)) if at >= 0), default=high)
    if left == 0 and low > 0:
        left = low
    whole = trim(text, left, right)
    bounded = (left == 0 or text[left - 1] in "\r\n") and (right == len(text) or text[right] in "\r\n")
    if whole and bounded and _is_mark(whole.of(text)):
        return whole
    opened = max(text.rfind(sign, left, start) for sign in _OPEN)
    closed = min((at for sign in _CLOSE if (at := text.find(sign, end, right)) >= 0), default=-1)
    if opened < 0 or closed < 0 or not _is_mark(text[opened : closed + 1]):
        return None
    at_an_edge = not text[left:opened].strip() or not text[closed + 1 : right].strip()
    return Span(opened, closed + 1) if at_an_edge or _SURE.search(text, opened, closed) else None


def _is_mark(words: str) -> bool:
    """True if these words, brackets and spaces aside, are nothing but a mark."""
    return bool(_MARK.fullmatch("".join(words.split()).strip(_OPEN + _CLOSE)))
