"""Safe corrections put into a text, and into a text file without changing anything else of it."""

from __future__ import annotations

import difflib
import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from reportsrc.finding import Finding, Fix
from reportsrc.readers.content import ReadError, sniff
from reportsrc.readers.html import declared_charset, is_page
from reportsrc.readers.plain import decode

MOST_ROUNDS = 10


def apply_fixes(text: str, fixes: Iterable[Fix]) -> tuple[str, int]:
    """``text`` with the fixes made, and how many were; of two that overlap the first in the text counts."""
    pieces: list[str] = []
    at = made = 0
    for fix in sorted(set(fixes), key=lambda one: (one.span, one.replacement)):
        if fix.span.start < at or (made and fix.span.start == at == fix.span.end):
            continue
        pieces += [text[at : fix.span.start], fix.replacement]
        at = fix.span.end
        made += 1
    return "".join(pieces) + text[at:], made


def fix_all(text: str, check: Callable[[str], Sequence[Finding]]) -> tuple[str, int]:
    """``text`` with every safe fix made, until none is left or ``MOST_ROUNDS`` rounds are over; and how many."""
    total = 0
    for _ in range(MOST_ROUNDS):
        text, made = apply_fixes(text, (one.fix for one in check(text) if one.fix is not None))
        total += made
        if not made:
            break
    return text, total


def plain_file(path: Path) -> tuple[bytes, str, str]:
    """(byte order mark, text, encoding) of a plain text file; ``encode`` gives the same bytes again.

    Raises ``ReadError`` on anything that is not plain text, or whose bytes would not come out the same.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(f"打不开文件 {path.name}。") from error
    if sniff(data) != "text":
        raise ReadError("只能在纯文本文件里直接改，请在 WPS 里改。")
    text, encoding = decode(data, declared=declared_charset(data))
    if is_page(text):
        raise ReadError("只能在纯文本文件里直接改，网页不改。")
    body = text.encode(encoding)
    if not data.endswith(body) or len(data) - len(body) > 3:
        raise ReadError("文件的编码无法原样写回，没有改。")
    return data[: len(data) - len(body)], text, encoding


def write_file(path: Path, data: bytes) -> None:
    """Put ``data`` in the file's place in one step: the old bytes or the new ones, never a part. Raises OSError."""
    kept = path.resolve()
    handle, name = tempfile.mkstemp(dir=kept.parent, prefix=f".{kept.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(name, kept.stat().st_mode & 0o7777)
        os.replace(name, kept)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def difference(name: str, before: str, after: str) -> str:
    """A unified diff of two states of one file; empty if they are the same."""
    plain = name.lstrip("/")
    lines = difflib.unified_diff(_lines(before), _lines(after), fromfile=f"a/{plain}", tofile=f"b/{plain}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _lines(text: str) -> list[str]:
    """Lines at LF alone, as diff and patch count them; a CR stays in its line."""
    lines = text.split("\n")
    return [f"{line}\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
