"""The file of a workbook: openpyxl writes every part of it, but the rows of a sheet come from where they were streamed."""

from __future__ import annotations

import datetime
import io
from collections.abc import Mapping
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.packaging.extended import ExtendedProperties
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.dimensions import SheetDimension
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter
from openpyxl.xml.constants import ARC_APP
from openpyxl.xml.functions import SubElement, tostring

from tracker.workbooks.rows import Rows

LEVEL = 2
"""How hard rows are packed: a fifth of the time of zlib's usual 6 for files a sixth larger."""

_PLACE = b"<sheetData></sheetData>"


def save(book: Workbook, rows: Mapping[str, tuple[Rows, int]], stream: IO[bytes], *, company: str) -> None:
    """Write the package. ``rows``: sheet title → its rows and how many columns they have."""
    book.properties.modified = datetime.datetime.now(tz=datetime.UTC).replace(tzinfo=None)
    with _Archive(stream, "w", ZIP_DEFLATED, allowZip64=True, compresslevel=LEVEL) as archive:
        archive.company = company
        _Package(book, archive, rows).write_data()


class _Archive(ZipFile):
    """A zip that puts the organisation's name into the properties openpyxl writes without one."""

    company = ""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *further: Any) -> None:
        if zinfo_or_arcname == ARC_APP and self.company:
            tree = ExtendedProperties().to_tree()
            SubElement(tree, "Company").text = self.company
            data = tostring(tree)
        super().writestr(zinfo_or_arcname, data, *further)


class _Package(ExcelWriter):
    def __init__(self, book: Workbook, archive: ZipFile, rows: Mapping[str, tuple[Rows, int]]) -> None:
        super().__init__(book, archive)
        self._rows = rows

    def write_worksheet(self, ws: Worksheet) -> None:
        """Called by openpyxl for each sheet: what stands before and after the rows is openpyxl's, the rows are ours."""
        from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing

        rows, columns = self._rows[ws.title]
        ws._drawing = SpreadsheetDrawing()
        ws._drawing.charts, ws._drawing.images = ws._charts, ws._images
        around = _Around(ws, rows, columns)
        around.write()
        ws._rels = around._rels
        before, after = around.read().split(_PLACE)
        part = ZipInfo(ws.path[1:], datetime.datetime.now().timetuple()[:6])
        part.compress_type = ZIP_DEFLATED
        part._compresslevel = LEVEL  # type: ignore[attr-defined]  # zipfile has no public name for it before 3.13
        with self._archive.open(part, "w", force_zip64=True) as target:
            target.write(before + b"<sheetData>")
            rows.copy_to(target)
            target.write(b"</sheetData>" + after)
        self.manifest.append(ws)


class _Around(WorksheetWriter):
    """A sheet without its rows."""

    def __init__(self, ws: Worksheet, rows: Rows, columns: int) -> None:
        super().__init__(ws, io.BytesIO())
        self._streamed, self._columns = rows, columns
        ws._hyperlinks = [Hyperlink(ref=at, target=address) for at, address in rows.links]

    def write_dimensions(self) -> None:
        last = f"{get_column_letter(max(self._columns, 1))}{max(self._streamed.count, 1)}"
        self.xf.send(SheetDimension(f"A1:{last}").to_tree())

    def write_rows(self) -> None:
        writer = self.xf.send(True)
        with writer.element("sheetData"):
            writer.write("")
        self.xf.send(None)
