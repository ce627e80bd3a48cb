"""The words and marks that a report's form is written with and found by again."""

from __future__ import annotations

from tracker.models.entries import EntryKind

FORMAT = "report-form/1"
MARKS_FORMAT = "marks/1"
FIGURES_FORMAT = "figures/1"
KEY, KIND, TEXT, COUNT, CHECK, EARLIER = "条目号", "类型", "正文", "字数", "检查", "上年文字（供参考）"
AREA, LEAD_UNIT, DUE_ON = "工作领域", "牵头单位", "完成时限"
FRAME = "frame"
"""What stands around the parts, where the role of a part stands."""

KINDS = {
    EntryKind.ITEM: "条目",
    EntryKind.INTRO: "导语",
    EntryKind.LEAD: "段首",
    EntryKind.CLOSING: "结尾",
    EntryKind.HEADING: "小标题",
}
"""What a row of a part may be."""

FRAME_KINDS = {
    EntryKind.TITLE: "标题",
    EntryKind.ADDRESSEE: "主送机关",
    EntryKind.PREAMBLE: "引言",
    EntryKind.SIGNATURE: "落款",
}
PART_HEADING = "标题行"
OWN = {"measure": (AREA,), "plan": (LEAD_UNIT, DUE_ON)}
"""The further columns of an entry form."""

BLANK_ROWS = 20
TITLE_ROW, HEAD_ROW = 1, 4


def identity_line(form: str, **facts: object) -> str:
    """The line by which a sheet is known: ``report-form/1;report=12;part=measures;…``."""
    return ";".join([form, *(f"{name}={str(value).replace(';', '，')}" for name, value in facts.items())])


def parse_identity(text: str, form: str) -> dict[str, str] | None:
    """What such a line says; None if it is none."""
    first, *rest = text.split(";")
    if first != form:
        return None
    pairs = (one.partition("=") for one in rest)
    return {name: value for name, equals, value in pairs if equals}
