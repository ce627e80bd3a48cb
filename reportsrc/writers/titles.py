"""Where a title is broken: after words, never one character alone, each line longer or each shorter than the last."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from reportsrc.text import fold

WIDEST = 20
"""Full-width characters of a title in 2号 (22 pt) that one line of 156 mm holds."""
FULL = 18
"""Above this a line is broken although it would still fit: a title does not run from edge to edge."""
SHORTEST = 4
_MOST_LINES = 5

_WHOLE = re.compile(
    r"法治政府建设|法治政府|法治建设|依法行政|人民政府|政府办公室|办公室|办事处|街道|委员会|管理局|监督局|社会保障|"
    r"公共资源|综合行政执法|行政执法|市场监督|应急管理|卫生健康|自然资源|生态环境|住房和城乡建设|农业农村|文化和旅游|"
    r"年度工作报告|工作报告|年度报告|情况报告|工作情况|情况|报告|工作|关于|推进|落实|开展|贯彻|[《〈（(][^》〉）)]{0,12}[》〉）)]|"
    r"[0-9A-Za-z.%－-]+年度?|[0-9A-Za-z.%]+|[“‘][^”’]{0,12}[”’]"
)
_GOOD_END = re.compile(r"(?:人民政府|委员会|办事处|街道|管委会|办公室|局|厅|委|年度|年|关于|的|和|与|、)$")
_BAD_START = re.compile(r"^[的和与及、，。：；）》”’〉)\]]")
_GOOD_START = re.compile(r"^(?:关于|\d{4}年|法治政府建设|推进|年度报告|工作报告|情况)")


def width(words: str) -> float:
    """The width in full-width characters: Latin letters, digits and half-width marks count half."""
    return sum(0.5 if char < "\u0100" else 1 for char in words)


def _places(title: str) -> list[int]:
    """Where a title may be broken: not inside a word known to be one."""
    inside = {at for match in _WHOLE.finditer(fold(title)) for at in range(match.start() + 1, match.end())}
    return [at for at in range(1, len(title)) if at not in inside and not _BAD_START.match(title[at:])]


def _cost(lines: Sequence[str]) -> float:
    widths = [width(line) for line in lines]
    cost = sum(4.0 for line in lines[:-1] if not _GOOD_END.search(line))
    cost += sum(1.5 for line in lines[1:] if not _GOOD_START.match(line))
    cost += sum((w - FULL) * 6 for w in widths if w > FULL)
    cost += 40 if min(widths) < SHORTEST else 0
    cost += (max(widths) - min(widths)) * 0.35
    steps = [b - a for a, b in itertools.pairwise(widths)]
    if any(abs(step) < 1 for step in steps):
        cost += 2  # a block, not a trapezoid
    if len(steps) > 1 and any(a < 0 < b for a, b in itertools.pairwise(steps)):
        cost += 12  # an hourglass
    return cost


def broken(title: str) -> list[str]:
    """The lines of one title line: itself if it is short, else broken as official titles are. Nothing is lost."""
    whole = width(title)
    if whole <= FULL or len(title) > WIDEST * _MOST_LINES:
        return [title]
    places = _places(title)
    least = int(-(-whole // WIDEST))
    for count in range(least, least + 2):
        if count < 2:
            continue
        found = _best(title, places, count)
        if found:
            return found
    return [title]


def _best(title: str, places: Sequence[int], count: int) -> list[str]:
    best: tuple[float, list[str]] | None = None
    near = [at for at in places if at > 1]
    for cuts in itertools.combinations(near, count - 1) if len(near) ** (count - 1) < 200_000 else ():
        edges = (0, *cuts, len(title))
        lines = [title[a:b] for a, b in itertools.pairwise(edges)]
        if max(map(width, lines)) > WIDEST:
            continue
        cost = _cost(lines)
        if best is None or cost < best[0]:
            best = (cost, lines)
    return best[1] if best else []
