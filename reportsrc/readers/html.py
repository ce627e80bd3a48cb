"""Portal pages: the text of the blocks, a line each, without scripts, navigation and form controls.

What a portal sets around an article goes too: lines that are nothing but links (menus, breadcrumbs, related articles)
and, below the text, whatever begins with its buttons or its foot line (分享到, 上一篇, 版权所有).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from reportsrc.readers.apart import Failure, answer, run_apart
from reportsrc.readers.content import ReadError
from reportsrc.text import fold

_DROPPED = frozenset((
    "script", "style", "noscript", "template", "nav", "footer", "aside", "head", "select", "option", "button", "input",
    "textarea", "datalist", "iframe", "svg", "canvas", "object", "audio", "video", "map", "rt", "rp",
))  # fmt: skip
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html",
    "legend", "li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul",
))  # fmt: skip
_CELLS = frozenset(("td", "th"))
_CHARSETS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
}
_CHARSET = re.compile(rb"<meta\b[^>]{0,200}?charset\s{0,8}=\s{0,8}[\"']?\s{0,8}([\w-]{1,24})", re.IGNORECASE)
_PAGE = re.compile(
    r"<!doctype html|<(?:html|head|body|div|p|br|table|tbody|tr|td|span|font|center|section|article|h[1-6])(?:[\s>]|/>)",
    re.IGNORECASE,
)
_BLANKS = re.compile(r"[ \t\u00a0]+")
_SOURCE_BLANKS = re.compile(r"[ \t\r\n\f]+")
_KEPT = re.compile(r"white-space\s{0,8}:\s{0,8}(?:pre|break-spaces)", re.IGNORECASE)
_CODE = re.compile(
    r"(?:(?:var|let|const) \w{1,40} {0,3}[=;]|(?:async )?function[ (]|document\.|window\.|\$\(|jQuery|if {0,2}\(|[})\]]{1,4}[;,]?$"
    r"|return[ ;]|//<!\[CDATA|//\]\]>|/\*|\w{1,40}\([^一-鿿]{0,80}\);?$|[.#]?[\w-]{1,40} {0,2}\{)"
)
"""What a line of a script or a style sheet begins with that stands in the page as text."""
_UNSEEN = re.compile(r"display\s{0,8}:\s{0,8}none", re.IGNORECASE)
_HEADINGS = frozenset(("h1", "h2", "h3"))
_LINK, _LINK_END = "\ufdd0", "\ufdd1"
"""Set around the words of a link while lines are put together; no text may hold these two."""
_TAG = re.compile(r"<(/?)([a-zA-Z]{1,12})")
_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{6000}")
_FORMATTING = frozenset(
    ("a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u")
)
_NOT_NESTED = frozenset((
    "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "option", "p",
    "param", "source", "tbody", "td", "tfoot", "th", "thead", "tr", "track", "wbr",
))  # fmt: skip
"""Elements that stand alone, or whose end a page may leave out."""
MOST_NESTED = 200
MOST_FORMATTING = 12
MOST_CELLS = 30
"""Tables in cells of tables, beyond which a cell is read as a block."""
APART_SECONDS = 15
_LINKED = re.compile(f"{_LINK}[^{_LINK_END}]*+{_LINK_END}")
_PROSE = re.compile(r"[\u3400-\u9fff]{4}")
_SAYS = re.compile(r"[0-9A-Za-z\u3400-\u9fff]")
_FOOT = re.compile(
    r"(?:上|下)一(?:篇|条|页|个)[: ]|分享(?:到|至|:|$)|[【\[ ]{0,2}(?:打印|关闭|收藏|返回|纠错|顶部|回到顶部|返回顶部|推荐)"
    r"(?:本页|此页|页面|窗口|文章)?[】\] ]|(?:打印本页|关闭窗口|关闭本页|回到顶部|返回顶部|打印|关闭|顶部|分享)$"
    r"|责任编辑[: ]|编辑:|\(?责编[: ]|扫一扫|扫码|相关(?:信息|文章|链接|阅读|新闻|附件|稿件|政策|解读|内容|推荐)(?:[: ]|$)"
    r"|友情链接|热门(?:推荐|文章)|推荐阅读|版权所有|版权声明|主办(?:单位)?[: ]|承办(?:单位)?[: ]|网站(?:标识码|地图|声明)"
    r"|.{0,40}(?:ICP备|公网安备|网站标识码|版权所有|技术支持:)|(?:copyright|©)|您是第|访问量:|[×xX]$",
    re.IGNORECASE,
)
_WIDE = re.compile(r"[\u2018-\u201d\u2026\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")


def is_page(text: str) -> bool:
    """True if a decoded file is HTML."""
    return _PAGE.search(text, 0, 4096) is not None


def declared_charset(data: bytes) -> str | None:
    """The Chinese encoding a page's ``meta`` names, as Python calls it; None for any other or none."""
    match = _CHARSET.search(data, 0, 4096)
    return _CHARSETS.get(match[1].decode("ascii", "replace").lower()) if match else None


