"""通报: who is late and whose report lacks something, as a text a leader can sign, with the tables it speaks of."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import IO

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from tracker.exports import export, new_book
from tracker.exports.summary.facts import Facts, ReportFacts, gather, lateness
from tracker.models import Assessment, Report, User
from tracker.models.reports import ReportQuerySet
from tracker.models.review import Result
from tracker.workbooks import Book, Column, Kind, Link, Tone, fit_width

NAMED = 30
"""So many offices are named in the text; more stand in the tables only."""


@export(
    "circular",
    title=_("通报"),
    says=_("逾期和内容不完整的单位：一页可修改、可签发的通报文字，后附三张明细表。只取所选范围中最近一个年度。"),
    at_once=500,
    rank=30,
)
def write_circular(
    reports: ReportQuerySet, stream: IO[bytes], *, by: User | None, when: datetime.datetime, scope: str = ""
) -> None:
    """Write the circular on the latest year of ``reports`` to ``stream``, in Chinese whatever the page's language."""
    with translation.override("zh-hans"):
        chosen = Report.objects.filter(pk__in=reports.order_by().values("pk"))
        year = chosen.order_by("-cycle__year").values_list("cycle__year", flat=True).first()
        chosen = chosen.filter(cycle__year=year) if year else chosen
        facts = gather(chosen, today=when.date())
        owed = [one for one in facts.reports if not one.excused]
        lacking = _lacking(facts)
        book = new_book(f"{year or ''}年度报告报送公开情况通报", by=by)
        _write_text(book, facts, owed, lacking, year)
        _write_late(book, facts, owed, "report", "报送")
        _write_late(book, facts, owed, "publish", "公开")
        _write_lacking(book, facts, lacking)
        rows = [
            ("年度", f"{year}年度；范围里更早的年度不列" if year else "没有报告"),
            ("逾期", "只看登记的报送、公开日期；免报的单位不计入。"),
            ("内容不完整", "审核人已评为“缺失”或“部分”的法定和地方要求；尚未评定的不列。"),
            ("通报文字", "由系统按登记和评定写出，签发前请核对并按需要修改；横线处由签发单位填写。"),
        ]
        book.notes(by=by.name if by else "", when=when, scope=scope, rows=rows)
        book.save(stream)


def _lacking(facts: Facts) -> dict[int, list[tuple[str, str]]]:
    """report → (result, requirement) of what was judged missing or partial, in the edition's order."""
    texts = {
        (standard.key, one.key): (number, one.text)
        for standard in facts.standards
        for number, one in enumerate(standard.requirements)
    }
    found: dict[int, list[tuple[int, str, str]]] = {}
    marks = Assessment.objects.filter(
        report__in=facts.selected, gates=True, result__in=[Result.MISSING, Result.PARTIAL]
    ).order_by("pk")
    for pk, key, result in marks.values_list("report_id", "requirement_key", "result").iterator(chunk_size=2000):
        number, text = texts.get((facts.by_key[pk].standard.key, key), (len(texts), key))
        found.setdefault(pk, []).append((number, str(Result(result).label), text))
    return {pk: [(result, text) for _number, result, text in sorted(rows)] for pk, rows in found.items()}


def _late(facts: Facts, owed: Sequence[ReportFacts], kind: str) -> tuple[list[ReportFacts], list[ReportFacts]]:
    """(done too late, not done and late)."""
    done: list[ReportFacts] = []
    left: list[ReportFacts] = []
    for one in owed:
        day = _day(one, kind)
        if lateness(one, day, kind, facts.today).startswith("逾期"):
            (left if day is None else done).append(one)
    return done, left


def _day(one: ReportFacts, kind: str) -> datetime.date | None:
    return one.reported_on if kind == "report" else one.published_on


def _write_text(
    book: Book,
    facts: Facts,
    owed: Sequence[ReportFacts],
    lacking: dict[int, list[tuple[str, str]]],
    year: int | None,
) -> None:
    page = book.letter("通报")
    today = facts.today
    name = next((one.short_title for one in facts.standards), "法治政府建设年度报告")
    page.title(f"关于{year or ''}年度{name}报送公开情况的通报")
    page.paragraph("各有关单位：")
    day = f"{today.year}年{today.month}月{today.day}日"
    if not owed:
        page.paragraph(f"　　截至{day}，所选范围内没有应报送的报告。")
    else:
        page.paragraph(f"　　现将截至{day}的{year}年度{name}报送、公开和内容完整情况通报如下：")
        for number, (kind, word) in enumerate((("report", "报送"), ("publish", "公开"))):
            page.paragraph(f"　　{'一二'[number]}、{word}情况")
            page.paragraph(_told(facts, owed, kind, word))
        page.paragraph("　　三、内容完整情况")
        page.paragraph(_told_lacking(owed, lacking))
        page.paragraph("　　四、有关要求")
        page.paragraph(
            "　　请未报送、未公开的单位于______年____月____日前完成，"
            "内容不完整的单位对照附表补充完善，并将整改情况报______________。"
        )
    page.paragraph("")
    page.ending("（发文单位）______________")
    page.ending(day)
    page.close()


