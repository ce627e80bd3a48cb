"""说明: under which standard, by which rules, when and by whom the workbook was made."""

from __future__ import annotations

import datetime

import reportsrc
from tracker.exports.summary.facts import KINDS, Facts
from tracker.models import User
from tracker.workbooks import Book

DUES = {"report": "报送", "publish": "公开"}

RULES = (
    (
        "完整度",
        "完整度＝评定为“完整”的要求项数÷适用且计入的要求项数（法定和地方要求计入，参考要求不计入），以审核人的评定为准。",
    ),
    ("", "“部分”按0计并另行列出；“不适用”不计入分母；有要求尚未评定时显示“未评完”，不显示为0%。"),
    ("", "合计行的完整度是已评完各单位的平均值，不含未评完的单位。"),
    (
        "覆盖",
        "系统在最近一次检查时，在正文中找到了与该项要求有关的句子。写到了不等于写得完整，不计入完整度。",
    ),
    (
        "检查发现",
        "各单位报告最近一次检查的结果；没有检查过的，各列为空。阻断、错误要改正，警告要核对，提示供参考。",
    ),
    ("原因", "“原因尚未写进正文”：该条没有写明产生的原因。"),
    ("第一责任人履职", "各列为正文写明的次数；写到而没有写次数的，标“提及”。"),
    ("数据指标", "“数值”已将万、亿折算；“约数”“增减”为正文所写。"),
    ("待核对", "依据后标“（待核对）”的，条文号或内容尚未与正式文本核对，引用前请核对原文。"),
)


def write_notes(book: Book, facts: Facts, *, by: User | None, when: datetime.datetime, scope: str) -> None:
    """The last sheet; it is written last because it tells how many cells were cut."""
    rows = [("报告份数", str(len(facts.reports)))]
    for standard in facts.standards:
        rows += [("标准", standard.title), ("依据", str(standard.basis))]
        carried = sorted({one.year for one in facts.reports if one.standard.key == standard.key})
        if beyond := [str(year) for year in carried if not standard.stated_for(year)]:
            rows.append(("适用年度", f"{'、'.join(beyond)}年度：沿用，待核对"))
        for due in standard.due_dates:
            kinds = "、".join(KINDS[kind] for kind in due.applies_to)
            day = f"{due.month}月{due.day}日{'（含当日）' if due.inclusive else '前'}"
            rows.append(("时限", f"{DUES.get(due.kind, due.kind)}（{kinds}）：{day}，{due.basis}"))
    rows += RULES
    for standard in facts.standards:
        rows += [("要求依据", f"{basis}：{count}项要求") for basis, count in _citations(standard)]
    book.notes(by=by.name if by else "", when=when, scope=scope or "全部可见报告", rows=rows)


def _citations(standard: reportsrc.Standard) -> list[tuple[str, int]]:
    counts: dict[str, int] = {}
    for one in standard.requirements:
        counts[str(one.basis)] = counts.get(str(one.basis), 0) + 1
    return list(counts.items())
