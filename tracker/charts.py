"""pygal manners in one place: calm charts as SVG that carries no script, no link and no address of another host.

They are shown by ``<img>`` from addresses of their own, beside a table of the same numbers. Pages may not carry style,
so an SVG put into a page would be drawn black; as an image of its own it brings its style along.
"""

from __future__ import annotations

import base64
import hashlib
import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

import pygal
from lxml import etree
from pygal.style import Style

FONT = '"Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", sans-serif'
WIDTH, BAR, AROUND = 760, 30, 110
"""Pixels: the width of a chart, the height of a bar, and what stands around the bars."""

_SVG = "{http://www.w3.org/2000/svg}"
_LONGEST = 16
_LETTER = 13
"""The height of a label's letters, which is the width of a Chinese one."""


class Tone(StrEnum):
    """What a series means: its colour, as in the style sheet of the site."""

    DONE = "#1f4e79"
    SECOND = "#7b98b5"
    THIRD = "#b9c4cf"
    REST = "#dfe4e9"
    LOOK = "#d9a441"
    WRONG = "#b42318"


LINES = ("#1f4e79", "#57606a", "#7b98b5", "#8a5a00", "#9aa4ae", "#3d7a99")
"""Lines that mean nothing by their colour, to be told apart."""


class ChartKind(StrEnum):
    """How the numbers are drawn."""

    STACKED = "stacked"
    BARS = "bars"
    LINES = "lines"


@dataclass(frozen=True, slots=True)
class Series:
    """One row of numbers, one for each label of the chart; None where there is none."""

    name: str
    values: tuple[float | int | None, ...]
    tone: str = Tone.DONE


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart as it is drawn and as its table shows it.

    ``marks``: labels that stand out (due dates). ``heading``: what the labels are, as the first column's heading.
    """

    key: str
    title: str
    kind: ChartKind
    heading: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    marks: frozenset[int] = frozenset()

    @property
    def empty(self) -> bool:
        """True if there is nothing to draw."""
        return not any(value for one in self.series for value in one.values)

    @property
    def rows(self) -> list[tuple[str, tuple[float | int | None, ...]]]:
        """The table: each label with the number of every series."""
        return [(label, tuple(one.values[at] for one in self.series)) for at, label in enumerate(self.labels)]

    @property
    def shown_rows(self) -> list[tuple[str, tuple[str, ...]]]:
        """The same as people write them."""
        return [(label, tuple("" if one is None else _written(one) for one in values)) for label, values in self.rows]

    @property
    def digest(self) -> str:
        """The name of exactly this chart, whatever its language."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:32]


@lru_cache(maxsize=128)
def draw(chart: Chart) -> bytes:
    """The chart as SVG."""
    drawn = {ChartKind.LINES: _lines, ChartKind.STACKED: _bars, ChartKind.BARS: _bars}[chart.kind](chart)
    return _bare(drawn.render(is_unicode=False), chart)


def style_source(svg: bytes) -> str:
    """The source expression of a Content-Security-Policy that lets exactly this chart's own style through."""
    styles = [one.text or "" for one in etree.fromstring(svg).iter(f"{_SVG}style")]
    return " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(one.encode()).digest()).decode()}'" for one in styles)


def _style(colors: Sequence[str]) -> Style:
    return Style(
        background="#ffffff",
        plot_background="#ffffff",
        foreground="#1f2328",
        foreground_strong="#1f2328",
        foreground_subtle="#d8dee4",
        guide_stroke_color="#eaeef2",
        guide_stroke_dasharray="0",
        major_guide_stroke_color="#d8dee4",
        major_guide_stroke_dasharray="0",
        opacity="1",
        opacity_hover="1",
        transition="0s",
        colors=tuple(colors),
        font_family=FONT,
        label_font_size=13,
        major_label_font_size=13,
        legend_font_size=13,
        value_font_size=12,
        value_label_font_size=12,
        title_font_size=15,
        value_colors=tuple("#ffffff" if _dark(color) else "#1f2328" for color in colors),
    )


def _dark(color: str) -> bool:
    red, green, blue = (int(color[at : at + 2], 16) for at in (1, 3, 5))
    return red * 0.3 + green * 0.59 + blue * 0.11 < 140


def _written(value: float | int) -> str:
    return f"{value:,.2f}".rstrip("0").rstrip(".") if value % 1 else f"{value:,.0f}"


def _shown(value: float | int | None) -> str:
    return _written(value) if value else ""


