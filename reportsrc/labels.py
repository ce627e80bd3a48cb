"""What a portal's header is made of: labels and their synonyms, dates, index numbers, noise; a page on one line cut up.

All patterns run over ``plain(text)``, whose positions are those of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from reportsrc.markers import chinese_number
from reportsrc.text import Span
from reportsrc.wrapping import unwrapped

LABELS: dict[str, tuple[str, ...]] = {
    "index_number": ("信息索引号", "索引号", "索引号码", "索引编号", "索引码", "索取号", "检索号", "信息编号"),
    "issuer": (
        "发布机构", "发布机关", "发文机构", "发文机关", "发文单位", "发文部门", "制发机构", "制发机关", "制发单位", "制定机关",
        "发布单位", "发布部门", "发布主体", "公开主体", "公开机构", "公开单位", "公开部门", "公开责任部门", "信息公开主体",
        "生成机构", "生成单位", "印发机关", "发布处室", "信息发布机构", "信息发布单位",
    ),
    "owner": ("所属机构", "所属部门", "所属单位", "责任部门", "责任单位", "责任科室", "主办单位", "主办部门"),
    "doc_number": (
        "发文字号", "文件编号", "公文字号", "文件字号", "发文文号", "公文文号", "文件号", "文号", "备注/文号", "字号/文号", "发文号",
    ),
    "signed_on": (
        "成文日期", "成文时间", "生成日期", "生成时间", "发文日期", "发文时间", "制发日期", "制发时间", "印发日期", "印发时间",
        "签发日期", "签发时间", "形成日期", "形成时间", "信息生成日期", "信息形成日期", "公文生成日期", "制作日期", "产生日期", "签署日期",
    ),
    "published_at": (
        "发布日期", "发布时间", "公开日期", "公开时间", "公布日期", "公布时间", "信息提供日期", "提供日期", "发表时间", "发表日期",
        "上传时间", "上传日期", "录入时间", "信息发布时间", "信息发布日期", "上网日期",
        "添加时间", "添加日期", "刊登时间", "推送时间", "报送时间", "上网时间", "发稿时间", "刊发时间", "发布于", "发表于", "时间", "日期",
    ),
    "updated": ("更新时间", "更新日期", "修改时间", "最后更新"),
    "source": (
        "信息来源", "文章来源", "稿件来源", "内容来源", "文件来源", "资料来源", "新闻来源", "来源单位", "来源部门", "来源机构", "稿源单位", "来源",
        "稿源", "供稿单位", "来稿单位", "供稿", "来稿", "发布来源", "转载自",
    ),
    "topic": (
        "主题分类", "主题类别", "信息分类", "文件分类", "信息类别", "所属主题", "所属类别", "所属类型", "分类", "主题",
    ),
    "column": ("组配分类", "内容分类", "所属分类", "目录分类"),
    "genre": ("体裁分类", "公文种类", "公文类别", "信息体裁", "文件体裁", "体裁", "文种", "公文体裁", "公文文种", "文件种类", "文件类型"),
    "openness": ("公开方式", "公开形式", "公开类型", "公开类别", "公开属性", "信息公开方式", "公开选项"),
    "scope": ("公开范围", "信息公开范围", "公开对象"),
    "validity": (
        "有效性", "有效期", "公开时限", "公开期限", "公开时效", "公文时效", "时效性", "时效", "效力状态", "文件状态", "生效时间",
        "生效日期", "实施日期", "终止时间", "终止日期", "截止日期", "废止日期", "废止时间", "失效日期", "失效时间", "是否有效", "状态",
    ),
    "name": ("信息名称", "文件名称", "文件标题", "信息标题", "公文名称", "公文标题", "名称", "标题", "题名"),
    "keywords": ("关键字", "关键词", "主题词", "标签"),
    "summary": ("内容概述", "内容摘要", "内容概要", "信息概要", "信息摘要", "摘要", "概述"),
    "visits": (
        "浏览次数", "浏览人次", "浏览量", "访问次数", "访问人次", "访问量", "点击率", "点击数", "点击量", "点击次数", "阅读人次",
        "阅读次数", "阅读量", "阅读数", "阅读", "浏览", "点击", "访问", "人气", "浏览人数",
    ),
    "tools": (
        "字体大小", "文字大小", "字体", "字号", "分享到", "分享至", "分享", "打印", "视力保护色", "保护视力色", "视力保护", "背景色",
        "责任编辑", "责编", "作者", "编辑", "编审", "审核", "审签", "校对", "初审", "复审", "终审", "签发人", "签发", "发布人", "录入人",
        "录入", "撰稿", "撰稿人", "信息员", "服务对象", "载体类型", "语种", "公开程序", "下载", "附件下载", "二维码", "栏目", "所属栏目",
        "公开目录", "信息目录", "目录", "邮编", "联系电话", "记录形式",
    ),
}  # fmt: skip
"""The labels of each field as portals print them, simplified; blanks may stand between the characters."""

_COMPOSED: dict[str, tuple[str, str]] = {
    "index_number": ("信息 政府信息 公文 文件", "索引号 索引号码 索引编号 索引码 索引 索取号 检索号"),
    "issuer": (
        "发布 信息发布 发文 制发 制定 制作 公开 信息公开 生成 信息生成 印发 颁布 公布",
        "机构 机关 单位 部门 主体 责任部门",
    ),
    "owner": ("所属 责任 主办 承办 牵头 提供 信息提供", "机构 部门 单位 科室 处室"),
    "doc_number": ("发文 公文 文件 制发", "字号 文号 编号 号"),
    "signed_on": ("成文 生成 信息生成 公文生成 文件生成 发文 制发 印发 签发 签署 形成 信息形成 制作 产生 拟定", "日期 时间"),
    "published_at": (
        "发布 信息发布 公开 信息公开 公布 颁布 提供 信息提供 发表 上传 录入 信息录入 添加 刊登 推送 上网 上线 发稿 刊发",
        "日期 时间",
    ),
    "updated": ("更新 信息更新 最后更新 修改 最后修改", "日期 时间"),
    "source": (
        "信息 文章 稿件 内容 文件 资料 新闻 文稿 数据 本文 消息 供稿 发布",
        "来源 来源单位 来源部门 来源机构",
    ),
    "topic": ("主题 所属主题 信息 文件 公文主题 信息主题 内容主题", "分类 类别"),
    "genre": ("体裁 公文 公文体裁 信息体裁 文件体裁 文种", "分类 种类 类别 类型"),
    "openness": ("公开 信息公开 政府信息公开", "方式 形式 类型 类别 属性 选项 性质"),
    "name": ("信息 文件 公文 文档 政策", "名称 标题 题名 题目"),
}  # fmt: skip
"""Labels put together of what is named and what is said of it: each first half with each second half."""

_SIMPLER = str.maketrans(
    "〖〗號發佈機構時間來題類體開範圍關鍵詞稱標瀏覽數點擊訪問閱讀責編輯單門備註設報總結況況屬組內長",
    "【】号发布机构时间来题类体开范围关键词称标浏览数点击访问阅读责编辑单门备注设报总结况况属组内长",
)


def plain(text: str) -> str:
    """The view that is searched: both widths one, paragraphs whole, a label's traditional characters simplified."""
    return unwrapped(text).translate(_SIMPLER)


