"""The words beside a figure: what makes it inexact, whether it is a change, which rates share it.

All of it looks a bounded stretch back or on, so that a figure costs the same anywhere in a text.
"""

from __future__ import annotations

import re

from reportsrc.numerals import ARABIC, SPACE
from reportsrc.text import Span

_BEFORE = (
    *("不得少于", "不得低于", "不得超过", "不得高于", "不少于", "不低于", "不超过", "不高于", "不多于", "不小于"),
    *(
        "不大于",
        "约占到",
        "约为",
        "约占",
        "约有",
        "不足",
        "不到",
        "大约",
        "大概",
        "超过",
        "将近",
        "接近",
        "至少",
        "至多",
    ),
    *(
        "最多",
        "最少",
        "突破",
        "約占",
        "約為",
        "超過",
        "將近",
        "約",
        "≥",
        "≤",
        "＞",
        "＜",
        ">",
        "<",
        "少于",
        "多于",
        "低于",
        "高于",
        "大于",
        "小于",
        "近",
        "约",
        "超",
        "逾",
    ),
)
_CALLED = {"约占到": "约", "约为": "约", "约占": "约", "约有": "约", "約占": "約", "約為": "約"}
_BEFORE_BY_END = {word[-1]: tuple(w for w in _BEFORE if w[-1] == word[-1]) for word in _BEFORE}
_NOT_ABOUT = (
    *("节约", "预约", "签约", "公约", "特约", "合约", "条约", "集约", "履约", "违约", "续约", "解约", "租约", "爽约"),
    *("節約", "預約", "簽約", "公約", "合約", "條約", "履約", "違約", "續約", "制約"),
    *("证据不足", "依据不足", "理由不足", "条件不足", "材料不足", "事实不足"),
    *("制约", "邀约", "最近", "附近", "临近", "邻近", "就近", "赶超", "反超", "商超"),
)
_AFTER = ("及以上", "(含)以上", "（含）以上", "以上", "以下", "以内", "左右", "上下")
_AFTER_STARTS = frozenset("以左上及(（ ")
_PERIODS = frozenset(("年", "天", "日", "个月", "周", "个工作日", "工作日"))
_APART = re.compile(
    r"(?:(?<![节预签公特合条集履违续解制])(约)(?:占|为|有|在|达|合|计)[^，,。；;：:、\d]{1,10}"
    r"|(至少|最多|至多)(?!的)[^，,。；;：:、\d]{1,5})$"
)

_CHANGE = frozenset("增升提涨漲扩擴攀翻降减減压壓缩縮精落滑锐多少")
_UP = (
    "增长|增長|增加(?!值)|上升|提高|提升|上涨|上调|上浮|扩大|擴大|攀升|跃升|回升|升高|提速|扩容"
    "|递增|净增|激增|猛增|翻|涨|漲|(?<!新)增|(?<!晋)升"
)
_LESSENED = "减少|減少|压减|壓減|压缩|壓縮|缩减|縮減|缩短|縮短|精简|精簡|降低"
_DOWN = f"下降|{_LESSENED}|压降|回落|下滑|下调|下浮|收窄|锐减|骤减|递减|核减|负增长|(?<!加)[减減](?:材料|环节|时限|时间|证明)?|降"
_OBJECT = rf"(?<=增加|提高|净增|压降|核减|净减|{_LESSENED})[^\W\da-zA-Z达至到为率度由从是比成各共]{{0,8}}"
_RATE = r"(?:幅度?|速|率|比例|比率)(?:均|也|都|分别)?(?:达到|高达|达|为|是|在)?"
_TAIL = "了|约|将近|接近|近|超过|超|逾|过|不到|不足|至少|大约|整整|仅|高达|达|共计|共|分别|均|各"
_DIRECTION = re.compile(rf"(?:({_UP})|{_DOWN})(?:{_RATE}|{_OBJECT})?(?:{_TAIL}){{0,2}}[{SPACE}]{{0,2}}+$")
_POINTS = re.compile(rf"(?:({_UP})|{_DOWN})[^，,。；;：:\d到至为]{{1,10}}(?<![高低])$")
_BETTERED = re.compile("(?:提升|提高|扩大|优化)[了近约超]?$")
_THINGS = frozenset(("个", "家", "项", "条", "处", "所", "名", "人", "支", "户"))
_ENDS = frozenset(("", *"，。；、,;！!）) \r\n"))
_PAST = r"(?:较|比)[^，,。；;：:]{0,8}(?:年|期|月|季|前|时)[^，,。；;：:]{0,4}"
_COMPARED = re.compile(rf"(?:同比|环比|相比|{_PAST})(?<![不至最减缺])(?:(多|多了)|少|少了)[^\W\d多少]{{0,4}}$")
_LESS = re.compile(r"[，,][^，,。；;：:\d]{0,8}(?<![不至最减缺])(?:(多)|少)(?:了|[^\W\d多少于]{2,4}$)$")
_COMPARING = re.compile(r"相比|同比|环比|(?:较|比)(?:上|去|前|20)")
_AFTER_CHANGE = re.compile(
    r"(?:的(?:(增长|增幅|涨幅|升幅|提升)|(?:下降|降幅|减幅|降低|压缩))|(增幅|涨幅|升幅)|(?:降幅|减幅))(?![到至为了率])"
)
_RATES = frozenset(("%", "‰", "倍", "番", "百分点", "成", ""))
_SIGNS = {"+": "increase", "＋": "increase", "↑": "increase", "-": "decrease", "－": "decrease", "−": "decrease"}
_SIGNS |= {"↓": "decrease"}
_BEFORE_SIGN = frozenset("比幅率增减(（：:|｜\t")