def _common(chart: Chart, colors: Sequence[str]) -> dict[str, object]:
    return {
        "js": [],
        "style": _style(colors),
        "width": WIDTH,
        "no_prefix": True,
        "pretty_print": False,
        "legend_at_bottom": True,
        "legend_at_bottom_columns": min(len(chart.series), 4) or 1,
        "margin_bottom": 8 + 20 * (max(len(chart.series) - 1, 0) // 4),
        "legend_box_size": 11,
        "show_legend": len(chart.series) > 1,
        "truncate_legend": -1,
        "truncate_label": -1,
        "tooltip_border_radius": 0,
        "value_formatter": _shown,
        "margin": 8,
        "include_x_axis": True,
        "no_data_text": "",
        "disable_xml_declaration": False,
    }


def _bars(chart: Chart) -> pygal.graph.graph.Graph:
    """Bars from left to right, the first label on top."""
    several = len(chart.series) if chart.kind is ChartKind.BARS else 1
    kind = pygal.HorizontalStackedBar if chart.kind is ChartKind.STACKED else pygal.HorizontalBar
    labels = [_cut(one) for one in reversed(chart.labels)]
    drawn = kind(
        **_common(chart, [one.tone for one in chart.series]),
        height=AROUND + int(BAR * len(labels) * (1 + (several - 1) * 0.6)),
        margin_left=8 + max(map(_unforeseen, labels), default=0),
        print_values=True,
        print_values_position="center",
        print_zeroes=False,
        order_min=0,
        max_scale=10,
        show_y_guides=False,
        spacing=8,
    )
    drawn.x_labels = labels
    for one in chart.series:
        drawn.add(one.name, list(reversed(one.values)))
    return drawn


def _lines(chart: Chart) -> pygal.graph.graph.Graph:
    """Lines over the labels; those that stand out have a line of their own and are always written."""
    drawn = pygal.Line(
        **_common(chart, [one.tone for one in chart.series]),
        height=380,
        show_x_guides=bool(chart.marks),
        dots_size=2.5,
        max_scale=8,
        margin_right=40,
        x_label_rotation=25 if _crowded(chart) else 0,
        range=(0, max((value or 0 for one in chart.series for value in one.values), default=1) or 1),
        css=["file://style.css", "file://graph.css", f"inline:{_LINE_STYLE}"],
    )
    step = max(math.ceil(len(chart.labels) / MOST_LABELS), 1)
    written = [
        at in chart.marks or (at % step == 0 and not any(abs(at - mark) < step for mark in chart.marks))
        for at in range(len(chart.labels))
    ]
    drawn.x_labels = [label if shown else "" for label, shown in zip(chart.labels, written, strict=True)]
    drawn.x_labels_major = [chart.labels[at] for at in sorted(chart.marks)]
    for one in chart.series:
        drawn.add(one.name, list(one.values))
    return drawn


MOST_LABELS = 10
_LINE_STYLE = (
    ".axis.x .guides .guide.line{stroke:none}"
    ".axis.x .guides .major.guide.line{stroke:#c98a00;stroke-dasharray:4,4}"
    ".series .line{stroke-width:2px}"
)


def _crowded(chart: Chart) -> bool:
    """True if two labels that stand out would be written over each other."""
    marks = sorted(chart.marks)
    room = WIDTH * 0.85 / max(len(chart.labels), 1)
    return any((after - before) * room < 7 * _LETTER for before, after in pairwise(marks))


def _unforeseen(label: str) -> int:
    """How much wider a label is than pygal, which thinks of Latin letters, makes room for."""
    return int(sum(_LETTER * 0.42 for letter in label if unicodedata.east_asian_width(letter) in "WFA"))


def _cut(label: str) -> str:
    return label if len(label) <= _LONGEST else label[: _LONGEST - 1] + "…"


def _bare(svg: bytes, chart: Chart) -> bytes:
    """The SVG without what only a script would use: tooltips, descriptions, comments; with a title of its own."""
    root = etree.fromstring(svg, etree.XMLParser(remove_comments=True, resolve_entities=False, no_network=True))
    for one in list(root.iter(f"{_SVG}desc", f"{_SVG}script", f"{_SVG}title")):
        _remove(one)
    for one in [one for one in root.iter(f"{_SVG}g") if one.get("class", "").startswith("tooltip")]:
        _remove(one)
    for name in ("id", "class"):
        root.attrib.pop(name, None)
    root.set("role", "img")
    title = etree.Element(f"{_SVG}title")
    title.text = chart.title
    root.insert(0, title)
    etree.cleanup_namespaces(root)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8"))


def _remove(one: etree._Element) -> None:
    parent = one.getparent()
    if parent is not None:
        if one.tail:
            before = one.getprevious()
            if before is not None:
                before.tail = (before.tail or "") + one.tail
            else:
                parent.text = (parent.text or "") + one.tail
        parent.remove(one)


_FOREIGN = re.compile(rb"""(?:https?:)?//(?!www\.w3\.org/(?:2000/svg|1999/xlink))|<script|\bon\w+\s*=""")


def is_clean(svg: bytes) -> bool:
    """True if there is no script, no handler and no address in it but those that name the format."""
    return _FOREIGN.search(svg) is None
