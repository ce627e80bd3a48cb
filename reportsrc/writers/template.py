"""The template of the official format, made here part by part: nothing in it but what ``official`` says.

No theme, no content controls, no properties of its own, no traces of whoever made it. Every style names its East Asian
font; python-docx alone would leave Word to choose one, and its own template is set up for letter paper.
"""

from __future__ import annotations

import io
import zipfile
from functools import cache

from reportsrc.writers import official
from reportsrc.writers.layout import PrintedAs
from reportsrc.writers.official import FONTS, MANNERS, Manner, heading_style

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MOMENT = (2012, 7, 1, 0, 0, 0)
"""The moment every part of the package bears, so that the same template is the same bytes."""


def twips(millimetres: float) -> int:
    """Twentieths of a point."""
    return round(millimetres / 25.4 * 1440)


def characters(count: float) -> int:
    """Twips of so many characters of the grid."""
    return round(count * official.CHARACTER_PITCH * 20)


def _fonts(name: str) -> str:
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}"/>'


def _run(name: str, size: float) -> str:
    closer = -official.CHARACTER_CLOSER if size == official.BODY_SIZE else 0
    return (
        f'<w:rPr>{_fonts(name)}<w:snapToGrid w:val="0"/><w:spacing w:val="{closer}"/><w:sz w:val="{size * 2:.0f}"/>'
        f'<w:szCs w:val="{size * 2:.0f}"/></w:rPr>'
    )


def _paragraph(manner: Manner) -> str:
    found = ""
    if manner.keep_next:
        found += "<w:keepNext/>"
    if manner.new_page:
        found += "<w:pageBreakBefore/>"
    if manner.indent:
        found += f'<w:ind w:firstLineChars="{manner.indent * 100}" w:firstLine="{characters(manner.indent)}"/>'
    if manner.right:
        found += f'<w:ind w:rightChars="{manner.right * 100}" w:right="{characters(manner.right)}"/>'
    found += f'<w:jc w:val="{manner.align}"/>'
    if manner.outline:
        found += f'<w:outlineLvl w:val="{manner.outline - 1}"/>'
    return f"<w:pPr>{found}</w:pPr>"


def _style(kind: str, key: str, name: str, inner: str, *, based: str = "", follows: str = "", own: bool = True) -> str:
    custom = ' w:customStyle="1"' if own else ""
    default = ' w:default="1"' if key in ("Normal", "DefaultFont", "TableNormal") else ""
    based = f'<w:basedOn w:val="{based}"/>' if based else ""
    follows = f'<w:next w:val="{follows}"/>' if follows else ""
    return (
        f'<w:style w:type="{kind}"{default}{custom} w:styleId="{key}"><w:name w:val="{name}"/>{based}{follows}'
        f"<w:qFormat/>{inner}</w:style>"
    )


def _styles() -> str:
    body, size = official.FANG_SONG, official.BODY_SIZE
    line = f'<w:spacing w:before="0" w:after="0" w:line="{official.LINE_PITCH}" w:lineRule="exact"/>'
    # Without widow control a page keeps its 22 lines; without automatic spaces a line keeps its 28 characters.
    plain = f'<w:pPr><w:widowControl w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/><w:snapToGrid w:val="0"/>{line}<w:jc w:val="both"/></w:pPr>'
    found = [
        f'<w:docDefaults><w:rPrDefault><w:rPr>{_fonts(body)}<w:kern w:val="0"/><w:sz w:val="{size * 2}"/>'
        f'<w:szCs w:val="{size * 2}"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>",
        _style("paragraph", "Normal", "Normal", plain + _run(body, size), own=False),
        _style("character", "DefaultFont", "Default Paragraph Font", f"<w:rPr>{_fonts(body)}</w:rPr>", own=False),
    ]
    for kind, manner in MANNERS.items():
        follows = "" if manner.align in ("right", "left") else MANNERS[PrintedAs.BODY].key
        inner = _paragraph(manner) + _run(manner.font, manner.size)
        found.append(_style("paragraph", manner.key, kind.value, inner, based="Normal", follows=follows))
    for level, font in enumerate(official.HEADING_FONTS, start=1):
        inner = f"<w:rPr>{_fonts(font)}</w:rPr>"
        found.append(_style("character", f"GwRunIn{level}", heading_style(level), inner, based="DefaultFont"))
    number = '<w:pPr><w:spacing w:line="320" w:lineRule="exact"/></w:pPr>'
    inner = number + _run(official.SONG, official.PAGE_NUMBER_SIZE)
    found.append(_style("paragraph", "Footer", "footer", inner, based="Normal", own=False))
    small = '<w:pPr><w:spacing w:line="240" w:lineRule="auto"/><w:jc w:val="left"/></w:pPr>'
    found.append(
        _style(
            "paragraph",
            "CommentText",
            "annotation text",
            small + _run(official.SONG, 10.5),
            based="Normal",
            own=False,
        )
    )
    mark = _run(official.SONG, 10.5)
    found.append(_style("character", "CommentReference", "annotation reference", mark, based="DefaultFont", own=False))
    return f"<w:styles {_W}>{''.join(found)}</w:styles>"


