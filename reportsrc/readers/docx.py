"""Word documents: paragraphs and tables as lines, automatic numbers written out, tracked changes taken as accepted."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from reportsrc.readers.content import DAMAGED, ReadError, names_somebody
from reportsrc.readers.numbering import Numbering, W, is_on, read_numbering, value_of

MOST_PART = 14 * 2**20
LONGEST_CELLS = 200
"""Code points in a row of a table above which a cell of several paragraphs is read as paragraphs."""

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_USUAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_INSERTED = frozenset((f"{W}ins", f"{W}moveTo"))
_DELETED = frozenset((f"{W}del", f"{W}moveFrom"))
_WRAPPERS = frozenset((*_INSERTED, f"{W}customXml", f"{W}smartTag", f"{W}sdtContent"))
_CHARACTERS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}ptab": "\t"}
_UNREAD = frozenset((f"{W}pPr", f"{W}rPr", f"{W}rt", f"{W}rubyPr"))
"""Properties, and the glosses set above characters."""
_PICTURES = frozenset((f"{W}drawing", f"{W}pict", f"{W}object"))
_SIDE_TEXT = re.compile(rb"<w:t[ >]")
_FORMAT_CHANGES = tuple(f"{W}{name}PrChange" for name in ("r", "p", "tbl", "tr", "tc", "sect"))
_NOTES = {f"{W}footnoteReference": f"{W}footnote", f"{W}endnoteReference": f"{W}endnote"}
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
_LAST_EDITOR = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}lastModifiedBy"


def _parse(package: zipfile.ZipFile, name: str) -> etree._Element | None:
    """One XML part, without entities; None if it is absent. A DOCTYPE is refused outright."""
    try:
        info = package.getinfo(name)
    except KeyError:
        return None
    if info.file_size > MOST_PART:
        raise ReadError("文件解开后过大，不像一份报告，没有打开。")
    data = package.read(name).replace(_STRICT, _USUAL)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    unsafe = "文件里含有外部实体声明，出于安全没有打开。"
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise ReadError(unsafe)
    root = etree.fromstring(data, parser)
    if root.getroottree().docinfo.doctype:  # in an encoding the bytes above were not looked for
        raise ReadError(unsafe)
    return root


def _main_part(package: zipfile.ZipFile) -> str:
    """The name of the part that holds the text: as the package says, by custom ``word/document.xml``."""
    relations = _parse(package, "_rels/.rels")
    for one in relations if relations is not None else ():
        if isinstance(one.tag, str) and str(one.get("Type")).endswith("/officeDocument"):
            return posixpath.normpath(str(one.get("Target")).lstrip("/"))
    return "word/document.xml"


@dataclass
class _Reading:
    """One reading: the lists as they count on, and what was met on the way, to be told in notes and traces."""

    numbering: Numbering
    hidden_styles: frozenset[str] = frozenset()
    side_notes: dict[tuple[str, str], etree._Element] = field(default_factory=dict)
    inserted: int = 0
    deleted: int = 0
    hidden: int = 0
    tables: int = 0
    pictures: int = 0
    boxes: int = 0
    contents: int = 0
    comments: int = 0
    footnotes: int = 0
    reformatted: int = 0
    _hidden_paragraph: bool = False
    _aside: list[str] = field(default_factory=list)  # lines of boxes and footnotes, until their paragraph has ended

    def lines(self, body: etree._Element) -> Iterator[str]:
        """The lines of a body, a cell or a text box, in order."""
        open_line: str | None = None  # a paragraph whose mark was deleted runs on into the next
        for block in self._blocks(body):
            if block.tag == f"{W}tbl":
                if open_line is not None:
                    yield open_line
                    open_line = None
                yield from self._table(block)
                continue
            words = (open_line or "") + self._paragraph(block)
            aside, self._aside = self._aside, []
            mark = block.find(f"{W}pPr/{W}rPr")
            if mark is not None and any(child.tag in _DELETED for child in mark):
                self.deleted += 1
                open_line = words
            else:
                open_line = None
                yield from words.split("\n")
            yield from aside
        if open_line is not None:
            yield from open_line.split("\n")

    def _blocks(self, body: etree._Element) -> Iterator[etree._Element]:
        """Paragraphs and tables, out of whatever wraps them; a table of contents is passed over."""
        for child in body:
            if child.tag in (f"{W}p", f"{W}tbl"):
                yield child
            elif child.tag == f"{W}sdt":
                gallery = child.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
                if "Table of Contents" in value_of(gallery):
                    self.contents += 1
                    continue
                yield from self._blocks(child)
            elif child.tag in _WRAPPERS:
                yield from self._blocks(child)

    def _table(self, table: etree._Element) -> Iterator[str]:
        self.tables += 1
        for row in self._within(table, f"{W}tr"):
            marks = row.find(f"{W}trPr")
            if marks is not None and any(child.tag in _DELETED for child in marks):
                self.deleted += 1
                continue
            kept = [cell for cell in self._within(row, f"{W}tc") if not self._is_deleted(cell)]
            cells = [[line for line in self.lines(cell) if line.strip()] for cell in kept]
            several = any(len(lines) > 1 for lines in cells)
            if several and (len(cells) == 1 or sum(len(line) for lines in cells for line in lines) > LONGEST_CELLS):
                for lines in cells:
                    yield from lines
            else:
                yield "\t".join(" ".join(lines) for lines in cells)

    def _is_deleted(self, cell: etree._Element) -> bool:
        gone = cell.find(f"{W}tcPr/{W}cellDel") is not None
        self.deleted += gone
        return gone

    def _within(self, node: etree._Element, tag: str) -> Iterator[etree._Element]:
        for child in node:
            if child.tag == tag:
                yield child
            elif child.tag in _WRAPPERS or child.tag == f"{W}sdt":
                yield from self._within(child, tag)

    def _paragraph(self, node: etree._Element) -> str:
        properties = node.find(f"{W}pPr")
        mark = properties.find(f"{W}rPr") if properties is not None else None
        if mark is not None and any(child.tag in _INSERTED for child in mark):
            self.inserted += 1
        style = value_of(properties.find(f"{W}pStyle")) if properties is not None else ""
        self._hidden_paragraph = style in self.hidden_styles
        return self.numbering.label(properties) + "".join(self._pieces(node))

    def _pieces(self, node: etree._Element) -> Iterator[str]:
        """The text of a paragraph's or a run's children; text boxes are put aside."""
        for one in node:
            tag = one.tag
            if not isinstance(tag, str) or tag in _UNREAD:
                continue
            if tag == f"{W}t" or tag == _MATHS:
                yield one.text or ""
            elif tag in _CHARACTERS:
                yield _CHARACTERS[tag]
            elif tag in _DELETED:
                self.deleted += any(True for _ in one.iter(f"{W}delText", f"{W}t"))
            elif tag == f"{W}r" and self._is_hidden(one):
                self.hidden += any((piece.text or "").strip() for piece in one.iter(f"{W}t"))
            elif tag == f"{W}txbxContent":
                self.boxes += 1
                self._put_aside(one)
            elif tag == f"{_MC}AlternateContent":
                choice = one.find(f"{_MC}Choice")
                yield from self._pieces(one.find(f"{_MC}Fallback") if choice is None else choice) if len(one) else ()
            else:
                yield from self._inner(one, tag)

    def _is_hidden(self, run: etree._Element) -> bool:
        properties = run.find(f"{W}rPr")
        if properties is None:
            return self._hidden_paragraph
        if (own := properties.find(f"{W}vanish")) is not None:
            return is_on(own)
        return self._hidden_paragraph or value_of(properties.find(f"{W}rStyle")) in self.hidden_styles

    def _put_aside(self, node: etree._Element) -> None:
        """Keep the lines of a box or a footnote until the paragraph it hangs on has ended."""
        kept, hidden = self._aside, self._hidden_paragraph
        self._aside = []
        found = list(self.lines(node))
        self._aside, self._hidden_paragraph = [*kept, *found], hidden

    def _inner(self, one: etree._Element, tag: str) -> Iterator[str]:
        self.inserted += tag in _INSERTED
        self.comments += tag == f"{W}commentReference"
        if tag in _NOTES:
            note = self.side_notes.pop((_NOTES[tag], value_of(one, "id")), None)
            if note is not None:  # taken out: a note that names itself is read once
                self.footnotes += 1
                self._put_aside(note)
            return
        if tag in _PICTURES and next(one.iter(f"{W}txbxContent"), None) is None:
            self.pictures += 1
            return
        yield from self._pieces(one)


def docx_text(data: bytes) -> tuple[str, list[str], dict[str, int]]:
    """(text, notes, traces) of a Word document: one line a paragraph, a row of a table on one line, cells parted by a
    tab; tracked changes taken as accepted.

    Text boxes and footnotes follow the paragraph they hang on; page headers and footers are left out. Notes are
    Chinese sentences on what was decided or left out; traces as in ``Document.traces``. Raises ``ReadError``.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            main = _main_part(package)
            folder = posixpath.dirname(main)
            root = _parse(package, main)
            styles = _parse(package, f"{folder}/styles.xml")
            reading = _Reading(
                read_numbering(_parse(package, f"{folder}/numbering.xml"), styles),
                _hidden_styles(styles),
                _side_notes(package, folder),
            )
            headers = any(_says_something(package, name) for name in package.namelist())
            author = _names_somebody(package)
        body = None if root is None else root.find(f"{W}body")
        if body is None:
            raise ReadError(DAMAGED)
        text = "\n".join(reading.lines(body))
        reading.reformatted = sum(1 for _ in body.iter(*_FORMAT_CHANGES))
    except ReadError:
        raise
    except Exception as error:  # any fault of a hostile package is the same to the person who gave it
        raise ReadError(DAMAGED) from error
    if reading.pictures and not text.strip():
        raise ReadError("文件里只有图片，没有文字，请导入有文字的报告。")
    counts = {
        "comments": reading.comments,
        "revisions": reading.inserted + reading.deleted + reading.reformatted,
        "hidden": reading.hidden,
        "author": int(author),
    }
    return text, _notes(reading, headers), {name: count for name, count in counts.items() if count}


