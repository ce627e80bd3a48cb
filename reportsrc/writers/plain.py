"""A Document as plain text: verbatim, in UTF-8."""

from __future__ import annotations

from reportsrc.document import Document
from reportsrc.writers.docx import WrittenFile


def write_plain(document: Document) -> WrittenFile:
    """The text as it was read, code point for code point; half characters that UTF-8 cannot hold become ``�``."""
    words = "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in document.text)
    lost = sum("\ud800" <= char <= "\udfff" for char in document.text)
    notes = (f"有{lost}个不完整的字符，写成了�。",) if lost else ()
    return WrittenFile(words.encode(), notes)
