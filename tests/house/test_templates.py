"""A page is found where its view is: ``templates/<concept>/<view>.html`` for ``tracker/views/<concept>.py:<view>``."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

TEMPLATE = re.compile(r"[a-z_0-9]+/[a-z_0-9]+\.html")


def _views() -> Iterator[tuple[str, str]]:
    """(concept, view) of every address that leads to one of our views."""

    def walk(patterns: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
        for one in patterns:
            if isinstance(one, URLResolver):
                yield from walk(one.url_patterns)
            else:
                yield one

    for pattern in walk(get_resolver().url_patterns):
        module, _, name = pattern.lookup_str.rpartition(".")
        if module.startswith("tracker.views."):
            yield module.rpartition(".")[2], name


VIEWS = sorted(set(_views()))


def _tree(root: Path, concept: str) -> ast.Module:
    return ast.parse((root / "tracker" / "views" / f"{concept}.py").read_text(encoding="utf-8"))


def _answers_without_a_page(function: ast.FunctionDef) -> bool:
    """True for a view that only takes a POST, and for one that renders nothing (a redirect, a file)."""
    if any(isinstance(one, ast.Name) and one.id == "require_POST" for one in function.decorator_list):
        return True
    source = ast.unparse(function)
    return "render(" not in source and ".html" not in source and ("redirect(" in source or "FileResponse" in source)


def test_every_view_module_has_an_address(root: Path):
    modules = {file.stem for file in (root / "tracker" / "views").glob("*.py")} - {"__init__"}
    assert modules == {concept for concept, _ in VIEWS}


@pytest.mark.parametrize(("concept", "view"), VIEWS)
def test_a_page_has_its_template_where_it_is_looked_for(root: Path, concept: str, view: str):
    function = next(
        node for node in _tree(root, concept).body if isinstance(node, ast.FunctionDef) and node.name == view
    )
    if not _answers_without_a_page(function):
        assert (root / "templates" / concept / f"{view}.html").is_file()


@pytest.mark.parametrize("concept", sorted({concept for concept, _ in VIEWS}))
def test_a_view_renders_templates_of_its_own_concept_that_exist(root: Path, concept: str):
    named = {
        node.value
        for node in ast.walk(_tree(root, concept))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and TEMPLATE.fullmatch(node.value)
    }
    assert [one for one in named if not one.startswith(f"{concept}/")] == []
    assert [one for one in named if not (root / "templates" / one).is_file()] == []


def test_no_template_is_left_over(root: Path):
    folder = root / "templates"
    sources = "".join(file.read_text(encoding="utf-8") for file in (root / "tracker").rglob("*.py"))
    sources += "".join(file.read_text(encoding="utf-8") for file in folder.rglob("*.html"))
    ours = [str(file.relative_to(folder)) for file in folder.glob("*/*.html")]
    # allauth looks its own up by name.
    assert [name for name in ours if not name.startswith(("account/", "allauth/")) and name not in sources] == []
