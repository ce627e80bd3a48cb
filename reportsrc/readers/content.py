"""What a file is, by its bytes; and what is refused before it is opened any further."""

from __future__ import annotations

import io
import re
import zipfile

MOST_BYTES = 20 * 2**20
MOST_MEMBERS = 2000
MOST_UNPACKED = 120 * 2**20
MOST_RATIO = 150
MOST_CHARACTERS = 2_000_000


class ReadError(ValueError):
    """A file that cannot be read. ``str()`` is one Chinese sentence for the person who gave it."""

    @property
    def reason(self) -> str:
        """The sentence."""
        return str(self)


def sniff(data: bytes) -> str:
    """``docx``, ``html`` or ``plain``. Raises ``ReadError`` on everything that is none of these."""
    if not data:
        raise ReadError("文件是空的。")
    if len(data) > MOST_BYTES:
        raise ReadError(f"文件超过 {MOST_BYTES // 2**20} MB，请确认是报告正文。")
    head = data[:4096]
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return _sniff_zip(data)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        if b"E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e" in data:
            raise ReadError("文件加了密码，请去掉密码后再导入。")
        raise ReadError("这是旧格式的 doc、wps 或 xls 文件，请在 WPS 里另存为 docx 后再导入。")
    if head.startswith(b"%PDF"):
        raise ReadError("暂时不能读 PDF，请导入 docx、网页或文本文件。")
    if head[:4] in (b"\x89PNG", b"GIF8", b"\xff\xd8\xff\xe0", b"\xff\xd8\xff\xe1", b"Rar!") or head[:2] in (
        b"BM",
        b"7z",
    ):
        raise ReadError("这不是文字文件，请导入 docx、网页或文本文件。")
    if head.startswith(b"{\\rtf"):
        raise ReadError("这是 RTF 文件，请在 WPS 里另存为 docx 后再导入。")
    utf16 = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not utf16 and b"\x00" in data:
        raise ReadError("这不是文字文件，请导入 docx、网页或文本文件。")
    if re.search(rb"<!doctype html|<html[\s>]|<head[\s>]|<body[\s>]|<div[\s>]|<p[\s>]", head, re.IGNORECASE):
        return "html"
    return "plain"


def _sniff_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = package.infolist()
            names = {one.filename for one in members}
            if len(members) > MOST_MEMBERS:
                raise ReadError("压缩包里的文件太多，不像一份报告。")
            unpacked = sum(one.file_size for one in members)
            if unpacked > MOST_UNPACKED or (unpacked > 2**20 and unpacked > MOST_RATIO * len(data)):
                raise ReadError("文件解开后过大，不像一份报告，没有打开。")
            if any(one.flag_bits & 0x1 for one in members):
                raise ReadError("文件加了密码，请去掉密码后再导入。")
    except zipfile.BadZipFile as error:
        raise ReadError("文件不完整或已损坏，请重新保存后再导入。") from error
    except (OSError, ValueError, NotImplementedError, OverflowError) as error:
        if isinstance(error, ReadError):
            raise
        raise ReadError("文件不完整或已损坏，请重新保存后再导入。") from error
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names:
        raise ReadError("这是表格文件，请导入报告正文（docx、网页或文本文件）。")
    raise ReadError("这是压缩包，请解压后导入其中的报告。")
