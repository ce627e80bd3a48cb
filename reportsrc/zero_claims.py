"""Claims that there was none: 零败诉, 无一起复议案件, 未发生安全事故. Each is a figure of value nought."""

from __future__ import annotations

import re
from functools import cache

from reportsrc.units import load_units

NOT = "零无無未没沒"
_AFTER_NOT = "发發出产產收接引形存造有曾再新因"
_ONE = r"[一1１]({classifiers})(?!外|性|办|事(?!故|件|项)|[件起例]?次性)"
_BECAUSE = r"因[^，,。；;：:、\s\d]{1,12}?"
_HAPPENED = "发生|發生|出现|產生|产生|收到|发现|接到|引发|形成|存在|接获|造成"


@cache
def _claims() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, str]]:
    """A denied one or thing from 无 or 未 on, a thing after 零, and by which unit things are counted."""
    zero = load_units().zero
    unit_of = {noun: unit for unit, nouns in zero.nouns.items() for noun in nouns}
    nouns = "|".join(sorted(unit_of, key=len, reverse=True))
    kinds = "|".join(sorted(zero.kinds, key=len, reverse=True))
    one = _ONE.format(classifiers="|".join(sorted(zero.classifiers, key=len, reverse=True)))
    thing = rf"(?:{kinds}){{0,6}}({nouns})(?!率|风险|隐患|苗头|防控|防范|预防|人|发生率)"
    denied = re.compile(
        rf"(?:[无無]|[没沒]有|未有)(?:任何|因)?(?:{one}|{thing})"
        rf"|(?:未|[没沒]有?)(?:有|曾|再|新)?(?:{_BECAUSE})?(?:{_HAPPENED})(?:过|任何)?(?:{one}|{thing})"
    )
    return denied, re.compile(rf"[零0０]”?{thing}"), unit_of


def opening() -> str:
    """An expression of what may follow a character of ``NOT`` in a claim, without taking any of it."""
    zero = load_units().zero
    things = {word[0] for words in (*zero.nouns.values(), zero.kinds) for word in words}
    first = re.escape("".join(sorted(things | set("一1１任因”"))))
    return rf"(?:(?<=[未没沒])(?=[{_AFTER_NOT}])|(?<=[零无無])(?=[{first}]))"


def zero_claim(text: str, place: int) -> tuple[int, str] | None:
    """Where the claim that opens at ``place`` (at 零 无 未 没 or a nought) ends, and its unit; None if it is none.

    The unit is the classifier printed (无一起: 起), else the one the thing is counted by, from ``terms/units.toml``.
    """
    denied, worded, unit_of = _claims()
    if text[place] in "零0０":
        match = worded.match(text, place)
        return (match.end(), unit_of[match[1]]) if match else None
    match = denied.match(text, place)
    if match is None:
        return None
    return match.end(), match[1] or match[3] or unit_of[match[2] or match[4]]