def _told(facts: Facts, owed: Sequence[ReportFacts], kind: str, word: str) -> str:
    done, left = _late(facts, owed, kind)
    there = sum(_day(one, kind) is not None for one in owed)
    text = f"　　应{word}{len(owed)}份，已{word}{there}份"
    text += f"，其中按期{there - len(done)}份、逾期{len(done)}份" if there else ""
    text += f"；尚未{word}{len(owed) - there}份" + (f"，其中已逾期{len(left)}份" if left else "") + "。"
    if done:
        text += f"逾期{word}的单位：{_names(done)}。"
    if left:
        text += f"逾期未{word}的单位：{_names(left)}。"
    return text if done or left else text + f"没有逾期{word}的单位。"


def _told_lacking(owed: Sequence[ReportFacts], lacking: dict[int, list[tuple[str, str]]]) -> str:
    judged = [one for one in owed if one.completeness().judged]
    found = [one for one in owed if one.pk in lacking]
    text = f"　　已评定完毕{len(judged)}份，尚未评完{len(owed) - len(judged)}份。"
    if not found:
        return text + "已评定的要求中没有缺失或部分完成的。"
    missing = sum(result == Result.MISSING.label for one in found for result, _text in lacking[one.pk])
    partial = sum(len(lacking[one.pk]) for one in found) - missing
    return text + f"有{len(found)}份报告内容不完整，共缺失{missing}项、部分{partial}项要求，涉及：{_names(found)}。"


def _names(found: Sequence[ReportFacts]) -> str:
    names = "、".join(one.organisation for one in found[:NAMED])
    return names + (f"等{len(found)}个单位（名单见附表）" if len(found) > NAMED else "")


def _write_late(book: Book, facts: Facts, owed: Sequence[ReportFacts], kind: str, word: str) -> None:
    done, left = _late(facts, owed, kind)
    columns = [
        Column("序号", Kind.NUMBER, 8),
        Column("单位", Kind.TEXT, fit_width("单位", (one.organisation for one in owed), most=34)),
        Column("类别", Kind.TEXT, 12),
        Column("状态", Kind.TEXT, 12),
        Column(f"{word}期限", Kind.DATE, 14),
        Column(f"{word}日期", Kind.DATE, 14),
        Column("情况", Kind.TEXT, 22),
    ]
    sheet = book.sheet(f"逾期{word}", columns, above=(f"附表{1 if kind == 'report' else 2}　逾期{word}的单位",))
    for number, one in enumerate((*left, *done), start=1):
        due, day = one.dues[kind][0], _day(one, kind)
        state = lateness(one, day, kind, facts.today)
        state = state if day else f"未{word}，{state}"
        name = Link(one.organisation, f"/reports/{one.pk}/")
        sheet.append([number, name, one.kind_label, one.status_label, due, day, state])
    if not sheet.rows:
        sheet.append([None, "没有"])
    sheet.flag("情况", Tone.WRONG, begins=("未",))
    sheet.close()


def _write_lacking(book: Book, facts: Facts, lacking: dict[int, list[tuple[str, str]]]) -> None:
    columns = [
        Column("序号", Kind.NUMBER, 8),
        Column("单位", Kind.TEXT, fit_width("单位", (one.organisation for one in facts.reports), most=34)),
        Column("评定", Kind.TEXT, 10),
        Column("要求", Kind.LONG, 80),
    ]
    sheet = book.sheet("内容不完整", columns, above=("附表3　内容不完整的单位和要求",))
    for one in facts.reports:
        for result, text in lacking.get(one.pk, ()):
            sheet.append([sheet.rows + 1, Link(one.organisation, f"/reports/{one.pk}/"), result, text])
    if not sheet.rows:
        sheet.append([None, "没有"])
    sheet.flag("评定", Tone.WRONG, begins=(str(Result.MISSING.label),))
    sheet.close()