_SHARING = re.compile(
    r"(均|都|皆|全部|双双|分别|同时|一律)?(?:已|已经|连续\w{1,3})?"
    r"(?:保持在|保持|稳定在|达到了|达到|实现|高达|达|为|是|在)?(?:了|约|近|超过|超)?[ ]?"
)
_CLAUSE = re.compile(r"[，,。；;：:（(）)！？!?\r\n\u201c\u201d]")
_JOINED = re.compile("、|以及|和|及(?!时|格)|与")
_PAIRED = re.compile("[率度例比重][、和及与以]")
_MEASURES = ("率", "度", "比例", "占比", "比重")
_MEASURE_ENDS = tuple({word[-1] for word in _MEASURES})
_GOES_ON = re.compile(rf"[、和及与][{ARABIC}]")


def beside(text: str, begin: int, end: int, unit: str, about: str = "") -> tuple[str, str]:
    """What makes ``[begin, end)`` inexact (约 近 超 不少于 以上 …) and whether it is a change, either may be empty.

    ``about`` is an approximator already read between number and unit. The second is ``increase`` or ``decrease``, empty
    for a level (降至12%, 由5件增加到8件).
    """
    low = begin - 18 if begin > 18 else 0
    window = text[low:begin]
    if not about:
        about = _approximator(text, window, end, unit)
    if not _CHANGE.isdisjoint(window):
        match = _DIRECTION.search(window)
        if match is None and unit == "百分点":
            match = _POINTS.search(window)
        if match is None and ("多" in window or "少" in window):
            match = _COMPARED.search(window) or _LESS.search(window)
            if match is not None and match.re is _LESS and not _COMPARING.search(text, max(0, begin - 40), begin):
                match = None
        if match is not None and not (
            unit in _THINGS and _BETTERED.search(window) and text[end : end + 1] not in _ENDS
        ):
            return about, "increase" if match[1] else "decrease"
    if unit in _RATES:
        if window[-1:] in _SIGNS and window[:-1].rstrip(" ")[-1:] in _BEFORE_SIGN:
            return about, _SIGNS[window[-1]]
        if unit == "番":
            return about, "increase"
        if after := _AFTER_CHANGE.match(text, end):
            return about, "increase" if after[1] or after[2] else "decrease"
    return about, ""


def _approximator(text: str, window: str, end: int, unit: str) -> str:
    last = window[-1:]
    if last == " ":
        last = window[-2:-1]
        words = window[-5:-1]
    else:
        words = window[-4:]
    if (known := _BEFORE_BY_END.get(last)) and words.endswith(known):
        word = next(w for w in known if words.endswith(w))
        if not words.endswith(_NOT_ABOUT) and not (word == "近" and unit in _PERIODS):
            return _CALLED.get(word, word)
    if unit == "成" and text[end : end + 1] in ("多", "余"):
        return text[end]
    if end < len(text) and text[end] in _AFTER_STARTS:
        after = end + (text[end] == " ")
        word = next((w for w in _AFTER if text.startswith(w, after)), "")
        if word:
            return word[-2:]
    if ("约" in window or "至" in window or "最" in window) and (apart := _APART.search(window)):
        return apart[1] or apart[2]
    return ""


def is_signed(text: str, begin: int) -> bool:
    """True after a sign that tells a change: 同比+8.2%."""
    return (
        begin > 1 and text[begin - 1] in "+＋" and text[max(0, begin - 4) : begin - 1].rstrip(" ")[-1:] in _BEFORE_SIGN
    )


def sharing(text: str, begin: int, end: int) -> tuple[Span, ...]:
    """The names of the rates that share the rate ``[begin, end)``: 参考率、合格率均达100% has two; else none."""
    if not _PAIRED.search(text, max(0, begin - 48), begin):
        return ()
    stop = max(text.rfind(end_of, max(0, begin - 12), begin) for end_of in _MEASURE_ENDS) + 1
    told = _SHARING.fullmatch(text, stop, begin) if stop else None
    if told is None or (told[1] == "分别" and _GOES_ON.match(text, end)):
        return ()
    low = max(0, begin - 80)
    low = max((cut.end() for cut in _CLAUSE.finditer(text, low, stop)), default=low)
    names: list[Span] = []
    place = low
    for joint in _JOINED.finditer(text, low, stop):
        names.append(Span(place, joint.start()))
        place = joint.end()
    if not names:
        return ()
    names.append(Span(place, stop))
    first = len(names)
    while first and text[names[first - 1].start : names[first - 1].end].endswith(_MEASURES):
        first -= 1
    return tuple(names[first:]) if len(names) - first > 1 else ()
