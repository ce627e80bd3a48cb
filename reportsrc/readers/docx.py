"""Word documents: paragraphs and tables as lines, automatic numbers written out, tracked changes taken as accepted."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from reportsrc.numerals import in_chinese
from reportsrc.readers.content import ReadError

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
MOST_PART = 60 * 2**20


def _parse(package: zipfile.ZipFile, name: str) -> etree._Element | None:
    """One XML part, without entities; None if it is absent. A DOCTYPE is refused outright."""
    try:
        info = package.getinfo(name)
    except KeyError:
        return None
    if info.file_size > MOST_PART:
        raise ReadError("文件解开后过大，不像一份报告，没有打开。")
    data = package.read(name)
    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data:
        raise ReadError("文件里含有外部实体声明，出于安全没有打开。")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(data, parser)


def _letters(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26)


@dataclass
class _Numbering:
    """The automatic lists of a document: formats by list and level, counters as they run."""

    formats: dict[str, dict[int, tuple[str, str, int]]] = field(default_factory=dict)
    counters: dict[str, dict[int, int]] = field(default_factory=dict)
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)

    def label(self, list_id: str, level: int) -> str:
        """The next number of a list at a level, as it would be printed."""
        levels = self.formats.get(list_id)
        if not levels or level not in levels:
            return ""
        counts = self.counters.setdefault(list_id, {})
        counts[level] = counts.get(level, levels[level][2] - 1) + 1
        for deeper in [one for one in counts if one > level]:
            del counts[deeper]
        text = levels[level][1]
        for one in range(9):
            kind, _, start = levels.get(one, ("decimal", "", 1))
            text = text.replace(f"%{one + 1}", _printed(kind, counts.get(one, start)))
        return "" if levels[level][0] == "bullet" else text


def _printed(kind: str, number: int) -> str:
    if "hinese" in kind or "deograph" in kind or kind.startswith(("japanese", "taiwanese")):
        return in_chinese(number)
    if kind in ("lowerLetter", "upperLetter"):
        letter = _letters(number)
        return letter.upper() if kind == "upperLetter" else letter
    return "" if kind == "none" else str(number)


def _attribute(node: etree._Element | None, name: str = "val") -> str:
    return "" if node is None else str(node.get(f"{_W}{name}") or "")


def _integer(words: str, default: int = 0) -> int:
    return int(words) if words.isdecimal() and len(words) < 6 else default


def _read_numbering(root: etree._Element | None, styles: etree._Element | None) -> _Numbering:
    numbering = _Numbering()
    if root is None:
        return numbering
    abstract: dict[str, dict[int, tuple[str, str, int]]] = {}
    for node in root.iter(f"{_W}abstractNum"):
        levels = {}
        for level in node.iter(f"{_W}lvl"):
            levels[_integer(_attribute(level, "ilvl"))] = (
                _attribute(level.find(f"{_W}numFmt")) or "decimal",
                _attribute(level.find(f"{_W}lvlText")),
                _integer(_attribute(level.find(f"{_W}start")), 1),
            )
        abstract[_attribute(node, "abstractNumId")] = levels
    for node in root.iter(f"{_W}num"):
        numbering.formats[_attribute(node, "numId")] = abstract.get(_attribute(node.find(f"{_W}abstractNumId")), {})
    for style in styles.iter(f"{_W}style") if styles is not None else ():
        number = style.find(f"{_W}pPr/{_W}numPr")
        if number is not None:
            list_id = _attribute(number.find(f"{_W}numId"))
            numbering.styles[_attribute(style, "styleId")] = (
                list_id,
                _integer(_attribute(number.find(f"{_W}ilvl"))),
            )
    return numbering


@dataclass
class _Reading:
    """What was met while reading, to be told in notes."""

    numbering: _Numbering
    inserted: int = 0
    deleted: int = 0
    hidden: int = 0
    tables: int = 0

    def lines(self, body: etree._Element) -> Iterator[str]:
        for child in body:
            if child.tag == f"{_W}p":
                yield from self.paragraph(child).split("\n")
            elif child.tag == f"{_W}tbl":
                self.tables += 1
                for row in child.iter(f"{_W}tr"):
                    cells = [
                        " ".join(self.paragraph(p) for p in cell.iter(f"{_W}p")) for cell in row.findall(f"{_W}tc")
                    ]
                    yield "\t".join(cells)
            elif child.tag == f"{_W}sdt":
                content = child.find(f"{_W}sdtContent")
                if content is not None:
                    yield from self.lines(content)
            elif child.tag in (f"{_W}ins", f"{_W}moveTo", f"{_W}customXml", f"{_W}smartTag"):
                yield from self.lines(child)

    def paragraph(self, node: etree._Element) -> str:
        pieces = [self._label(node)]
        skip: set[etree._Element] = set()  # the elements themselves: an id may be used again
        for one in node.iter():
            if one in skip or not isinstance(one.tag, str):
                continue
            if one.tag in (f"{_W}del", f"{_W}moveFrom", f"{_MC}Fallback"):
                if one.tag != f"{_MC}Fallback" and any(True for _ in one.iter(f"{_W}delText", f"{_W}t")):
                    self.deleted += 1
                skip.update(one.iter())
            elif one.tag in (f"{_W}ins", f"{_W}moveTo"):
                self.inserted += 1
            elif one.tag == f"{_W}r" and one.find(f"{_W}rPr/{_W}vanish") is not None:
                self.hidden += 1
                skip.update(one.iter())
            elif one.tag == f"{_W}t":
                pieces.append(one.text or "")
            elif one.tag == f"{_W}tab" and one.getparent().tag == f"{_W}r":
                pieces.append("\t")
            elif one.tag in (f"{_W}br", f"{_W}cr"):
                pieces.append("\n")
            elif one.tag == f"{_W}noBreakHyphen":
                pieces.append("-")
        return "".join(pieces)

    def _label(self, node: etree._Element) -> str:
        properties = node.find(f"{_W}pPr")
        if properties is None:
            return ""
        number = properties.find(f"{_W}numPr")
        if number is None:
            list_id, level = self.numbering.styles.get(_attribute(properties.find(f"{_W}pStyle")), ("", 0))
        else:
            list_id = _attribute(number.find(f"{_W}numId"))
            level = _integer(_attribute(number.find(f"{_W}ilvl")))
        return self.numbering.label(list_id, level) if list_id and list_id != "0" else ""


def docx_text(data: bytes) -> tuple[str, list[str]]:
    """(text, notes) of a Word document: one line a paragraph, a row of a table on one line, cells parted by a tab.

    Notes are Chinese sentences on what was decided or left out. Raises ``ReadError``.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            root = _parse(package, "word/document.xml")
            numbering = _read_numbering(_parse(package, "word/numbering.xml"), _parse(package, "word/styles.xml"))
            names = set(package.namelist())
        body = None if root is None else root.find(f"{_W}body")
        if body is None:
            raise ReadError("文件不完整或已损坏，请重新保存后再导入。")
        reading = _Reading(numbering)
        text = "\n".join(reading.lines(body))
    except ReadError:
        raise
    except Exception as error:  # any fault of a hostile package is the same to the person who gave it
        raise ReadError("文件不完整或已损坏，请重新保存后再导入。") from error
    return text, _notes(reading, names)


def _notes(reading: _Reading, names: set[str]) -> list[str]:
    notes = []
    if reading.inserted or reading.deleted:
        notes.append(f"修订按“接受”读入（插入{reading.inserted}处、删除{reading.deleted}处）。")
    if "word/comments.xml" in names:
        notes.append("文档中有批注，没有读入。")
    if any(name.startswith(("word/header", "word/footer")) for name in names):
        notes.append("页眉、页脚没有读入。")
    if "word/footnotes.xml" in names or "word/endnotes.xml" in names:
        notes.append("脚注、尾注没有读入。")
    if reading.hidden:
        notes.append(f"有{reading.hidden}处隐藏文字，没有读入。")
    if reading.tables:
        notes.append(f"有{reading.tables}个表格，按行读成了文字。")
    return notes
