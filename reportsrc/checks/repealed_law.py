"""把已经废止的法律法规当作现行有效的引用。

What it does
在“法律法规目录”里查报告引用的《…》。名称相同、而目录记载它在报告年度开始之前（第四部分按下一年度开始之前）已经废止的，
报一条，并写出由哪一件代替。目录里没有“已核对”的日期，提示写明待核对。

Why
沿用旧稿最容易把《信访条例》《物权法》这类已经废止的名称带进来；依据写错，后面的判断都站不住。

Example
认真落实《信访条例》，依法及时就地解决群众诉求。（2023年度报告）

Remedy
改引现行规定；确指当时依据的，写成“原《信访条例》”或写明时间。
不报：写了“原”“修订前”“废止”“清理”等字样的，前面紧接本地机关（可能是同名的地方规定）的，报告年度之内才废止的。
不查：没有书名号的法律名称，目录之外的法律法规，同一名称的新旧文本。

Basis
《中华人民共和国立法法》关于法律废止的规定（待核对）；各件的废止日期见“法律法规目录”的依据栏。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from reportsrc.document import Document, quotations_of, sentences_of
from reportsrc.finding import Finding, Severity
from reportsrc.law_titles import Law, bare, catalogue, cited_titles
from reportsrc.registry import Check, Context, check
from reportsrc.ruleset import RuleSet
from reportsrc.text import Span

_HISTORY = re.compile(
    "废止|失效|取代|替代|代替|修订前|修改前|施行前|出台前|颁布前|实施前|历史|旧法|旧条例|清理|不再适用|停止执行|当时|曾经|"
    "遗留|衔接|升级为|上升为|更名|改为|回顾|历程|演变|溯及|至今|以来|起施行"
)
_OWN_PLACE = re.compile(r"(?:原|旧|老|老的|原来的|我?[省市区县州旗盟镇乡]|自治区|本[省市区县])$")
_MOST, _REACH = 20, 150


def _repealed(rules: RuleSet) -> dict[str, Law]:
    return {key: law for key, law in rules.once(catalogue).items() if law.end}


@check("TRM-01", "引用已废止的法律法规", Severity.ERROR, "《立法法》及各件的废止规定（待核对）", lists=("laws",))
def repealed_law(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Titles of the catalogue that were repealed before the reported year began, one finding a title."""
    year = context.reported_year(document)
    if year is None:
        return
    repealed = context.rules.once(_repealed)
    plans = document.part("plans")
    found: dict[str, list[Span]] = {}
    for cited in document.once(cited_titles):
        law = repealed.get(cited.key) or repealed.get(bare(cited.key))
        if law is None or law.end is None:
            continue
        ahead = plans is not None and plans.roles == ("plans",) and plans.span.covers(cited.span)
        if law.end > date(year + 1 if ahead else year, 1, 1) or _told(document, cited.span):
            continue
        found.setdefault(law.title, []).append(cited.span)
    for title, spans in found.items():
        law = repealed[title]
        assert law.end is not None
        gone = f"{law.end.year}年{law.end.month}月{law.end.day}日"
        instead = f"，现行的是《{law.replaced_by}》" if law.replaced_by else ""
        sure = "" if law.verified else "（日期待核对）"
        yield rule.finding(
            document,
            spans[0],
            f"《{law.title}》自{gone}起已不再有效{instead}{sure}；请改引现行规定，确指当时依据的请写明“原”。",
            related=spans[1:_MOST],
            count=len(spans),
        )


def _told(document: Document, span: Span) -> bool:
    """True if the sentence says that the law is of former times, or it is a place's own, or the words are quoted."""
    text = document.text
    if span.start in document.once(quotations_of) or _OWN_PLACE.search(text, max(0, span.start - 4), span.start):
        return True
    sentence = document.once(sentences_of).at(span.start)
    if sentence is None:
        return False
    return (
        _HISTORY.search(text, max(sentence.start, span.start - _REACH), min(sentence.end, span.end + _REACH))
        is not None
    )
