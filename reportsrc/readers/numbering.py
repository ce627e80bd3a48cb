"""The numbers Word prints before paragraphs of its automatic lists: they stand in no paragraph's text."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from reportsrc.numerals import in_chinese

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LEVELS = 9
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_LEGAL = str.maketrans("零一二三四五六七八九十百千万亿", "零壹贰叁肆伍陆柒捌玖拾佰仟萬億")
_PLAIN_CHINESE = frozenset((
    "chineseCounting", "chineseCountingThousand", "taiwaneseCounting", "taiwaneseCountingThousand",
    "japaneseCounting", "ideographDigital", "taiwaneseDigital", "japaneseDigitalTenThousand", "koreanDigital2",
))  # fmt: skip
_ENCLOSED = {
    "decimalEnclosedCircle": 0x2460,
    "decimalEnclosedCircleChinese": 0x2460,
    "decimalEnclosedParen": 0x2474,
    "decimalEnclosedFullstop": 0x2488,
    "ideographEnclosedCircle": 0x3280,
}
_ROMAN = tuple(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"),
        strict=True,
    )
)


def value_of(node: etree._Element | None, name: str = "val") -> str:
    """An attribute of Word's namespace; empty where the element or the attribute is absent."""
    return "" if node is None else str(node.get(f"{W}{name}") or "")


def integer_of(words: str, default: int = 0) -> int:
    """A small whole number, else the default."""
    return int(words) if words.isascii() and words.isdecimal() and len(words) < 6 else default


def is_on(node: etree._Element | None) -> bool:
    """Whether a property that is on by standing there is on."""
    return node is not None and value_of(node) not in ("0", "false", "off", "none")


def printed(kind: str, number: int) -> str:
    """A number as a list format prints it (``chineseCounting`` 十一, ``upperRoman`` XI …); Arabic where unknown."""
    if kind in ("none", "bullet"):
        return ""
    if kind in _PLAIN_CHINESE:
        return in_chinese(number)
    if kind in ("chineseLegalSimplified", "ideographLegalTraditional"):
        return in_chinese(number).translate(_LEGAL)
    if kind in _ENCLOSED and 1 <= number <= (10 if kind == "ideographEnclosedCircle" else 20):
        return chr(_ENCLOSED[kind] + number - 1)
    if kind == "ideographTraditional" and 1 <= number <= 10:
        return _STEMS[number - 1]
    if kind == "ideographZodiac" and 1 <= number <= 12:
        return _BRANCHES[number - 1]
    if kind in ("lowerLetter", "upperLetter") and 1 <= number <= 780:
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter.upper() if kind == "upperLetter" else letter
    if kind in ("lowerRoman", "upperRoman") and 1 <= number < 4000:
        return _roman(number).upper() if kind == "upperRoman" else _roman(number)
    if kind.startswith("decimalFullWidth"):
        return "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))
    return f"{number:02d}" if kind == "decimalZero" else str(number)


