"""openpyxl manners in one place: a streamed workbook whose cells hold text as text, and that prints well.

Rows are written as they come, as generated XML into a temporary file: memory does not grow with their number, and the
time is a third of openpyxl's own way. Styles, the workbook, its relations and properties, charts, conditions and the
print set-up are openpyxl's.
"""

from tracker.workbooks.book import Book, Letter, Sheet, heard
from tracker.workbooks.cells import (
    CELL_LIMIT,
    Column,
    Formula,
    Kind,
    Link,
    Tone,
    Value,
    display_width,
    fit_width,
    lines_needed,
    looks_like_formula,
    safe_text,
)

__all__ = [
    "CELL_LIMIT",
    "Book",
    "Column",
    "Formula",
    "Kind",
    "Letter",
    "Link",
    "Sheet",
    "Tone",
    "Value",
    "display_width",
    "fit_width",
    "heard",
    "lines_needed",
    "looks_like_formula",
    "safe_text",
]
