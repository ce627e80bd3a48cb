"""The form of one report as a workbook: a sheet for each of its parts, to be filled without the network."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import IO

from django.utils import timezone
from openpyxl.utils import quote_sheetname
from openpyxl.worksheet.worksheet import Worksheet

import reportsrc
from tracker.imports import form_layout as layout
from tracker.models import Entry, PartDraft, Report, User
from tracker.models.calendar import now
from tracker.models.entries import MAX_CHARACTERS, EntryKind
from tracker.models.filled_forms import own_fields
from tracker.models.inspection_run import previous_report
from tracker.workbooks import filling
from tracker.workbooks.filling import FormBook, formula, put
from tracker.workbooks.safe import as_cell

FIRST = layout.HEAD_ROW + 1
_ENDS = "。；;！？!?…”）》"
_ISSUED_ROOM = 30_000
STEPS = (
    "一张表是报告的一个部分，一行是一条。浅黄色的格子可以填写和修改，其余的格子已锁定。",
    "改文字：直接在“正文”里改，序号（一是、二是……）也写在正文里。单元格内换行用 Alt+Enter。",
    "加一条：写在下面的空行里；要加在中间，在那里插入一行再写。新写的行在“类型”里选条目、导语、段首、结尾或小标题，不选就是条目。",
    "删一条：把它的正文清空。调次序：可以整行剪切、插入；序号和末尾的标点由系统随位置改好，先给您看。",
    "“检查”一栏随写随变，写着还有什么要看一看；它只是提醒，不影响上传。全部检查在上传之后由系统再做一遍。",
    "写完保存为 xlsx，在报告的任务单点“上传填好的表格”。先看到将新增、修改、删除、移动哪些，确认之后才采用。",
    "表格取出之后，网站上的文字又有人改过的，两份文字都列出来，由您逐条选择，不会互相覆盖。同一份表格传两次，第二次不会有变化。",
)
HONEST = (
    "每张表最左边隐藏的一列写着条目号和版本，最上面一格写着是哪份报告、哪个部分，凭它们认出每一行。请不要改动；删了也不会出错，"
    "只是那一行会当作新写的。表格里没有宏，不连接网络，锁定没有密码。"
)


@dataclass(slots=True)
class _Sheet:
    """One part on its sheet: where its rows are, for the formulas of other sheets."""

    title: str
    name: str
    roles: tuple[str, ...]
    last: int
    count: int
    texts: str = field(init=False)
    checks: str = field(init=False)
    counts: str = field(init=False)

    def __post_init__(self) -> None:
        sheet = quote_sheetname(self.title)
        self.texts, self.counts, self.checks = (f"{sheet}!${c}${FIRST}:${c}${self.last}" for c in "CDE")


def file_name(report: Report) -> str:
    """The name under which the form is taken."""
    return f"{report.organisation_name}{report.year}年度填报表.xlsx"


def write(report: Report, stream: IO[bytes], *, by: User, stamp: str = "") -> None:
    """Write the form of a report as it stands now. ``stamp`` names this copy (a new one unless it is given)."""
    when = now()
    stamp = stamp or uuid.uuid4().hex
    entries = list(report.entries.standing().select_related("part", "measure", "plan_item"))
    parts = list(report.parts.select_related("report__cycle"))
    before = previous_report(report)
    earlier = list(before.entries.standing().select_related("part")) if before else []
    title = f"{report.organisation_name}{report.year}年度{report.standard.short_title}填报表"
    book = FormBook(title, creator=by.name, subject=report.standard.title, made=when)
    facts = {"report": report.pk, "organisation": report.organisation.code, "year": report.year,
             "standard": report.standard_key, "stamp": stamp, "name": report.organisation_name}  # fmt: skip
    guide = book.sheet("填写说明", [24, 12, 12, 18, 22, 40])
    put(guide, 1, 7, layout.identity_line(layout.FORMAT, part="", **facts), filling.KEY)
    guide.column_dimensions["G"].hidden = True
    sheets = []
    frame = [one for one in entries if one.part_id is None and one.kind in layout.FRAME_KINDS]
    writer = _Writer(book, report, facts)
    for number, part in enumerate(parts, start=1):
        own = [one for one in entries if one.part_id == part.pk]
        old = [one for one in earlier if one.part and one.part.role in part.roles]
        sheets.append(writer.part(number, part, own, old))
    old = [one for one in earlier if one.part_id is None and one.kind in layout.FRAME_KINDS]
    writer.frame(frame, old)
    requirements = _requirements(book, report, sheets)
    _guide(guide, report, sheets, requirements, when, by)
    book.save(stream)


class _Writer:
    """Writes the sheets that are filled."""

    def __init__(self, book: FormBook, report: Report, facts: dict[str, object]) -> None:
        self.book, self.report, self.facts = book, report, facts
        self.blank = 0
        self.causes = [
            word
            for one in report.standard.requirements
            if one.key.endswith(".causes")
            for word in one.words
            if not set(word) & set('+#《"')
        ]

    def part(self, number: int, part: PartDraft, entries: Sequence[Entry], earlier: Sequence[Entry]) -> _Sheet:
        """A part: its heading, its entries, blank rows."""
        own = layout.OWN.get(part.form, ())
        widths = {layout.AREA: 24, layout.LEAD_UNIT: 18, layout.DUE_ON: 12}
        ws = self._sheet(f"{number} {part.name}", part.name, part.role, entries, [widths[one] for one in own], own)
        kinds = ",".join(layout.KINDS.values())
        heading = [one for one in entries if one.kind == EntryKind.HEADING and one.level == 1]
        rest = [one for one in entries if one not in heading]
        old = [one for one in earlier if not (one.kind == EntryKind.HEADING and one.level == 1)]
        row = FIRST
        for one in heading:
            self._entry(ws, row, one, layout.PART_HEADING, own, "", part.form)
            row += 1
        first = row
        total = max(len(rest) + layout.BLANK_ROWS, len(old))
        for at in range(total):
            before = old[at].text if at < len(old) else ""
            if at < len(rest):
                self._entry(ws, row, rest[at], layout.KINDS[EntryKind(rest[at].kind)], own, before, part.form)
            else:
                self._blank(ws, row, own, before, part.form)
            row += 1
        last = row - 1
        filling.choose(
            ws, f"B{first + len(rest)}:B{last + 200}", kinds, message=f"类型是{'、'.join(layout.KINDS.values())}之一。"
        )
        return self._finish(ws, part.name, part.roles, first, last, own)

    def frame(self, entries: Sequence[Entry], earlier: Sequence[Entry]) -> None:
        """What stands around the parts: title, addressee, preamble, signature."""
        ws = self._sheet("标题引言落款", "标题、主送机关、引言和落款", layout.FRAME, entries, [], ())
        row = FIRST
        for kind, label in layout.FRAME_KINDS.items():
            before = "\n".join(one.text for one in earlier if one.kind == kind)
            found = [one for one in entries if one.kind == kind]
            for one in found:
                self._entry(ws, row, one, label, (), before, "frame")
                row, before = row + 1, ""
            if not found:
                self._blank(ws, row, (), before, "frame", label)
                row += 1
        self._finish(ws, "标题、引言和落款", (layout.FRAME,), FIRST, row - 1, ())

    def _sheet(
        self, title: str, name: str, role: str, entries: Sequence[Entry], widths: Sequence[float], own: Sequence[str]
    ) -> Worksheet:
        ws = self.book.sheet(
            title, [0, 9, 64, 7, 17, *widths, 48], heads=f"{layout.HEAD_ROW}:{layout.HEAD_ROW}", freeze=f"D{FIRST}"
        )
        put(ws, 1, 1, layout.identity_line(layout.FORMAT, part=role, **self.facts), filling.KEY)
        issued = " ".join(f"{one.pk}.{one.version}" for one in entries)
        put(ws, 2, 1, f"ids {issued}" if len(issued) < _ISSUED_ROOM else "", filling.KEY)
        put(ws, 1, 2, name, filling.TITLE)
        ws.row_dimensions[1].height = 28
        put(ws, 2, 2, f"{self.report.organisation_name}　{self.report.year}年度　浅黄色的格子可以填写", filling.LINE)
        filling.link(ws, 3, 2, "填写说明", "填写说明")
        heads = [layout.KEY, layout.KIND, layout.TEXT, layout.COUNT, layout.CHECK, *own, layout.EARLIER]
        for column, head in enumerate(heads, start=1):
            put(ws, layout.HEAD_ROW, column, head, filling.HEAD)
        ws.row_dimensions[layout.HEAD_ROW].height = 22
        return ws

    def _entry(
        self, ws: Worksheet, row: int, entry: Entry, kind: str, own: Sequence[str], before: str, form: str
    ) -> None:
        values = own_fields(entry) if own else {}
        base = "".join(f"|{values.get(one, '')}" for one in own)
        put(ws, row, 1, f"{entry.pk}.{entry.version}{base}", filling.KEY)
        put(ws, row, 2, kind, filling.FIXED)
        cut = as_cell(entry.text)[1]
        put(ws, row, 3, entry.text, filling.FIXED if cut else filling.FILL)
        empty = "标题行要保留" if kind == layout.PART_HEADING else "清空后将删除"
        formula(ws, row, 5, _check(row, form, self.causes, empty, "太长，请在网页上改" if cut else ""), filling.HINT)
        self._rest(ws, row, own, values if kind == layout.KINDS[EntryKind.ITEM] else None, before)
        filling.fit_height(ws, row, [(entry.text, 64), (before, 48)], least=2)

    def _blank(self, ws: Worksheet, row: int, own: Sequence[str], before: str, form: str, kind: str = "") -> None:
        self.blank += 1
        put(ws, row, 1, f"n{self.blank}", filling.KEY)
        put(ws, row, 2, kind, filling.FIXED if kind else filling.FILL_SHORT)
        put(ws, row, 3, "", filling.FILL)
        formula(ws, row, 5, _check(row, form, self.causes, "没有正文" if not kind else "还没有写", ""), filling.HINT)
        self._rest(ws, row, own, {}, before)
        filling.fit_height(ws, row, [(before, 48)], least=2)

    def _rest(self, ws: Worksheet, row: int, own: Sequence[str], values: dict[str, str] | None, before: str) -> None:
        formula(ws, row, 4, f"LEN(C{row})", filling.NUMBER)
        for column, name in enumerate(own, start=6):
            if values is None:
                put(ws, row, column, "", filling.FIXED)
            elif name == layout.DUE_ON:
                said = values.get(name, "")
                put(ws, row, column, datetime.date.fromisoformat(said) if said else "", filling.FILL_DATE)
            else:
                put(ws, row, column, values.get(name, ""), filling.FILL_SHORT)
        put(ws, row, 6 + len(own), before, filling.EARLIER)

    def _finish(
        self, ws: Worksheet, name: str, roles: tuple[str, ...], first: int, last: int, own: Sequence[str]
    ) -> _Sheet:
        far = last + 200
        filling.limit_length(ws, f"C{FIRST}:C{far}", MAX_CHARACTERS)
        for column, head in enumerate(own, start=6):
            letter = "FGH"[column - 6]
            if head == layout.AREA and self.report.standard.areas:
                source = self.book.list_of("工作领域", self.report.standard.areas)
                filling.choose(ws, f"{letter}{first}:{letter}{far}", source, message="请从工作领域中选一个。")
            elif head == layout.DUE_ON:
                year = self.report.year
                days = datetime.date(year, 1, 1), datetime.date(year + 5, 12, 31)
                filling.limit_dates(ws, f"{letter}{first}:{letter}{far}", *days)
        filling.colour(ws, f"C{FIRST}:C{far}", f"$D{FIRST}>{MAX_CHARACTERS}", fill="F8D7DA")
        filling.colour(ws, f"E{FIRST}:E{far}", f"LEN($E{FIRST})>0", fill="FDF0E2")
        ws.print_area = f"B1:{'FGHI'[len(own)]}{last}"
        filling.protect(ws)
        return _Sheet(ws.title, name, roles, last, last - FIRST + 1)


def _check(row: int, form: str, causes: Sequence[str], empty: str, fixed: str) -> str:
    """The formula of the check beside a row: what to look at, in few words; empty if nothing."""
    if fixed:
        return f'"{fixed}"'
    text = f"C{row}"
    hints = f'IF(AND(B{row}<>"",B{row}<>"条目"),"",IF(ISERROR(FIND(RIGHT({text},1),"{_ENDS}")),"句末没有标点",""))'
    if form == "frame":
        hints = '""'
    elif form == "shortcoming" and causes:
        words = ",".join(f'"{one}"' for one in causes[:20])
        said = f"SUMPRODUCT(--ISNUMBER(SEARCH({{{words}}},{text})))"
        hints = f'IF(AND(OR(B{row}="",B{row}="条目"),{said}=0),"没有写原因",{hints})'
    gaps = f'IF(OR(ISNUMBER(FIND("××",{text})),ISNUMBER(FIND("XX",{text}))),"有空缺没有填",{hints})'
    long = f'IF(LEN({text})>{MAX_CHARACTERS},"超过{MAX_CHARACTERS}字",{gaps})'
    nothing = f'IF(B{row}="","","{empty}")'
    return f"IF(LEN(TRIM({text}))=0,{nothing},{long})"


def _requirements(book: FormBook, report: Report, sheets: Sequence[_Sheet]) -> Worksheet:
    """What the report must contain, what good looks like, and whether the words looked for stand in the text."""
    ws = book.sheet("要求清单", [22, 48, 8, 40, 10, 30, 26], heads="3:3", freeze="A4")
    put(ws, 1, 1, "要求清单", filling.TITLE)
    ws.row_dimensions[1].height = 28
    put(ws, 2, 1, "“正文里”一栏只看查找词在正文里有没有，不代表审核意见。法定、地方的要求计入完整度。", filling.LINE)
    for column, head in enumerate(("部分", "要求", "约束力", "怎样算写好", "正文里", "依据", "审核意见"), start=1):
        put(ws, 3, column, head, filling.HEAD)
    names = {part.key: part.name for part in report.standard.parts}
    marks = {one.requirement_key: one for one in report.assessments.exclude(result="")}
    row = 3
    for row, one in enumerate(report.requirements, start=4):
        mark = marks.get(one.key)
        judged = f"{mark.get_result_display()}　{mark.note}".strip() if mark else ""
        good = one.hint + (f"\n应有的数：{'、'.join(one.figures)}" if one.figures else "")
        texts = (names.get(one.part, one.part), one.text, one.obligation.label, good, None, str(one.basis), judged)
        for column, text in enumerate(texts, start=1):
            if text is not None:
                put(ws, row, column, text, filling.FIXED)
        formula(ws, row, 5, _found(one, sheets), filling.FIXED)
        filling.fit_height(ws, row, [(one.text, 48), (good, 40), (str(one.basis), 30), (judged, 26)])
    filling.colour(ws, f"E4:E{row}", '$E4="未见"', fill="FDF0E2", font="9C2A00")
    ws.auto_filter.ref = f"A3:G{row}"
    ws.print_area = f"A1:G{row}"
    filling.protect(ws)
    ws.protection.autoFilter = False
    return ws


def _found(one: reportsrc.Requirement, sheets: Sequence[_Sheet]) -> str:
    """A formula that says whether a sheet has a cell with the words of a requirement."""
    inside = [sheet for sheet in sheets if not one.scope or set(one.scope) & set(sheet.roles)]
    counts = []
    for word in one.words:
        pieces = word.split("+")
        if any(set(piece) & set('#《"*?~') or not piece for piece in pieces):
            continue
        for sheet in inside:
            counts.append("COUNTIFS(" + ",".join(f'{sheet.texts},"*{piece}*"' for piece in pieces) + ")")
    text, kept = "", []
    for count in counts:
        if len(text) + len(count) > 7500:
            break
        kept.append(count)
        text += count
    return f'IF({"+".join(kept)}>0,"见到","未见")' if kept else '"—"'


def _guide(
    ws: Worksheet, report: Report, sheets: Sequence[_Sheet], requirements: Worksheet, when: datetime.datetime, by: User
) -> None:
    """The first sheet: what this is, how it is filled, how far each part is."""
    local = f"{timezone.localtime(when):%Y-%m-%d %H:%M}"
    put(ws, 1, 1, f"{report.organisation_name}　{report.year}年度填报表", filling.TITLE)
    ws.row_dimensions[1].height = 30
    put(
        ws,
        2,
        1,
        f"{report.standard.title}　{local} 由{by.name}取出　本表为非涉密表格，严禁填写国家秘密。",
        filling.SOFT,
    )
    ws.merge_cells("A2:F2")
    row = 4
    for column, head in enumerate(("部分", "字数", "待看一看", "要求见到", "去填写", ""), start=1):
        if head:
            put(ws, row, column, head, filling.HEAD)
    where = quote_sheetname(requirements.title)
    for sheet in sheets:
        row += 1
        put(ws, row, 1, sheet.name, filling.FIXED)
        formula(ws, row, 2, f"SUM({sheet.counts})", filling.NUMBER)
        formula(ws, row, 3, f"SUMPRODUCT(--(LEN({sheet.checks})>0))", filling.NUMBER)
        seen = f'COUNTIFS({where}!$A:$A,A{row},{where}!$E:$E,"见到")'
        formula(ws, row, 4, f'{seen}&" / "&COUNTIFS({where}!$A:$A,A{row})&" 项"', filling.FIXED)
        filling.link(
            ws, row, 5, f"打开“{sheet.title}”" if len(sheet.title) < 9 else "打开这张表", sheet.title, f"C{FIRST}"
        )
        filling.fit_height(ws, row, [(sheet.name, 24)], least=1.2)
    row += 1
    filling.link(ws, row, 1, "标题、引言和落款", "标题引言落款", f"C{FIRST}")
    filling.link(ws, row, 5, "打开要求清单", requirements.title, "A4")
    row += 1
    if report.return_reason:
        row = _paragraph(ws, row + 1, "退回意见", report.return_reason)
    row += 1
    put(ws, row, 1, "怎样填写", filling.BOLD)
    for number, step in enumerate(STEPS, start=1):
        row = _paragraph(ws, row + 1, "", f"{number}．{step}")
    row += 1
    row = _paragraph(ws, row + 1, "表里藏着什么", HONEST)
    ws.print_area = f"A1:F{row}"
    ws.freeze_panes = None
    ws.page_setup.orientation = "portrait"
    filling.protect(ws)


def _paragraph(ws: Worksheet, row: int, head: str, text: str) -> int:
    """A paragraph over the whole width, with a heading of its own if there is one; the last row it takes."""
    if head:
        put(ws, row, 1, head, filling.BOLD)
        row += 1
    put(ws, row, 1, text, filling.PLAIN)
    ws.merge_cells(start_row=row, start_column=1, end_row=row, end_column=6)
    filling.fit_height(ws, row, [(text, 122)])
    return row
