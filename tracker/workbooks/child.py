"""Runs in a process of its own: reads workbooks that came from outside, within limits, and says what stands in them.

Knows nothing of the site; the parent (``safe``) starts this file by its path with an empty environment. Standard input: for
each file four bytes of length and the bytes. Standard output: a line of JSON for each, ``{"fault": sentence}`` or
``{"sheets": [...]}``; a sheet is its title, its merged ranges, and its rows as ``[number, [[column, type, text], ...]]``.
Types: ``s`` text, ``n`` number, ``d`` date, ``b`` true or false, ``f`` formula, ``e`` error value.
"""

from __future__ import annotations

import datetime
import io
import json
import re
import signal
import struct
import sys
import zipfile
from collections.abc import Iterator
from typing import IO, Any

MOST_BYTES = 5 * 2**20
MOST_UNPACKED = 60 * 2**20
MOST_MEMBERS = 400
MOST_RATIO = 100
SMALL = 2**20
"""A member that unpacks to no more than this may be packed as tightly as it likes."""
MOST_CELLS = 400_000
MOST_ROWS = 60_000
MOST_SHEETS = 80
SECONDS = 20
MEMORY = 1536 * 2**20

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_DTD = (b"<!DOCTYPE", b"<!ENTITY")
DOCUMENTS = {
    "word/document.xml": "这是 Word 文档，不是表格。请选择 xlsx 文件。",
    "ppt/presentation.xml": "这是演示文稿，不是表格。请选择 xlsx 文件。",
    "xl/workbook.bin": "这是 xlsb 格式，请另存为 xlsx。",
    "content.xml": "这是 ODS 等开放文档格式，请另存为 xlsx。",
}


class Unfit(Exception):  # noqa: N818  (what the file is)
    """The file is not taken; ``str()`` is the sentence to show."""


def main(stdin: IO[bytes], stdout: IO[str]) -> None:
    """Read every file of standard input in turn."""
    _limit()
    while head := stdin.read(4):
        data = stdin.read(struct.unpack(">I", head)[0])
        stdout.write(json.dumps(answer(data), ensure_ascii=True, separators=(",", ":")) + "\n")
        stdout.flush()


def _limit() -> None:
    try:
        import resource
    except ImportError:  # no such limits on Windows; the parent's clock still runs
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def answer(data: bytes) -> dict[str, Any]:
    """What stands in one file, or the sentence why it is not taken."""
    try:
        if hasattr(signal, "setitimer"):
            signal.signal(signal.SIGALRM, _too_long)
            signal.setitimer(signal.ITIMER_REAL, SECONDS)
        try:
            check_package(data)
            return {"sheets": list(_sheets(data))}
        finally:
            if hasattr(signal, "setitimer"):
                signal.setitimer(signal.ITIMER_REAL, 0)
    except Unfit as fault:
        return {"fault": str(fault)}
    except MemoryError:
        return {"fault": "这个表格展开后过大，没有读取。"}
    except Exception:  # openpyxl raises whatever its parsers raise
        return {"fault": "这个表格读不出来，可能已损坏。请用表格软件重新保存为 xlsx。"}


def _too_long(*_: object) -> None:
    raise Unfit(f"这个表格读了{SECONDS}秒还没有读完，没有采用。请删去用不到的行、列和格式后再试。")


def check_package(data: bytes) -> None:
    """Raise ``Unfit`` unless the bytes are a plain xlsx of bearable size: judged before anything is parsed."""
    if not data:
        raise Unfit("文件是空的。")
    if len(data) > MOST_BYTES:
        raise Unfit(f"文件超过{MOST_BYTES // 2**20} MB，请确认没有选错文件。")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Unfit("表格加了密码，请去掉密码后再上传。")
        raise Unfit("这是旧版 xls 或 et 表格，请另存为 xlsx。")
    if not data.startswith(b"PK"):
        raise Unfit("这不是 xlsx 表格，请选择 xlsx 文件。")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _check_members(package)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise Unfit("这不是完整的 xlsx 表格，可能没有传完或已损坏。") from error