def _hidden_styles(styles: etree._Element | None) -> frozenset[str]:
    """The styles that hide what is set in them."""
    if styles is None:
        return frozenset()
    return frozenset(
        value_of(style, "styleId") for style in styles.iter(f"{W}style") if is_on(style.find(f"{W}rPr/{W}vanish"))
    )


def _side_notes(package: zipfile.ZipFile, folder: str) -> dict[tuple[str, str], etree._Element]:
    """Footnotes and endnotes by kind and number; the lines that part them from the text are none."""
    found = {}
    for name in ("footnotes", "endnotes"):
        root = _parse(package, f"{folder}/{name}.xml")
        for note in root if root is not None else ():
            if isinstance(note.tag, str) and value_of(note, "type") in ("", "normal"):
                found[note.tag, value_of(note, "id")] = note
    return found


def _names_somebody(package: zipfile.ZipFile) -> bool:
    """True if the file's properties name an author or last editor who may be a person."""
    root = _parse(package, "docProps/core.xml")
    names = [root.findtext(tag) or "" for tag in (_CREATOR, _LAST_EDITOR)] if root is not None else []
    return names_somebody(*names)


def _says_something(package: zipfile.ZipFile, name: str) -> bool:
    """True for a page header or footer that holds text."""
    if not re.search(r"/(?:header|footer)\d{0,4}\.xml$", name) or package.getinfo(name).file_size > 2**20:
        return False
    return bool(_SIDE_TEXT.search(package.read(name)))


def _notes(reading: _Reading, headers: bool) -> list[str]:
    notes = []
    if reading.inserted or reading.deleted:
        notes.append(f"修订按“接受”读入（插入{reading.inserted}处、删除{reading.deleted}处）。")
    if reading.comments:
        notes.append(f"有{reading.comments}处批注，没有读入。")
    if headers:
        notes.append("页眉、页脚没有读入。")
    if reading.footnotes:
        notes.append(f"有{reading.footnotes}处脚注或尾注，放在所在段落之后。")
    if reading.hidden:
        notes.append(f"有{reading.hidden}处隐藏文字，没有读入。")
    if reading.contents:
        notes.append("目录没有读入。")
    if reading.pictures:
        notes.append(f"有{reading.pictures}幅图片，其中的文字没有读入。")
    if reading.boxes:
        notes.append(f"有{reading.boxes}个文本框，放在所在段落之后。")
    if reading.tables:
        notes.append(f"有{reading.tables}个表格，按行读成了文字。")
    return notes
