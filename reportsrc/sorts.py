"""What the words of a list say of its sort: a thing and its contrary, kinds of one sort, people counted more than once."""

from __future__ import annotations

import re
from collections.abc import Sequence

DENIED = ("未", "不", "尚未", "没有", "非")
GRADES = ("优秀", "优良", "良好", "基本合格", "较好", "一般")
_SORTS_OF_PEOPLE = re.compile(
    "农民工|妇女|女性|未成年|青少年|老年|残疾|党员|少数民族|低保|军人|大学|研究生|本科|硕士|退役|困难群众"
)
_PLAIN_ENDS = ("案件", "事项", "问题", "任务", "活动")


def opposites(labels: Sequence[str]) -> bool:
    """True if two labels are a thing and its contrary (合格, 不合格): together they are all."""
    plain = [one.removeprefix("已") for one in labels if "不予" not in one]
    return any(two == word + one or two.replace(word, "", 1) == one for one in plain for two in plain for word in DENIED
               if one and word in two and one != two)  # fmt: skip


def of_one_kind(labels: Sequence[str]) -> bool:
    """True if the labels are kinds of one sort: they end alike (城建类, 教育类)."""
    ends = set()
    for label in labels:
        for word in _PLAIN_ENDS:
            label = label.removesuffix(word)
        ends.add(label[-1:])
    return len(ends) == 1 and ends != {""}


def overlapping(labels: Sequence[str]) -> bool:
    """True if the labels name people by what one person can be together (妇女, 农民工, 老年人): they need not add up."""
    return sum(bool(_SORTS_OF_PEOPLE.search(one)) for one in labels) > 1
