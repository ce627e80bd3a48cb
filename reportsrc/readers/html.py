"""Portal pages: the text of the blocks, a line each, without scripts, navigation and form controls."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

_DROP = "script, style, noscript, template, nav, footer, form, select, button, iframe, svg, head > *:not(title)"
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "caption",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
)


def html_text(source: str) -> str:
    """The text of an HTML page, one line a block, cells of a row parted by a blank; entities resolved."""
    tree = LexborHTMLParser(source)
    body = tree.body or tree.root
    if body is None:
        return ""
    for node in tree.css(_DROP):
        node.decompose()
    pieces: list[str] = []
    _walk(body, pieces)
    text = "".join(pieces)
    lines = [re.sub(r"[ \t\u00a0]+", " ", line).strip(" ") for line in text.split("\n")]
    return "\n".join(line for line in lines if line.strip())


def _walk(top: object, pieces: list[str]) -> None:
    """Text and line breaks of a tree in order, without recursion (a page may nest very deep)."""
    stack: list[tuple[object, bool]] = [(top, False)]
    while stack:
        node, closing = stack.pop()
        tag = getattr(node, "tag", "")
        if closing:
            pieces.append(" " if tag in ("td", "th") else "\n")
            continue
        if tag == "-text":
            words = getattr(node, "text_content", None) or ""
            pieces.append(re.sub(r"[\r\n]+", " ", words))
            continue
        if tag in _BLOCKS:
            pieces.append("\n")
            stack.append((node, True))
        elif tag in ("td", "th"):
            stack.append((node, True))
        children = list(node.iter(include_text=True))  # type: ignore[attr-defined]
        stack.extend((child, False) for child in reversed(children))
