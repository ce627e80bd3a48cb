"""Pages are written for Chromium 86 and later: what is newer is either not used or harmless where it is not known."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

# What a style or a script may not lean on, and the release of Chromium that brought it.
NEWER_CSS = {
    r":has\(": "105",
    r":is\(|:where\(": "88",
    r":not\([^)]*,": "88 (a list)",
    r":user-(?:in)?valid": "119",
    r":popover-open|:modal\b": "114",
    r"::backdrop\s*\{[^}]*var\(": "122",
    r"@layer\b": "99",
    r"@container\b|container-(?:type|name)\s*:": "105",
    r"@scope\b": "118",
    r"@starting-style\b": "117",
    r"@property\b": "85 (with syntax of its own later)",
    r"(?<![\w-])&[\s.:\[{]": "112 (nesting)",
    r"(?<![\w-])inset(?:-block|-inline)?(?:-start|-end)?\s*:": "87",
    r"aspect-ratio\s*:": "88",
    r"accent-color\s*:": "93",
    r"text-wrap\s*:": "114",
    r"color-mix\(": "111",
    r"\boklch\(|\boklab\(|\blch\(|\blab\(": "111",
    r"\b\d+(?:\.\d+)?(?:dvh|svh|lvh|dvw|cqw|cqi)\b": "108",
    r"content-visibility\s*:": "85",
    r"scrollbar-(?:gutter|color|width)\s*:": "94",
    r"overflow(?:-[xy])?\s*:\s*clip": "90",
    r"margin-trim|field-sizing\s*:": "never or 123",
    r"text-underline-offset\s*:|text-decoration-thickness\s*:": "87/89",
    r"subgrid": "117",
    r"@media[^{]*[<>]=?": "104 (ranges)",
    r"min-height\s*:\s*-?stretch": "138",
}
NEWER_JS = {
    r"\bstructuredClone\b": "98",
    r"\.at\(": "92",
    r"\.findLast(?:Index)?\(": "97",
    r"\bObject\.(?:hasOwn|groupBy)\b": "93",
    r"\.(?:toSorted|toReversed|toSpliced|with)\(": "110",
    r"\bPromise\.withResolvers\b": "119",
    r"\.(?:showPopover|hidePopover|togglePopover)\(": "114",
    r"\binert\b": "102",
    r"\.checkVisibility\(": "105",
    r"\bURL\.(?:canParse|parse)\b": "120",
    r"#[a-z]\w* in ": "91",
    r"\bstatic\s*\{": "94",
    r"\bawait import\b|^await ": "89",
    r"\bnavigation\.|\bstartViewTransition\b": "102",
    r"\bcrypto\.randomUUID\b": "92",
    r"\bIntl\.Segmenter\b": "87",
    r"\breplaceChildren\(": "86",
    r"\bscrollend\b": "114",
    r"/[gimsuy]*[dv][gimsuy]*\s*[;.,)]": "90/112 (flags)",
}

HARMLESS = {
    ("site.css", "accent-color: var(--accent)"): "boxes and bars keep the browser's own colour",
    ("site.css", "text-wrap: balance"): "the line breaks where it breaks",
    ("site.css", "text-decoration-thickness"): "the underline is one pixel",
    ("site.css", "text-underline-offset"): "the underline is nearer to the letters",
    ("site.css", ".choice:has(input:checked)"): "the chosen one is ticked all the same",
    ("site.css", "body:has(.line.editing) .saved"): "the time of saving stands in the side column",
}
"""What an older browser leaves out, and what is seen there instead. A rule with a selector it does not know falls
whole, so such a selector stands alone in its rule."""


def _plain(text: str) -> str:
    """Without comments and strings of data."""
    return re.sub(r"/\*.*?\*/|url\([^)]*\)", "", text, flags=re.DOTALL)


def _found(file: Path, newer: dict[str, str]) -> list[str]:
    text = _plain(file.read_text(encoding="utf-8"))
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        rest = line
        for name, words in HARMLESS:
            if name == file.name:
                rest = rest.replace(words, "")
        found += [
            f"{file.name}:{number} {since}: {line.strip()[:80]}" for one, since in newer.items() if re.search(one, rest)
        ]
    return found


def _ours(root: Path, kind: str) -> list[Path]:
    return sorted((root / "tracker" / "static").rglob(f"*.{kind}"))


def test_no_style_leans_on_what_chromium_86_does_not_know(root: Path) -> None:
    files = _ours(root, "css")
    assert files
    assert [one for file in files for one in _found(file, NEWER_CSS)] == []


def test_no_script_leans_on_what_chromium_86_does_not_know(root: Path) -> None:
    files = _ours(root, "js")
    assert files
    assert [one for file in files for one in _found(file, NEWER_JS)] == []


def test_what_is_called_harmless_is_still_there(root: Path) -> None:
    texts = {file.name: file.read_text(encoding="utf-8") for file in _ours(root, "css")}
    assert [words for (name, words) in HARMLESS if words not in texts.get(name, "")] == []


def test_a_selector_an_old_browser_does_not_know_stands_alone_in_its_rule(root: Path) -> None:
    for file in _ours(root, "css"):
        for selectors in re.findall(r"([^{}]+)\{", _plain(file.read_text(encoding="utf-8"))):
            assert ":has(" not in selectors or "," not in selectors, selectors


@pytest.mark.parametrize(
    ("text", "newer", "caught"),
    [
        ("a:is(b, c) { x: y }", NEWER_CSS, True),
        ("a { inset: 0 }", NEWER_CSS, True),
        (".card { & p { x: y } }", NEWER_CSS, True),
        ("a { height: 100dvh }", NEWER_CSS, True),
        ("a { top: 0; gap: 1rem }", NEWER_CSS, False),
        ("const last = list.at(-1);", NEWER_JS, True),
        ("text.replaceAll('a', 'b'); a ??= b;", NEWER_JS, False),
    ],
)
def test_the_search_finds_what_is_newer(tmp_path: Path, text: str, newer: dict[str, str], caught: bool) -> None:
    file = tmp_path / "one.css"
    file.write_text(text, encoding="utf-8")
    assert bool(_found(file, newer)) is caught


def test_pages_ask_double_core_browsers_for_their_newer_half(root: Path) -> None:
    base = (root / "templates" / "base.html").read_text(encoding="utf-8")
    assert '<meta name="renderer" content="webkit">' in base


ASKED_FOR_FIRST = ("startViewTransition",)
"""What htmx uses only where the browser has it."""


def test_the_script_library_that_is_shipped_needs_nothing_newer_either() -> None:
    file = Path(str(resources.files("django_htmx"))) / "static" / "django_htmx" / "htmx-2.js"
    found = [one for one in _found(file, NEWER_JS) if not any(words in one for words in ASKED_FOR_FIRST)]
    assert [one for one in found if not one.partition(": ")[2].startswith(("//", "*"))] == []
