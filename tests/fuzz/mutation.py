"""One mutated input for every number: the same seed and number give the same bytes."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable, Sequence
from typing import TypeVar

from tests.fuzz.seeds import pages, prints, texts, word_parts

Part = TypeVar("Part", str, bytes)

LONGEST = 2000
"""Code points of most inputs: more inputs find more than longer ones."""
_HOSTILE = (
    "\x00", "\r", "\u200b", "\u200e", "\u202e", "\u2028", "\ufeff", "\ufffd", "\ufdd0", "\U0001f468\u200d\U0001f469", "e\u0301",
    "İ", "ß", "\u0660\u0661", "٣", "①", "⒈", "㈠", "½", "Ⅳ", "〇", "零", "\U00020000", "\uf900", "⼀", "\ud7ff", "\ue000", "᠎",
    "１２３", "1,234,567.89%", "-1", "1e9", "9" * 40, "一百二十", "万亿", "％", "‰", "2023年13月45日", "0年", "十月初十",
    "《", "》", "“", "”", "（", "）", "〔", "〕", "【", "】", "、", "。", "；", "：", "…", "—", "～", "·", " ", "\t", "\n", "\r\n", "\u3000",
    "一、", "（一）", "1.", "（1）", "①", "一是", "二是", "首先", "其中", "分别", "均达", "由46条减少到16条", "个百分点", "同比增长",
    "索引号：", "发布日期：", "来源：", "现将有关情况报告如下：", "附件：", "特此报告", "建(jiàn)设(shè)", "報告設區",
)  # fmt: skip
_MARKUP = (
    "<p>", "</p>", "<br>", "<table><tr><td>", "</td></tr></table>", "<script>", "</script>", "<!--", "-->", "&nbsp;",
    "&#x0;", "&#1114111;", "&amp", "<a href=x>", "<div style='display:none'>", "<pre>", "<ruby>", "<svg>", "<template>",
    "<form>", "<textarea>", "<![CDATA[", "<?xml", "<meta charset=gbk>", "<w:p>", "<w:tbl>", "<w:r>",
)  # fmt: skip
_ENCODINGS = ("utf-8", "utf-8", "utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-be", "big5")
_HEADS = (
    b"%PDF-1.7\n",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"{\\rtf1",
    b"<?xml",
    b"\xff\xfe",
    b"\xfe\xff",
    b"\x00",
)


def mutant(seed: int, number: int) -> bytes:
    """The bytes of this number."""
    chance = random.Random(f"{seed}:{number}")
    kind = chance.random()
    if kind < 0.62:
        return _encoded(chance, _mutated_text(chance))
    if kind < 0.80:
        return _page(chance)
    if kind < 0.93:
        return _word(chance)
    if kind < 0.998:
        return _mutated_bytes(chance, _encoded(chance, _piece(chance, chance.choice(texts()))))
    if kind < 0.999:  # few: each is read in a process of its own
        return _mutated_bytes(chance, chance.choice(prints()))
    return chance.choice(_HEADS) + chance.randbytes(chance.randrange(2000))


def _piece(chance: random.Random, whole: str) -> str:
    """The whole of a seed now and then, mostly a piece of it from a line's beginning."""
    if len(whole) <= LONGEST or chance.random() < 0.02:
        return whole
    start = whole.rfind("\n", 0, chance.randrange(len(whole))) + 1
    return whole[start if chance.random() < 0.6 else 0 :][: chance.randrange(60, LONGEST)]


def _encoded(chance: random.Random, text: str) -> bytes:
    if chance.random() < 0.01:
        return text.encode("utf-8", "surrogatepass")
    return text.encode(chance.choice(_ENCODINGS), "replace")


def _mutated_text(chance: random.Random) -> str:
    text = _piece(chance, chance.choice(texts()))
    for _ in range(chance.choice((0, 1, 1, 2, 3, 5, 9, 20))):
        text = chance.choice(_TEXT_DEEDS)(chance, text)
    return text


def _place(chance: random.Random, whole: Sequence[object]) -> int:
    return chance.randrange(len(whole) + 1)


def _cut(chance: random.Random, text: Part) -> Part:
    start = _place(chance, text)
    return text[:start] + text[start + chance.randrange(1, 60) :]


def _end(chance: random.Random, text: Part) -> Part:
    at = _place(chance, text)
    return text[:at] if chance.random() < 0.5 else text[at:]


