"""A template that an office brings: checked before it is used, cleaned of whoever made it, and told what it sets."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docx import Document as Word
from docx.oxml.ns import qn
from lxml import etree

from reportsrc.writers.docx import BODY_MARK
from reportsrc.writers.layout import PrintedAs
from reportsrc.writers.official import heading_style

MOST_BYTES = 2 * 2**20
MOST_UNPACKED = 20 * 2**20
MOST_MARKUP = 3 * 2**20
"""Bytes of XML in all parts together: what is left to pictures is never parsed."""
MOST_PARTS = 200
MOST_RATIO = 100
STYLES = tuple(kind.value for kind in PrintedAs)
"""The paragraph styles a template must have; the styles of headings that run on may be missing (then they stay plain)."""

_MARKUP = (".xml", ".rels")
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_DROPPED = re.compile(
    r"thumbnail|custom-properties|customXml|extended-properties|comments|people|attachedTemplate|glossaryDocument|"
    r"webSettings",
    re.IGNORECASE,
)
"""Relations to what a report has no use for: it is cut out of the template."""
_CHANGES = tuple(
    f"{_W}{name}"
    for name in ("ins", "del", "moveFrom", "moveTo", "commentReference", "rPrChange", "pPrChange", "sectPrChange")
)
_FIELDS = re.compile(
    r"\b(?:INCLUDETEXT|INCLUDEPICTURE|DDE|DDEAUTO|LINK|IMPORT|DATABASE|MACROBUTTON|HYPERLINK)\b", re.IGNORECASE
)


class TemplateError(Exception):
    """A template cannot be used; ``str()`` is one clear Chinese sentence."""


@dataclass(frozen=True, slots=True)
class SetStyle:
    """What a template sets for one style, in words: font and size (empty: not said in the style itself)."""

    name: str
    font: str
    size: float | None


@dataclass(frozen=True, slots=True)
class CheckedTemplate:
    """A template that can be used: cleaned bytes, its page in millimetres (width, height, top, right, bottom, left), its
    styles, and whether it keeps a body of its own around the report."""

    data: bytes
    page: tuple[int, ...]
    styles: tuple[SetStyle, ...]
    framed: bool


def check_template(data: bytes) -> CheckedTemplate:
    """The template of these bytes, cleaned. Raises ``TemplateError`` with the first thing that is wrong."""
    parts = _unpacked(data)
    trees = {name: _tree(name, content) for name, content in parts.items() if name.endswith(_MARKUP)}
    _refuse_foreign(parts, trees)
    _clean(parts, trees)
    cleaned = _packed(parts, trees)
    try:
        word = Word(io.BytesIO(cleaned))
        names = {style.name: style for style in word.styles}
        section = word.sections[-1]
        page = tuple(
            round((length or 0) / 36000)
            for length in (
                section.page_width, section.page_height, section.top_margin, section.right_margin,
                section.bottom_margin, section.left_margin,
            )
        )  # fmt: skip
    except Exception as error:
        raise TemplateError("模板打不开，文件可能已损坏。请在 WPS 或 Word 中另存为 docx 后再上传。") from error
    if missing := [name for name in STYLES if name not in names]:
        raise TemplateError(f"模板里缺少样式：{'、'.join(missing)}。请下载系统自带的模板，在它上面修改。")
    framed = sum(p.text.strip() == BODY_MARK for p in word.paragraphs)
    if framed > 1:
        raise TemplateError(f"模板里“{BODY_MARK}”出现了{framed}次，只能有一处。")
    wanted = (*STYLES, *(heading_style(level) for level in range(1, 5)))
    styles = tuple(_set_style(names[name]) for name in wanted if name in names)
    return CheckedTemplate(cleaned, page, styles, bool(framed))


def _set_style(style: Any) -> SetStyle:
    fonts = style.element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
    size = style.font.size
    font = fonts.get(qn("w:eastAsia"), "") if fonts is not None else ""
    return SetStyle(style.name, font, size.pt if size is not None else None)


def _unpacked(data: bytes) -> dict[str, bytes]:
    """The parts of the package by name, within limits of size, number and ratio told before anything is unpacked."""
    if len(data) > MOST_BYTES:
        raise TemplateError(f"模板超过{MOST_BYTES // 2**20} MB，太大了。")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise TemplateError("这是旧格式（doc）或加密的文件，请另存为不加密的 docx 后再上传。")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            infos = package.infolist()
            total = sum(info.file_size for info in infos)
            markup = sum(info.file_size for info in infos if info.filename.endswith(_MARKUP))
            if (
                markup > MOST_MARKUP
                or len(infos) > MOST_PARTS
                or total > MOST_UNPACKED
                or total > MOST_RATIO * max(len(data), 10_000)
            ):
                raise TemplateError("模板解开后过大，不像一个模板，没有采用。")
            names = [info.filename for info in infos]
            if len(set(names)) != len(names) or any(name.startswith("/") or ".." in name.split("/") for name in names):
                raise TemplateError("模板的内部结构不正常，没有采用。")
            if any(info.flag_bits & 1 for info in infos):
                raise TemplateError("模板是加密的，请去掉密码后再上传。")
            return {info.filename: package.read(info) for info in infos if not info.is_dir()}
    except TemplateError:
        raise
    except Exception as error:
        raise TemplateError("这不是 docx 文件，或文件不完整。") from error


def _tree(name: str, content: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise TemplateError("模板的内部结构不正常，没有采用。") from error
    if root.getroottree().docinfo.doctype:
        raise TemplateError("模板里含有外部实体声明，出于安全没有采用。")
    return root


def _refuse_foreign(parts: dict[str, bytes], trees: dict[str, etree._Element]) -> None:
    """What may run, what is fetched from elsewhere, what is no plain document."""
    types = trees.get("[Content_Types].xml")
    kinds = {str(one.get("ContentType")) for one in types} if types is not None else set()
    running = any(re.search(r"macroEnabled|vbaProject|activeX|oleObject", kind, re.IGNORECASE) for kind in kinds)
    held = any(re.search(r"vbaProject|activeX|embeddings/|\.bin$", name, re.IGNORECASE) for name in parts)
    if running or held:
        raise TemplateError("模板里含有宏、控件或嵌入的对象，请去掉后另存为 docx 再上传。")
    if _MAIN not in kinds:
        raise TemplateError("这不是 docx 文件，或文件不完整。")
    for _owner, relation in _relations(trees):
        if str(relation.get("TargetMode")).lower() == "external" and not _DROPPED.search(str(relation.get("Type"))):
            raise TemplateError("模板里有指向外部的链接（如链接的图片、网址），请断开链接后再上传。")
    for name, root in trees.items():
        if not name.startswith("word/"):
            continue
        if any(True for _ in root.iter(*_CHANGES)):
            raise TemplateError("模板里有批注或修订，请接受修订、删除批注后再上传。")
        words = [node.text or "" for node in root.iter(f"{_W}instrText")]
        words += [node.get(f"{_W}instr") or "" for node in root.iter(f"{_W}fldSimple")]
        if _FIELDS.search(" ".join(words)):
            raise TemplateError("模板里有引用外部内容的域，请去掉后再上传。")
        if any(True for _ in root.iter(f"{_W}altChunk", f"{_W}object", f"{_W}control", f"{_W}subDoc")):
            raise TemplateError("模板里含有宏、控件或嵌入的对象，请去掉后另存为 docx 再上传。")


def _relations(trees: dict[str, etree._Element]) -> Iterator[tuple[str, etree._Element]]:
    for name, root in trees.items():
        if name.endswith(".rels"):
            yield from ((name, one) for one in root.iter(_RELATION))


def _clean(parts: dict[str, bytes], trees: dict[str, etree._Element]) -> None:
    """Cut out who made the template, what it was saved by, its picture, and every part nothing needs."""
    for _owner, relation in list(_relations(trees)):
        if _DROPPED.search(str(relation.get("Type"))):
            relation.getparent().remove(relation)
    for name, root in trees.items():
        if name.startswith("word/"):
            for node in list(root.iter(f"{_W}rsids", f"{_W}attachedTemplate", f"{_W}docVars", f"{_W}proofErr")):
                node.getparent().remove(node)
            for node in root.iter(etree.Element):
                for key in [key for key in node.attrib if "rsid" in key]:
                    del node.attrib[key]
        elif name == "docProps/core.xml":
            for child in list(root):
                root.remove(child)
    needed = {"[Content_Types].xml", "_rels/.rels"}
    queue = ["_rels/.rels"]
    while queue:
        name = queue.pop()
        base = posixpath.dirname(posixpath.dirname(name))
        for relation in trees[name].iter(_RELATION) if name in trees else ():
            target = str(relation.get("Target"))
            part = posixpath.normpath(target.lstrip("/") if target.startswith("/") else posixpath.join(base, target))
            own = posixpath.join(posixpath.dirname(part), "_rels", f"{posixpath.basename(part)}.rels")
            if part not in needed:
                needed |= {part, own}
                queue.append(own)
    for name in [name for name in parts if name not in needed]:
        del parts[name]
        trees.pop(name, None)
    types = trees["[Content_Types].xml"]
    for one in list(types):
        if one.get("PartName") and str(one.get("PartName")).lstrip("/") not in parts:
            types.remove(one)


def _packed(parts: dict[str, bytes], trees: dict[str, etree._Element]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            tree = trees.get(name)
            data = (
                content
                if tree is None
                else etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
            )
            package.writestr(zipfile.ZipInfo(name, (2012, 7, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return stream.getvalue()