FIELD = {
    first + last: key
    for key, (firsts, lasts) in _COMPOSED.items()
    for first in firsts.split()
    for last in lasts.split()
} | {label: key for key, labels in LABELS.items() for label in labels}


def _any_of(endings: Iterable[str]) -> str:
    """A pattern for the longest of these words, blanks between their characters; words that begin alike share it."""
    by_first: dict[str, list[str]] = {}
    for one in endings:
        if one:
            by_first.setdefault(one[0], []).append(one[1:])
    branches = []
    for first, rests in by_first.items():
        deeper = _any_of(rests)
        more = f"(?:[ ]{{0,8}}{deeper}){'?' if '' in rests else ''}" if deeper else ""
        branches.append(re.escape(first) + more)
    return f"(?:{'|'.join(branches)})" if branches else ""


_NAMES = _any_of(FIELD)
LABEL = re.compile(
    rf"(?:[\[【] ?(?P<boxed>{_NAMES}) ?:? ?[\]】][ ]?:?|(?<![一-鿿])(?P<plain>{_NAMES})[ ]{{0,4}}:|(?<=[0-9a-zA-Z一-鿿])(?P<fused>{_NAMES}):)"
)
BARE_LABEL = re.compile(rf"^[•\-*·|\s]{{0,4}}(?P<name>{_NAMES})[ ]?:?$")
PAIR_LABEL = re.compile(rf"(?:^|(?<=\s))(?P<name>{_NAMES})(?:[ ]{{1,4}}(?=\S)|$)")
LABEL_FIRST = re.compile(rf"^[•\-*·|\s\[【]{{0,4}}(?:{_NAMES})")
_CLOCK_TIME = r"(?P<H>\d{1,2})[ ]?[:时点][ ]?(?P<M>\d{2})(?:[ ]?[:分][ ]?(?P<S>\d{2}))?[分秒]?"
DATE = re.compile(
    r"(?P<y>(?:19|20)\d\d)[ ]{0,2}[-—/.年][ ]{0,2}(?P<m>\d{1,2})[ ]{0,2}[-—/.月][ ]{0,2}(?P<d>\d{1,2})(?!\d)[ ]?日?"
    rf"(?:[ T]{{0,4}}{_CLOCK_TIME})?"
)
DOTTED = re.compile(
    r"(?<!\d)(?P<d>\d{1,2})[./](?P<m>\d{1,2})[./](?P<y>(?:19|20)\d\d)(?:\s{1,4}(?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2}))?)?"
)
CHINESE_DATE = re.compile(
    "(?P<y>二[〇○OＯ零0][〇○OＯ零0一二三四五六七八九]{2})年(?P<m>[一二三四五六七八九十]{1,2})月(?P<d>[一二三四五六七八九十]{1,3})日"
)
INDEX = re.compile(
    r"(?<![\w/])[A-Za-z0-9][A-Za-z0-9\-]{2,40}/?(?:19|20)\d\d-\d{3,8}(?!\d)|(?<![\w/])\w{4,24}--?20\d\d-\d{3,8}"
)
TITLE = re.compile("(?:法治政府|依法行政|法治建设)[^。]{0,20}(?:报告|情况|总结|年度)")
CLOCK = re.compile(r"今天是|农历|星期|周[一二三四五六日天]")
BODY = re.compile(r"现将|报告如下|汇报如下|以习近平|[。;]")
PART = re.compile(r"一、|\(一\)|第一部分")
WEEKDAY = r"(?: ?(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}| ?星期[一二三四五六日天])?"
_DATED = re.compile(DATE.pattern + WEEKDAY)
_PROSE = re.compile(r"一、|\(一\)|第一部分|现将|各位|20\d\d ?年(?:度|以来|来)?,")
_PIECES = re.compile(
    r"\|(?:[^|。\r\n]{0,160}\|)+"
    rf"|(?:{DATE.pattern.replace('?P<', '?P<a')}|{DOTTED.pattern.replace('?P<', '?P<b')}){WEEKDAY}"
    r"|[^\s>»›→]{1,30}(?: ?[>»›→]{1,2} ?[^\s>»›→]{1,30})+"
    r"|[\[【(][^\[\]【】()\r\n]{0,40}[\]】)]"
    r"|[•·*-] {0,2}\S+"
    r"|\S+"
)
_NAME_AT = re.compile(
    rf"(?:[•·*-] {{0,2}})?(?:[\[【] ?(?:{_NAMES}) ?:? ?[\]】] ?:?|(?:{_NAMES})(?: {{0,4}}:|(?=[\s【\[]|$)))"
)
_BOX = re.compile(r"[\[【(][^\[\]【】()\r\n]{0,40}[\]】)]")
_CHOICES = ("validity", "visits", "tools", "keywords")
_COUNT = re.compile(r"[\d,]{1,9}[次人]{0,2}|[次人-]{1,2}")
_BODY_NAME = re.compile("(?:府|委|局|厅|处|镇|乡|街道|办|会|组)$")
_LONGEST_LABELLED = 400
_MOST_TOKENS = 3