def page_text(source: str) -> str:
    """``html_text`` of a page; of one that is written to wear a parser out, apart and with limits.

    Raises ``ReadError`` where those are not enough.
    """
    if not is_wild(source):
        return html_text(source)
    made = run_apart(__name__, source.encode("utf-8", "replace"), seconds=APART_SECONDS)
    if isinstance(made, Failure):
        raise ReadError("网页的标记过于复杂，没能读完，请把正文另存为 docx 或文本文件后再导入。")
    return made.decode("utf-8")


def is_wild(source: str) -> bool:
    """True if a page nests deeper, or leaves more open, than people's pages do: parsing it may take very long."""
    if _LONG_TAG.search(source):
        return True
    nested = formatting = 0
    for match in _TAG.finditer(source):
        name = match[2].lower()
        if name in _NOT_NESTED:
            continue
        step = -1 if match[1] else 1
        nested = max(0, nested + step)
        if name in _FORMATTING:
            formatting = max(0, formatting + step)
        if nested > MOST_NESTED or formatting > MOST_FORMATTING:
            return True
    return False


def html_text(source: str) -> str:
    """The text of an HTML page, one line a block, cells of a row parted by a blank; entities resolved.

    What the page does not show (``hidden``, ``display:none``) is left out, unless most of its text is there; so are
    lines of links alone, and the portal's foot.
    """
    tree = LexborHTMLParser(source)
    top = tree.body or tree.root
    if top is None:
        return ""
    shown, unseen = _Lines(), _Lines()
    for token in _walk(top):
        (unseen if token.unseen else shown).add(token)
    if len(unseen.text()) > len(shown.text()):
        shown = _Lines()
        for token in _walk(top):
            shown.add(token)
    return shown.text()


class _Token(NamedTuple):
    """A piece of text, or the start or end of a cell, or (none of these) a line's end."""

    words: str = ""
    cell: str = ""
    unseen: bool = False


class _Place(NamedTuple):
    """What holds for a node because of the nodes around it."""

    unseen: bool = False
    kept: bool = False  # preformatted
    linked: bool = False
    heading: bool = False


def _walk(top: LexborNode) -> Iterator[_Token]:
    """The tokens of a tree in order, without recursion (a page may nest very deep)."""
    stack: list[tuple[LexborNode, bool, _Place]] = [(top, False, _Place())]
    while stack:
        node, closing, place = stack.pop()
        tag = node.tag or ""
        if closing:
            yield _Token(cell="end" if tag in _CELLS else "", unseen=place.unseen)
            continue
        if tag == "-text":
            yield from _words(node.text_content or "", place)
            continue
        if tag in _DROPPED or tag.startswith(("-", "!")):
            continue
        place = _Place(
            place.unseen or _is_unseen(node),
            place.kept or tag == "pre" or bool(_KEPT.search(node.attributes.get("style") or "")),
            place.linked or (tag == "a" and "href" in node.attributes and not place.heading),
            place.heading or tag in _HEADINGS,
        )
        if tag in _BLOCKS or tag in _CELLS:
            yield _Token(cell="start" if tag in _CELLS else "", unseen=place.unseen)
            stack.append((node, True, place))
        children = list(node.iter(include_text=True))
        stack.extend((child, False, place) for child in reversed(children))