def _repeat(chance: random.Random, text: Part) -> Part:
    start = _place(chance, text)
    block = text[start : start + chance.choice((1, 1, 2, 3, 8, 40, 200))]
    return text[:start] + block * chance.choice((2, 2, 3, 10, 60)) + text[start:]


def _move(chance: random.Random, text: Part) -> Part:
    start = _place(chance, text)
    stop = start + chance.randrange(1, 300)
    rest = text[:start] + text[stop:]
    at = _place(chance, rest)
    return rest[:at] + text[start:stop] + rest[at:]


def _insert(chance: random.Random, text: str) -> str:
    at = _place(chance, text)
    return text[:at] + chance.choice(_HOSTILE) * chance.choice((1, 1, 1, 2, 5, 50)) + text[at:]


def _replace_one(chance: random.Random, text: str) -> str:
    at = _place(chance, text)
    return text[:at] + chr(chance.choice((chance.randrange(0x80), chance.randrange(0x2000, 0xD7FF)))) + text[at + 1 :]


def _splice(chance: random.Random, text: str) -> str:
    other = _piece(chance, chance.choice(texts()))
    return text[: _place(chance, text)] + other[_place(chance, other) :]


def _one_line(chance: random.Random, text: str) -> str:
    return text.replace("\n", chance.choice(("", " ", "\r", "\r\n", "\u3000")))


def _turn_digits(chance: random.Random, text: str) -> str:
    shift = chance.randrange(1, 10)
    return "".join(str((int(c) + shift) % 10) if c.isascii() and c.isdigit() else c for c in text)


_TEXT_DEEDS: tuple[Callable[[random.Random, str], str], ...] = (
    _cut, _end, _repeat, _move, _insert, _insert, _replace_one, _splice, _one_line, _turn_digits,
)  # fmt: skip


def _mutated_bytes(chance: random.Random, data: bytes) -> bytes:
    for _ in range(chance.choice((1, 1, 2, 4, 9))):
        deed = chance.randrange(5)
        if deed == 0:
            data = _cut(chance, data)
        elif deed == 1:
            data = _end(chance, data)
        elif deed == 2:
            data = _repeat(chance, data)
        else:
            at = _place(chance, data)
            new = (
                chance.randbytes(1)
                if deed == 3
                else bytes([data[at] ^ 1 << chance.randrange(8)] if at < len(data) else [])
            )
            data = data[:at] + new + data[at + 1 :]
    return data


def _page(chance: random.Random) -> bytes:
    data = chance.choice(pages())
    for _ in range(chance.choice((1, 2, 4))):
        if chance.random() < 0.5:
            at = _place(chance, data)
            data = (
                data[:at]
                + chance.choice(_MARKUP).encode() * (300 if chance.random() < 0.01 else chance.choice((1, 1, 3, 10)))
                + data[at:]
            )
        else:
            data = _mutated_bytes(chance, data)
    return data


def _word(chance: random.Random) -> bytes:
    parts = dict(word_parts())
    body = parts["word/document.xml"]
    if chance.random() < 0.9:  # a short body: the report's lines are tried as text already
        start = body.find(b"<w:p>", _place(chance, body))
        head = body.find(b"<w:body>") + len(b"<w:body>")
        body = body[:head] + body[start:] if start > head else body
    for _ in range(chance.choice((1, 1, 2, 5))):
        body = _moved_elements(chance, body) if chance.random() < 0.6 else _mutated_bytes(chance, body)
    parts["word/document.xml"] = body
    if chance.random() < 0.3:
        name = chance.choice(sorted(parts))
        parts[name] = _mutated_bytes(chance, parts[name])
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as package:
        for name, content in parts.items():
            if chance.random() < 0.98:
                package.writestr(name, content)
    return _mutated_bytes(chance, made.getvalue()) if chance.random() < 0.1 else made.getvalue()


def _moved_elements(chance: random.Random, body: bytes) -> bytes:
    """Whole paragraphs, runs or tables taken out, doubled or put elsewhere: the XML stays sound."""
    tag = chance.choice((b"w:p", b"w:r", b"w:tbl", b"w:tc", b"w:pPr", b"w:t"))
    start = body.find(b"<%s>" % tag, _place(chance, body))
    stop = body.find(b"</%s>" % tag, start) + len(tag) + 3
    if start < 0 or stop < start:
        return body
    block = body[start:stop]
    rest = body[:start] + body[stop:]
    at = rest.find(b"<w:" + chance.choice((b"p>", b"r>", b"t>", b"tc>")), _place(chance, rest))
    return rest if at < 0 else rest[:at] + block * chance.choice((1, 2, 5)) + rest[at:]