def parse_date(words: str) -> date | datetime | None:
    """The date a header prints in any of its forms (``2024- 03- 04 16: 22``, ``25.02.2016``, ``2017年02月28日``).

    A naive datetime where a time stands beside it, a date else, None if there is none or it does not exist.
    """
    match = DATE.search(words) or DOTTED.search(words)
    if match is None:
        return _chinese_date(words)
    try:
        day = date(int(match["y"]), int(match["m"]), int(match["d"]))
        if match["H"] is None:
            return day
        return datetime(day.year, day.month, day.day, int(match["H"]), int(match["M"]), int(match["S"] or 0))
    except ValueError:
        return None


def _chinese_date(words: str) -> date | None:
    """``二〇二四年三月一日`` as a date; None if there is none."""
    match = CHINESE_DATE.search(words)
    if match is None:
        return None
    year = int("".join(str("〇一二三四五六七八九".index(c)) for c in re.sub("[○OＯ零0]", "〇", match["y"])))
    try:
        return date(year, chinese_number(match["m"]), chinese_number(match["d"]))
    except ValueError:
        return None


def is_whole_page(words: str) -> bool:
    """True if a line holds more than header or title: a page that lost its line breaks."""
    return len(words) > 60 and " " in words and (len(words) > _LONGEST_LABELLED or bool(TITLE.search(words)))


