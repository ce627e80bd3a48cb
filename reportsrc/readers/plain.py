"""Text files: decoding only, nothing tidied."""

from __future__ import annotations

import codecs
import re

from reportsrc.readers.content import MOST_SOURCE, TOO_LONG, ReadError

_ODD = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ue000-\uf8ff]")
_FREQUENT = re.compile("[的一是年月日法政府行和在有人大中民工作市第]")
"""Written alike in both scripts, and frequent in every report."""
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def decode(data: bytes, encoding: str | None = None, *, declared: str | None = None) -> tuple[str, str]:
    """(text, encoding): by BOM, then UTF-8, then GB18030 or, where that gives no Chinese, Big5. A BOM is no part of the text; a CR is.

    ``encoding`` forces one; ``declared`` (what a page says of itself) is tried between UTF-8 and GB18030: bytes that
    are sound UTF-8 are UTF-8 whatever the page says, for browsers save pages so and leave the old word standing.
    Raises ``ReadError`` on bytes that are text in none of them.
    """
    for bom, name in _BOMS:
        if data.startswith(bom):
            data, encoding = data[len(bom) :], encoding or name
            break
    tried = (encoding,) if encoding else ("utf-8", *((declared,) if declared else ()), "gb18030")
    for name in tried:
        try:
            text = data.decode(name)
        except (ValueError, LookupError):
            text = ""
        if name == "gb18030" and not encoding and (instead := _in_big5(data, text)):
            text, name = instead, "big5hkscs"
        if (text or not data) and _is_text(text):
            if len(text) > MOST_SOURCE:
                raise ReadError(TOO_LONG)
            return text, name
    raise ReadError("认不出文件的编码，请用 UTF-8 或 GB18030 重新保存后再导入。")


def _is_text(text: str) -> bool:
    """False for what only happens to decode: many control, private-use or unassigned characters."""
    sample = text[:20_000]
    return len(_ODD.findall(sample)) * 50 <= len(sample)


def _in_big5(data: bytes, text: str) -> str:
    """The text of bytes that are plainly Big5, though they decode as GB 18030 too (``text``); else empty."""
    if len(_FREQUENT.findall(text, 0, 4000)) * 40 > min(len(text), 4000):
        return ""
    try:
        found = data.decode("big5hkscs")
    except UnicodeDecodeError:
        return ""
    return found if len(_FREQUENT.findall(found, 0, 4000)) * 20 > min(len(found), 4000) else ""