def _font_table() -> str:
    fonts = "".join(
        f'<w:font w:name="{font.name}"><w:altName w:val="{",".join(font.instead)}"/><w:charset w:val="86"/>'
        f'<w:family w:val="{font.family}"/><w:pitch w:val="variable"/></w:font>'
        for font in FONTS
    )
    return f"<w:fonts {_W}>{fonts}</w:fonts>"


def _settings() -> str:
    return (
        f'<w:settings {_W}><w:zoom w:percent="100"/><w:bordersDoNotSurroundHeader/><w:bordersDoNotSurroundFooter/>'
        f'<w:defaultTabStop w:val="{characters(2)}"/><w:evenAndOddHeaders/>'
        f'<w:drawingGridVerticalSpacing w:val="{official.LINE_PITCH}"/>'
        '<w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:spaceForUL/><w:balanceSingleByteDoubleByteWidth/>'
        "<w:doNotLeaveBackslashAlone/><w:ulTrailSpace/><w:adjustLineHeightInTable/><w:compatSetting "
        'w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
    )


def _footer(align: str) -> str:
    """The page number between dashes, one character in from the outer edge; each part of the field in a run of its own
    (one run for all three is passed over by WPS)."""
    side = "right" if align == "right" else "left"
    inset = round(official.PAGE_NUMBER_SIZE * 20)
    run = _run(official.SONG, official.PAGE_NUMBER_SIZE)
    field = (
        f'<w:r>{run}<w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r>{run}<w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
        f'<w:r>{run}<w:fldChar w:fldCharType="separate"/></w:r><w:r>{run}<w:t>1</w:t></w:r>'
        f'<w:r>{run}<w:fldChar w:fldCharType="end"/></w:r>'
    )
    return (
        f'<w:ftr {_W}><w:p><w:pPr><w:pStyle w:val="Footer"/><w:ind w:{side}Chars="100" w:{side}="{inset}"/>'
        f'<w:jc w:val="{align}"/></w:pPr><w:r>{run}<w:t xml:space="preserve">— </w:t></w:r>{field}'
        f'<w:r>{run}<w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>'
    )


def _document() -> str:
    number_line = official.PAGE_NUMBER_SIZE / 72 * 25.4
    footer = official.BOTTOM - official.PAGE_NUMBER_BELOW - number_line / 2
    return (
        f'<w:document {_W} {_R}><w:body><w:p><w:pPr><w:pStyle w:val="{MANNERS[PrintedAs.BODY].key}"/></w:pPr></w:p>'
        '<w:sectPr><w:footerReference w:type="default" r:id="rId4"/><w:footerReference w:type="even" r:id="rId5"/>'
        f'<w:pgSz w:w="{twips(official.PAGE_WIDTH)}" w:h="{twips(official.PAGE_HEIGHT)}"/>'
        f'<w:pgMar w:top="{twips(official.TOP)}" w:right="{twips(official.RIGHT)}" w:bottom="{twips(official.BOTTOM)}"'
        f' w:left="{twips(official.LEFT)}" w:header="851" w:footer="{twips(footer)}" w:gutter="0"/>'
        f'<w:docGrid w:type="linesAndChars" w:linePitch="{official.LINE_PITCH}" w:charSpace="{official.CHARACTER_SPACE}"/>'
        "</w:sectPr></w:body></w:document>"
    )


def _relations(rows: list[tuple[str, str, str]]) -> str:
    inner = "".join(f'<Relationship Id="{key}" Type="{kind}" Target="{target}"/>' for key, kind, target in rows)
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'


def _parts() -> dict[str, str]:
    kinds = {
        "document": f"{_TYPES}.document.main+xml",
        "styles": f"{_TYPES}.styles+xml",
        "settings": f"{_TYPES}.settings+xml",
        "fontTable": f"{_TYPES}.fontTable+xml",
        "footer1": f"{_TYPES}.footer+xml",
        "footer2": f"{_TYPES}.footer+xml",
    }
    types = "".join(f'<Override PartName="/word/{name}.xml" ContentType="{kind}"/>' for name, kind in kinds.items())
    inside = [
        ("rId1", f"{_RELATIONS}/styles", "styles.xml"),
        ("rId2", f"{_RELATIONS}/settings", "settings.xml"),
        ("rId3", f"{_RELATIONS}/fontTable", "fontTable.xml"),
        ("rId4", f"{_RELATIONS}/footer", "footer1.xml"),
        ("rId5", f"{_RELATIONS}/footer", "footer2.xml"),
    ]
    core = f"{_PACKAGE}/relationships/metadata/core-properties"
    return {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{types}<Override '
        'PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>',
        "_rels/.rels": _relations(
            [("rId1", f"{_RELATIONS}/officeDocument", "word/document.xml"), ("rId2", core, "docProps/core.xml")]
        ),
        "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"/>',
        "word/_rels/document.xml.rels": _relations(inside),
        "word/document.xml": _document(),
        "word/styles.xml": _styles(),
        "word/settings.xml": _settings(),
        "word/fontTable.xml": _font_table(),
        "word/footer1.xml": _footer("right"),
        "word/footer2.xml": _footer("left"),
    }


@cache
def shipped_template() -> bytes:
    """The template of the official format as a Word document: the same bytes each time."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, words in _parts().items():
            package.writestr(zipfile.ZipInfo(name, _MOMENT), _HEAD + words, zipfile.ZIP_DEFLATED)
    return stream.getvalue()