def _roman(number: int) -> str:
    made = ""
    for value, letters in _ROMAN:
        made += letters * (number // value)
        number %= value
    return made


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list is printed."""

    kind: str = "decimal"
    pattern: str = ""
    start: int = 1
    restarts: bool = True
    arabic: bool = False
    style: str = ""


def _level(node: etree._Element) -> _Level:
    formats = node.findall(f".//{W}numFmt")
    return _Level(
        kind=value_of(formats[-1]) if formats else "decimal",
        pattern=value_of(node.find(f"{W}lvlText")),
        start=integer_of(value_of(node.find(f"{W}start")), 1),
        restarts=value_of(node.find(f"{W}lvlRestart")) != "0",
        arabic=is_on(node.find(f"{W}isLgl")),
        style=value_of(node.find(f"{W}pStyle")),
    )


@dataclass
class _List:
    """A list of the document (``w:num``): its levels, and the counters it shares with others of one definition."""

    levels: dict[int, _Level]
    counters: dict[int, int]
    restarts_at: dict[int, int]


@dataclass
class Numbering:
    """Every list of a document, counting on as paragraphs are read in order."""

    lists: dict[str, _List] = field(default_factory=dict)
    styles: dict[str, tuple[str, int | None]] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)

    def label(self, properties: etree._Element | None) -> str:
        """The number printed before the paragraph of these properties (``w:pPr``); empty if it has none."""
        if properties is None:
            return ""
        number = properties.find(f"{W}numPr")
        style = value_of(properties.find(f"{W}pStyle"))
        list_id = value_of(number.find(f"{W}numId")) if number is not None else ""
        level = value_of(number.find(f"{W}ilvl")) if number is not None else ""
        by_style, style_level = self._of_style(style)
        found = self.lists.get(list_id or by_style)
        if found is None:
            return ""
        if level:
            return self._next(found, integer_of(level))
        if style_level is None:
            style_level = next((n for n, one in found.levels.items() if style and one.style == style), 0)
        return self._next(found, style_level)

    def _of_style(self, style: str) -> tuple[str, int | None]:
        for _ in range(12):  # styles rest on styles, a hostile file's in a circle
            if not style or style in self.styles:
                break
            style = self.parents.get(style, "")
        return self.styles.get(style, ("", None))

    def _next(self, found: _List, at: int) -> str:
        level = found.levels.get(at)
        if level is None or level.kind in ("bullet", "none"):
            return ""
        counters = found.counters
        if at in found.restarts_at:
            counters[at] = found.restarts_at.pop(at)
        else:
            counters[at] = counters.get(at, level.start - 1) + 1
        for deeper in [one for one in counters if one > at]:
            if deeper not in found.levels or found.levels[deeper].restarts:
                del counters[deeper]
        text = level.pattern
        for one in range(at + 1):
            own = found.levels.get(one, _Level())
            kind = "decimal" if level.arabic else own.kind
            text = text.replace(f"%{one + 1}", printed(kind, counters.get(one, own.start)))
        return f"{text} " if text[-1:].isascii() and text[-1:].isalnum() else text


def read_numbering(root: etree._Element | None, styles: etree._Element | None) -> Numbering:
    """The lists of ``word/numbering.xml`` and the styles that belong to them."""
    numbering = Numbering()
    if root is None:
        return numbering
    levels_of: dict[str, dict[int, _Level]] = {}
    of_list_style: dict[str, str] = {}
    links: dict[str, str] = {}
    for node in root.iter(f"{W}abstractNum"):
        key = value_of(node, "abstractNumId")
        own = {integer_of(value_of(one, "ilvl")): _level(one) for one in node.findall(f"{W}lvl")}
        levels_of[key] = {at: level for at, level in own.items() if at < LEVELS}
        if style := value_of(node.find(f"{W}styleLink")):
            of_list_style[style] = key
        if style := value_of(node.find(f"{W}numStyleLink")):
            links[key] = style
    counters: dict[str, dict[int, int]] = {}
    for node in root.iter(f"{W}num"):
        key = value_of(node.find(f"{W}abstractNumId"))
        key = of_list_style.get(links.get(key, ""), key)
        levels, restarts = dict(levels_of.get(key, {})), {}
        for override in node.findall(f"{W}lvlOverride"):
            at = integer_of(value_of(override, "ilvl"))
            if at < LEVELS and (own := override.find(f"{W}lvl")) is not None:
                levels[at] = _level(own)
            if (start := override.find(f"{W}startOverride")) is not None:
                restarts[at] = integer_of(value_of(start), 1)
        numbering.lists[value_of(node, "numId")] = _List(levels, counters.setdefault(key, {}), restarts)
    for style in styles.iter(f"{W}style") if styles is not None else ():
        key = value_of(style, "styleId")
        numbering.parents[key] = value_of(style.find(f"{W}basedOn"))
        number = style.find(f"{W}pPr/{W}numPr")
        if number is not None:
            level = value_of(number.find(f"{W}ilvl"))
            numbering.styles[key] = (value_of(number.find(f"{W}numId")), integer_of(level) if level else None)
    return numbering
