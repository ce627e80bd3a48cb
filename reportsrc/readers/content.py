"""What a file is, by its bytes; and what is refused before it is opened any further."""

from __future__ import annotations

import io
import re
import zipfile

MOST_BYTES = 20 * 2**20
MOST_MEMBERS = 2000
MOST_UNPACKED = 120 * 2**20
MOST_RATIO = 150
MOST_CHARACTERS = 500_000
"""Of a report; the longest published ones have some 40,000."""
MOST_SOURCE = 3_000_000
"""Characters of a page with its marks, scripts and pictures."""

DAMAGED = "文件不完整或已损坏，请重新保存后再导入。"
NO_TEXT_FILE = "这不是文字文件，请导入 docx、pdf、网页或文本文件。"
OLD_WORD = "这份旧格式的 doc 或 wps 文件没能读出来，请在 WPS 里另存为 docx 后再导入。"
ENCRYPTED = "文件加了密码，请去掉密码后再导入。"
TOO_LARGE = f"文件超过 {MOST_BYTES // 2**20} MB，请确认是报告正文。"
TOO_LONG = "文字太长，不像一份报告。"
SPREADSHEET = "这是表格文件，请导入报告正文（docx、pdf、网页或文本文件）。"
SLIDES = "这是演示文稿，请导入报告正文（docx、pdf、网页或文本文件）。"

_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NO_TEXT = (
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"Rar!\x1a",
    b"7z\xbc\xaf\x27\x1c",
    b"\x1f\x8b\x08",
    b"RIFF",
    b"\x7fELF",
)
_OFFICE_XML = re.compile(rb"\A(?:\xef\xbb\xbf)?\s{0,64}<\?xml")
_PAGE = re.compile(rb"<!doctype html|<html[\s>]|<body[\s>]", re.IGNORECASE)

_NOBODY = re.compile(
    r"(?:administrator|admin|user|users|owner|pc|windows ?用户|微软用户|用户|作者|unknown|default|python-docx|apache poi"
    r"|(?:microsoft|wps|libreoffice|openoffice|office)[\w .]{0,20}|[a-z]{2,8}-?\d{3,10})?",
    re.IGNORECASE,
)
"""What stands for an author where nobody is named: programs, default accounts, machines."""


class ReadError(ValueError):
    """A file that cannot be read. ``str()`` is one Chinese sentence for the person who gave it."""

    @property
    def reason(self) -> str:
        """The sentence."""
        return str(self)


def names_somebody(*names: str) -> bool:
    """True if one of a file's properties (author, last editor) may be a person's name."""
    return any(not _NOBODY.fullmatch(name.strip()) for name in names)


def sniff(data: bytes) -> str:
    """``docx``, ``doc`` (Word's and WPS's old format), ``pdf`` or ``text``. Raises ``ReadError`` on everything else."""
    if not data:
        raise ReadError("文件是空的。")
    if len(data) > MOST_BYTES:
        raise ReadError(TOO_LARGE)
    head = data[:4096]
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _sniff_zip(data)
    if head.startswith(_OLE2):
        return _sniff_old_office(data)
    if head[:64].lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(_NO_TEXT):
        raise ReadError(NO_TEXT_FILE)
    if head.startswith(b"{\\rtf"):
        raise ReadError("这是 RTF 文件，请在 WPS 里另存为 docx 后再导入。")
    if re.match(rb"(?:From: |MIME-Version: )[^\n]{0,200}\n", head) and b"multipart/related" in head:
        raise ReadError("这是 mht 网页存档，请另存为网页（html）或 docx 后再导入。")
    if _OFFICE_XML.match(head) and not _PAGE.search(head):
        raise ReadError("这是 XML 文件，请在 WPS 里另存为 docx 后再导入。")
    if b"\x00" in data and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ReadError(NO_TEXT_FILE)
    return "text"


def _sniff_old_office(data: bytes) -> str:
    """``doc`` if an OLE2 file holds a Word or WPS text, by the names of its streams."""

    def has(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if has("EncryptedPackage"):
        raise ReadError(ENCRYPTED)
    if has("WordDocument"):
        return "doc"
    if has("Workbook"):
        raise ReadError(SPREADSHEET)
    if has("PowerPoint Document"):
        raise ReadError(SLIDES)
    raise ReadError(OLD_WORD)


def _sniff_zip(data: bytes) -> str:
    """``docx`` if the package holds a Word document within the limits, judged by its directory alone."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = package.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, OverflowError) as error:
        raise ReadError(DAMAGED) from error
    if len(members) > MOST_MEMBERS:
        raise ReadError("压缩包里的文件太多，不像一份报告。")
    unpacked = sum(one.file_size for one in members)
    if unpacked > MOST_UNPACKED or (unpacked > 2**20 and unpacked > MOST_RATIO * len(data)):
        raise ReadError("文件解开后过大，不像一份报告，没有打开。")
    if any(one.flag_bits & 0x1 for one in members):
        raise ReadError(ENCRYPTED)
    names = {one.filename for one in members}
    if "word/document.xml" in names or ("[Content_Types].xml" in names and any(n.startswith("word/") for n in names)):
        return "docx"
    if "xl/workbook.xml" in names:
        raise ReadError(SPREADSHEET)
    if "ppt/presentation.xml" in names:
        raise ReadError(SLIDES)
    if "OFD.xml" in names:
        raise ReadError("暂时不能读 OFD，请导入 docx、pdf、网页或文本文件。")
    if "mimetype" in names and "content.xml" in names:
        raise ReadError("这是 ODF 文件，请另存为 docx 后再导入。")
    raise ReadError("这是压缩包，请解压后导入其中的报告。")