def _check_members(package: zipfile.ZipFile) -> None:
    members = package.infolist()
    names = {one.filename.lower() for one in members}
    if len(members) > MOST_MEMBERS or len(names) != len(members):
        raise Unfit("表格里的文件过多或重名，没有读取。")
    for one in members:
        name = one.filename.replace("\\", "/")
        if name.startswith("/") or ".." in name.split("/") or ":" in name:
            raise Unfit("表格里有不应有的文件名，没有读取。")
        if one.flag_bits & 1:
            raise Unfit("表格加了密码，请去掉密码后再上传。")
    if sum(one.file_size for one in members) > MOST_UNPACKED or any(
        one.file_size > SMALL and one.file_size > MOST_RATIO * max(one.compress_size, 1) for one in members
    ):
        raise Unfit("这个表格展开后过大，没有读取。")
    if "xl/workbook.xml" not in names:
        raise Unfit(next((DOCUMENTS[one] for one in DOCUMENTS if one in names), "这不是 xlsx 表格，请选择 xlsx 文件。"))
    _check_contents(names)
    cells = rows = 0
    for one in members:
        name = one.filename.lower()
        if name.endswith((".xml", ".rels")):
            found = _scan(package, one, counting=name.startswith("xl/worksheets/"))
            cells, rows = cells + found[0], rows + found[1]
            if cells > MOST_CELLS or rows > MOST_ROWS:
                raise Unfit("这个表格的行或单元格过多，没有读取。请删去用不到的行。")


def _check_contents(names: set[str]) -> None:
    if any("vbaproject" in name or "macrosheets" in name for name in names):
        raise Unfit("表格里有宏，没有读取。请另存为不带宏的 xlsx。")
    if any(name.startswith("xl/externallinks/") for name in names):
        raise Unfit("表格里有指向其他文件的链接，没有读取。请断开链接（粘贴为数值）后重新保存。")
    if any(name.startswith(("xl/embeddings/", "xl/activex/")) or name == "xl/connections.xml" for name in names):
        raise Unfit("表格里嵌有其他文件、控件或数据连接，没有读取。请删去后重新保存。")


def _scan(package: zipfile.ZipFile, member: zipfile.ZipInfo, *, counting: bool) -> tuple[int, int]:
    """(cells, rows) of a part of the package, read through once. Raises ``Unfit`` on a document type or an odd encoding."""
    cells = rows = 0
    tail = b""
    with package.open(member) as stream:
        while block := stream.read(2**18):
            if not tail and b"\x00" in block[:4096]:
                raise Unfit("表格里有不应有的内容，没有读取。")
            piece = tail + block
            if any(one in piece for one in _DTD):
                raise Unfit("表格里有不应有的内容，没有读取。")
            if b'ContentType="application/vnd.ms-excel.sheet.macroEnabled' in piece:
                raise Unfit("表格里有宏，没有读取。请另存为不带宏的 xlsx。")
            if counting:
                cells += block.count(b"<c ") + block.count(b"<c>")
                rows += block.count(b"<row")
            tail = piece[-80:]
    return cells, rows


def _sheets(data: bytes) -> Iterator[dict[str, Any]]:
    from openpyxl import load_workbook
    from openpyxl.reader import excel

    excel.read_string_table = _shared_strings
    book = load_workbook(io.BytesIO(data), data_only=False, keep_links=False)
    if len(book.worksheets) > MOST_SHEETS:
        raise Unfit(f"这个表格有{len(book.worksheets)}张表，超过上限{MOST_SHEETS}。")
    for sheet in book.worksheets:
        cells: dict[int, list[tuple[int, str, str]]] = {}
        for (row, column), cell in sheet._cells.items():
            if cell.value is not None and cell.value != "":
                cells.setdefault(row, []).append((column, *_plain(cell.value, str(cell.data_type))))
        merged = [[one.min_row, one.min_col, one.max_row, one.max_col] for one in sheet.merged_cells.ranges]
        yield {"title": sheet.title, "merged": merged, "rows": [[row, sorted(cells[row])] for row in sorted(cells)]}


def _shared_strings(source: IO[bytes]) -> list[str]:
    """The strings that cells share, as they stand: openpyxl's own reading undoes half of the escapes."""
    from openpyxl.cell.text import Text
    from openpyxl.xml.constants import SHEET_MAIN_NS
    from openpyxl.xml.functions import iterparse

    found = []
    for _, node in iterparse(source):
        if node.tag == f"{{{SHEET_MAIN_NS}}}si":
            found.append(Text.from_tree(node).content)
            node.clear()
    return found


def unescaped(text: str) -> str:
    """A text as it is meant: ``_x000D_`` stands for the character with that number."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _plain(value: Any, kind: str) -> tuple[str, str]:
    if kind == "f":
        return "f", str(getattr(value, "text", value))[:200]
    if kind == "e":
        return "e", str(value)[:50]
    if isinstance(value, bool):
        return "b", "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return "n", repr(value)
    if isinstance(value, datetime.datetime):
        return "d", value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ", "seconds")
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        return "d", str(value)
    return "s", unescaped(str(value))


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout)
