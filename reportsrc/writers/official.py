"""The official format of party and government documents (GB/T 9704—2012) in numbers, once for every writer.

Lengths of the page are in millimetres, of type in points. The clauses of the standard are quoted from copies and are
to be checked against the original.
"""

from __future__ import annotations

from dataclasses import dataclass

from reportsrc.writers.layout import PrintedAs

PAGE_WIDTH, PAGE_HEIGHT = 210, 297
TOP, RIGHT, BOTTOM, LEFT = 37, 26, 35, 28
"""The margins: what is left is the type area of 156 × 225 mm."""
LINES, CHARACTERS = 22, 28
"""Lines on a page, characters on a line."""

LINE_PITCH = 579
"""Twentieths of a point from line to line: 22 × 28.95 pt are 636.9 pt of 637.8; at 580 a page holds 21."""
CHARACTER_SPACE = -848
"""4096ths of a point added to each character of 16 pt: 28 characters of 15.793 pt are 156 mm. It is what the page setup
of Word shows as 22 × 28; LibreOffice 7.4 cannot keep a grid narrower than its characters and would put 16 on a line."""
CHARACTER_CLOSER = 6
"""So the lines do not hang on the grid: each has its exact pitch, and each character stands so many twentieths of a
point closer to the next, which makes 28 of them 440 of 442.2 pt in every program."""
CHARACTER_PITCH = 16 - CHARACTER_CLOSER / 20

TITLE_SIZE, BODY_SIZE, PAGE_NUMBER_SIZE = 22, 16, 14
"""2号, 3号, 4号."""
PAGE_NUMBER_BELOW = 7
"""Millimetres from the type area to the dashes beside the page number."""

SONG_TITLE, FANG_SONG, KAI, HEI, SONG = "方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体"


@dataclass(frozen=True, slots=True)
class FontFace:
    """A font named in the document; ``instead``: what stands in where it is not installed, the nearest first."""

    name: str
    instead: tuple[str, ...]
    family: str = "roman"


FONTS = (
    FontFace(SONG_TITLE, ("方正小标宋_GBK", "小标宋", "华文中宋", "宋体")),
    FontFace(FANG_SONG, ("仿宋", "FangSong", "华文仿宋"), "modern"),
    FontFace(KAI, ("楷体", "KaiTi", "华文楷体"), "modern"),
    FontFace(HEI, ("SimHei", "微软雅黑"), "modern"),
    FontFace(SONG, ("SimSun", "新宋体")),
)


@dataclass(frozen=True, slots=True)
class Manner:
    """How a style sets its lines. ``indent``: the first line, in characters; ``right``: from the right edge; ``align`` as
    Word says it; ``outline``: level in the outline from 1, 0 for none."""

    key: str
    font: str
    size: int = BODY_SIZE
    align: str = "both"
    indent: int = 0
    right: int = 0
    outline: int = 0
    keep_next: bool = False
    new_page: bool = False


MANNERS: dict[PrintedAs, Manner] = {
    PrintedAs.TITLE: Manner("GwTitle", SONG_TITLE, TITLE_SIZE, "center", keep_next=True),
    PrintedAs.ADDRESSEE: Manner("GwAddressee", FANG_SONG),
    PrintedAs.BODY: Manner("GwBody", FANG_SONG, indent=2),
    PrintedAs.HEADING_1: Manner("GwHeading1", HEI, indent=2, outline=1, keep_next=True),
    PrintedAs.HEADING_2: Manner("GwHeading2", KAI, indent=2, outline=2, keep_next=True),
    PrintedAs.HEADING_3: Manner("GwHeading3", FANG_SONG, indent=2, outline=3, keep_next=True),
    PrintedAs.HEADING_4: Manner("GwHeading4", FANG_SONG, indent=2, outline=4, keep_next=True),
    PrintedAs.ATTACHMENT_NOTE: Manner("GwAttachmentNote", FANG_SONG, align="left"),
    PrintedAs.SIGNATURE: Manner("GwSignature", FANG_SONG, align="right", right=2, keep_next=True),
    PrintedAs.DATE: Manner("GwDate", FANG_SONG, align="right", right=2),
    PrintedAs.ATTACHMENT: Manner("GwAttachment", HEI, align="left", keep_next=True, new_page=True),
    PrintedAs.ATTACHMENT_TITLE: Manner("GwAttachmentTitle", SONG_TITLE, TITLE_SIZE, "center", keep_next=True),
}
"""The paragraph styles; their names are the values of ``PrintedAs``."""

HEADING_FONTS = (HEI, KAI, FANG_SONG, FANG_SONG)
"""黑体 for 一、 · 楷体 for （一） · 仿宋 for 1. and （1）. Bold on the lower levels is local habit and not in the standard."""


def heading_style(level: int) -> str:
    """The name of the character style of a heading that runs on into its text."""
    return f"{('一', '二', '三', '四')[level - 1]}级标题（接排）"
