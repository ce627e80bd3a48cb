"""A report's form in a person's hands: what people do to it in a spreadsheet program."""

from __future__ import annotations

import io
from typing import Any

import openpyxl

from tracker.actions import form_entries
from tracker.actions.form_plan import FormPlan, plan_form
from tracker.imports import form_batch, form_in, form_out
from tracker.models import FilledWorkbook, Report, User


class Filled:
    """The form of a report, opened."""

    def __init__(self, report: Report, by: User) -> None:
        stream = io.BytesIO()
        form_out.write(report, stream, by=by)
        stream.seek(0)
        self.report, self.by = report, by
        self.book = openpyxl.load_workbook(stream)

    def sheet(self, role: str) -> Any:
        """The sheet of a part."""
        return next(ws for ws in self.book.worksheets if f";part={role};" in str(ws["A1"].value))

    def row(self, role: str, text: str) -> int:
        """The row whose text begins so."""
        ws = self.sheet(role)
        return next(row for row in range(5, ws.max_row + 1) if str(ws.cell(row, 3).value or "").startswith(text))

    def blank(self, role: str) -> int:
        """The first blank row."""
        ws = self.sheet(role)
        return next(row for row in range(5, ws.max_row + 1) if str(ws.cell(row, 1).value).startswith("n"))

    def write(self, role: str, row: int, text: Any, kind: str = "") -> str:
        """Fill a row; its cell."""
        ws = self.sheet(role)
        ws.cell(row, 3).value = text
        if isinstance(text, str):
            ws.cell(row, 3).data_type = "s"
        if kind:
            ws.cell(row, 2).value = kind
        return f"C{row}"

    def put_in(self, role: str, row: int, text: str, kind: str = "") -> None:
        """Put a row in above ``row`` and fill it."""
        self.sheet(role).insert_rows(row)
        self.write(role, row, text, kind)

    def cut_out(self, role: str, row: int) -> list[Any]:
        """Take a row out of the sheet; its cells."""
        ws = self.sheet(role)
        cells = [cell.value for cell in ws[row]]
        ws.delete_rows(row)
        return cells

    def paste(self, role: str, row: int, cells: list[Any]) -> None:
        """Put cells that were cut or copied in above ``row``."""
        ws = self.sheet(role)
        ws.insert_rows(row)
        for column, value in enumerate(cells, start=1):
            ws.cell(row, column).value = value

    @property
    def data(self) -> bytes:
        """The file as saved."""
        stream = io.BytesIO()
        self.book.save(stream)
        return stream.getvalue()

    def plan(self) -> FormPlan:
        """What it would do; nothing is kept."""
        (read,) = form_in.read_forms([self.data])
        assert isinstance(read, form_in.FormRead), read
        return plan_form(self.report, read.data)

    def keep(self) -> FilledWorkbook:
        """Bring it in."""
        (brought,) = form_batch.bring_in(
            [("填报表.xlsx", self.data)], by=self.by, batch=form_batch.new_batch(), report=self.report
        )
        assert brought.kept is not None, brought.sentence
        return brought.kept

    def take(self, **choices: str) -> FormPlan:
        """Bring it in and take it. ``choices``: ``e12="form"``."""
        kept = self.keep()
        chosen = {int(key[1:]): value for key, value in choices.items()}
        return form_entries.take_form(kept, plan_form(self.report, kept.data).digest, chosen, by=self.by)