def pieces(view: str, line: Span) -> Iterator[Span]:
    """What a page on one line printed on lines of its own, up to its text: label with value, date, title, button."""
    at = line.start
    while at < line.end:
        if view[at].isspace():
            at += 1
            continue
        if _begins_text(view, at, line.end):
            return
        stop = _labelled_piece(view, at, line.end) or _PIECES.match(view, at, line.end).end()  # type: ignore[union-attr]
        while (
            stop < line.end - 1 and view[stop] == " " and view[stop + 1 : stop + 3].rstrip() in ("大", "中", "小", "次")
        ):
            stop += 2
        yield Span(at, stop)
        at = stop


def _begins_text(view: str, at: int, end: int) -> bool:
    blank = view.find(" ", at, min(end, at + 200))
    token = view[at : blank if blank >= 0 else min(end, at + 200)]
    return bool(_PROSE.match(token)) or ("。" in token and len(token) > 25) or len(token) > 120


def _labelled_piece(view: str, at: int, end: int) -> int:
    """Where a label at ``at`` and its value end; 0 if there is no label."""
    label = _NAME_AT.match(view, at, end)
    if label is None:
        return 0
    key = FIELD["".join(c for c in label.group() if c not in " []【】:•·*-")]
    start = _skip(view, label.end(), end)
    if start >= end or view[start] in "•·" or _NAME_AT.match(view, start, end) or _begins_text(view, start, end):
        return label.end()
    if key in ("signed_on", "published_at", "updated"):
        dated = _DATED.match(view, start, end) or DOTTED.match(view, start, end)
        return dated.end() if dated else label.end()
    boxed = _BOX.match(view, start, end)
    if key in _CHOICES:
        return _choices(view, boxed.end() if boxed else start, end, key)
    stop = boxed.end() if boxed else _token(view, start, end)
    if TITLE.search(view, start, stop) and key != "name":
        return label.end()
    after, more = stop, 0
    while more < _MOST_TOKENS:
        after = _skip(view, after, end)
        if after >= end or _NAME_AT.match(view, after, end):
            return stop
        if _begins_text(view, after, end) or DATE.match(view, after, end) or view[after] in "[【•·|":
            break
        after, more = _token(view, after, end), more + 1
        if TITLE.search(view, start, after):
            break
        following = _skip(view, after, end)
        if _NAME_AT.match(view, following, end):
            return after
    return stop


def _choices(view: str, at: int, end: int, key: str) -> int:
    """Where the short words of buttons, counters and choices (``大 中 小``, ``有效 失效 废止``) end."""
    stop = at
    while (start := _skip(view, stop, end)) < end:
        after = _token(view, start, end)
        words = view[start:after]
        if not (
            _COUNT.fullmatch(words)
            or (key != "visits" and len(words) <= (20 if "," in words else 6) and not _BODY_NAME.search(words))
        ):
            break
        if _NAME_AT.match(view, start, end) or _begins_text(view, start, end):
            break
        if DATE.match(view, start, end) or TITLE.search(view, start, after) or view[after - 1] == ":":
            break
        stop = after
    return stop


def _token(view: str, start: int, end: int) -> int:
    """Where the words from ``start`` on end: at a blank, or before a label printed right behind them."""
    stop = start
    while stop < end and not view[stop].isspace():
        stop += 1
    fused = LABEL.search(view, start, min(end, stop + 12))
    return fused.start() if fused and start < fused.start() < stop else stop


def _skip(view: str, at: int, end: int) -> int:
    while at < end and view[at].isspace():
        at += 1
    return at
