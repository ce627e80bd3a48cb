"""Readers by content: plain text, HTML, docx, doc, PDF. ``read_bytes`` looks at the bytes, never at the name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from reportsrc.document import Document
from reportsrc.readers.assembly import read_text
from reportsrc.readers.content import MOST_BYTES, MOST_CHARACTERS, TOO_LARGE, TOO_LONG, ReadError, sniff
from reportsrc.readers.docx import docx_text
from reportsrc.readers.html import declared_charset, is_page, page_text
from reportsrc.readers.old_word import docx_of
from reportsrc.readers.pdf import pdf_text
from reportsrc.readers.plain import decode
from reportsrc.script import reading_view
from reportsrc.standard import Standard, load


def read_bytes(data: bytes, standard: Standard | None = None, *, encoding: str | None = None) -> Document:
    """The Document of a file's bytes. ``encoding`` forces one for text and HTML.

    Raises ``ReadError`` with one clear Chinese sentence on anything that cannot be read; never anything else.
    """
    standard = standard or load()
    kind = sniff(data)
    traces: dict[str, int] = {}
    if kind == "doc":
        data, kind = docx_of(data), "docx"
    if kind == "docx":
        text, notes, traces = docx_text(data)
    elif kind == "pdf":
        text, notes, traces = pdf_text(data)
    else:
        text, used = decode(data, encoding, declared=declared_charset(data))
        notes = [] if used.startswith("utf") else [f"按 {_ENCODINGS.get(used, used)} 编码读入。"]
        if is_page(text):
            text = page_text(text)
            notes.append("从网页中取出了正文文字。")
    if not text.strip():
        raise ReadError("文件里没有文字。")
    if len(text) > MOST_CHARACTERS:
        raise ReadError(TOO_LONG)
    if "\ufffd" in text:
        notes.append("文字中有无法识别的字符（�），请核对。")
    if reading_view(text) is not None:
        notes.append("繁体字、拼音注音按简体、无注音对照读取，原文不变。")
    document = read_text(text, standard)
    return replace(document, notes=tuple(notes), traces=traces)


_ENCODINGS = {"gb18030": "GB18030", "big5hkscs": "Big5"}


def read_file(path: str | Path, standard: Standard | None = None, *, encoding: str | None = None) -> Document:
    """The Document of a file. Raises ``ReadError``, also where the file cannot be opened or is too large."""
    file = Path(path)
    try:
        if file.is_dir():
            raise ReadError(f"{file.name} 是文件夹，不是文件。")
        with file.open("rb") as stream:  # a device says it holds nothing and goes on for ever
            data = stream.read(MOST_BYTES + 1)
    except ReadError:
        raise
    except FileNotFoundError as error:
        raise ReadError(f"找不到文件 {file.name}。") from error
    except (OSError, ValueError) as error:
        raise ReadError(f"打不开文件 {file.name}。") from error
    if len(data) > MOST_BYTES:
        raise ReadError(TOO_LARGE)
    return read_bytes(data, standard, encoding=encoding)