def _words(words: str, place: _Place) -> Iterator[_Token]:
    words = words.replace(_LINK, "").replace(_LINK_END, "")
    if place.kept:
        yield from _kept_lines(words, place.unseen)
    elif place.linked and words.strip():
        yield _Token(f"{_LINK}{_flowing(words)}{_LINK_END}", unseen=place.unseen)
    else:
        yield _Token(_flowing(words), unseen=place.unseen)


def _is_unseen(node: LexborNode) -> bool:
    attributes = node.attributes
    return "hidden" in attributes or bool(_UNSEEN.search(attributes.get("style") or ""))


def _kept_lines(words: str, unseen: bool) -> Iterator[_Token]:
    """Preformatted text: its line ends are line ends."""
    for number, line in enumerate(words.splitlines()):
        if number:
            yield _Token(unseen=unseen)
        yield _Token(line, unseen=unseen)
    if words.endswith("\n"):
        yield _Token(unseen=unseen)


def _flowing(words: str) -> str:
    """Text with the source's own line breaks gone: nothing between two Chinese characters, else one blank."""

    def blank(match: re.Match[str]) -> str:
        before, after = words[match.start() - 1 : match.start()], words[match.end() : match.end() + 1]
        broken = "\n" in match.group() or "\r" in match.group()
        if broken and after == "\u3000":
            return "\n"  # an indent in the source: whoever wrote it meant a paragraph
        return "" if broken and _WIDE.match(before) and _WIDE.match(after) else " "

    return _SOURCE_BLANKS.sub(blank, words)


class _Lines:
    """Tokens put together to lines. A cell of one line stays on its row's line; a cell of several keeps its lines."""

    def __init__(self) -> None:
        self._pieces: list[str | None] = []  # None: a line's end
        self._cells: list[list[int]] = []  # of every open cell: where it starts, and 1 if it has several lines
        self._deeper = 0  # open cells beyond ``MOST_CELLS``

    def add(self, token: _Token) -> None:
        if token.cell == "start" and len(self._cells) < MOST_CELLS:
            self._cells.append([len(self._pieces), 0])
        elif token.cell == "start":
            self._deeper += 1
            self._pieces.append(None)
        elif token.cell == "end" and self._deeper:
            self._deeper -= 1
            self._pieces.append(None)
        elif token.cell == "end":
            self._close()
        else:
            self._pieces.append(token.words or None)

    def _close(self) -> None:
        if not self._cells:
            return
        start, several = self._cells.pop()
        lines = [] if several else _joined(self._pieces[start:])
        if several or len(lines) > 1:
            self._pieces.append(None)
            if self._cells:
                self._cells[-1][1] = 1
        else:
            self._pieces[start:] = [f"{lines[0]} " if lines else " "]

    def text(self) -> str:
        """All lines that hold something, without the portal's own around them."""
        lines = _joined(self._pieces)
        lines = [line for line in lines if not _CODE.match(line) or _PROSE.search(line)]
        own = [line for line in lines if _SAYS.search(_LINKED.sub("", line)) or _LINK not in line]
        if 2 * sum(map(len, own)) > sum(map(len, lines)):
            lines = own
        plain = [_BLANKS.sub(" ", line.replace(_LINK, "").replace(_LINK_END, "")).strip(" ") for line in lines]
        return "\n".join(_without_foot(plain))


def _without_foot(lines: list[str]) -> list[str]:
    """The lines above the portal's foot: the first line that looks like it and has no sentence below it."""
    cut = len(lines)
    for at in range(len(lines) - 1, 0, -1):
        if _FOOT.match(folded := fold(lines[at]).strip()):
            cut = at
        elif folded.endswith(("。", ";", ":")) or len(folded) > 80:
            break
    return lines[:cut]


def _joined(pieces: list[str | None]) -> list[str]:
    whole = "".join("\n" if piece is None else piece for piece in pieces)
    lines = (_BLANKS.sub(" ", line).strip(" ") for line in whole.split("\n"))
    return [line for line in lines if line.strip()]


if __name__ == "__main__":
    answer(lambda data: html_text(data.decode("utf-8")).encode("utf-8", "replace"))
