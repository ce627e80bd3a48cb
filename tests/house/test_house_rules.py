"""The rules of the house that no other tool holds: short files, writes in actions only, nothing from outside."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command

LONGEST = 400
READING_ROOMS = ("views", "api", "forms", "filters", "tables", "exports", "imports", "models", "templatetags")
"""Rooms that may not write. The commands write by actions too; only the demonstration dates things back."""

ALWAYS = {"create", "delete", "get_or_create", "update_or_create", "bulk_create", "bulk_update"}


def _python(root: Path, *folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from (file for file in sorted((root / folder).rglob("*.py")) if "migrations" not in file.parts)


def _writes(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Calls that write a row. ``save(stream)`` and ``update(mapping)`` with a positional argument are not Django's."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        name = node.func.attr
        if name in ALWAYS or (name == "save" and not node.args) or (name == "update" and node.keywords):
            yield node.lineno, name


def test_no_code_file_is_longer_than_four_hundred_lines(root: Path):
    files = [root / "manage.py", *_python(root, "reportsrc", "tracker", "tests")]
    files += [file for kind in ("*.html", "*.css", "*.js") for file in (root / "templates").rglob(kind)]
    files += [file for kind in ("*.css", "*.js") for file in (root / "tracker" / "static").rglob(kind)]
    long = {
        str(file.relative_to(root)): lines
        for file in files
        if (lines := len(file.read_text(encoding="utf-8").splitlines())) > LONGEST
    }
    assert long == {}


def test_only_actions_write(root: Path):
    found = [
        f"{file.relative_to(root)}:{line} {name}"
        for file in _python(root, *(f"tracker/{room}" for room in READING_ROOMS))
        for line, name in _writes(ast.parse(file.read_text(encoding="utf-8")))
    ]
    assert found == []


def test_commands_write_by_actions(root: Path):
    found = [
        f"{file.relative_to(root)}:{line} {name}"
        for file in _python(root, "tracker/management")
        for line, name in _writes(ast.parse(file.read_text(encoding="utf-8")))
        if not (file.name.startswith("demonstration") and name == "update")
    ]
    assert found == []


@pytest.mark.parametrize(
    ("code", "caught"),
    [
        ("report.save()", True),
        ("Report.objects.filter(pk=1).update(status='x')", True),
        ("Report.objects.create(pk=1)", True),
        ("form.save(commit=True)", True),
        ("book.save(stream)", False),
        ("found.update({'a': 1})", False),
    ],
)
def test_the_search_for_writes_finds_them(code: str, caught: bool):
    assert bool(list(_writes(ast.parse(code)))) is caught


def test_no_class_has_the_same_name_in_both_packages(root: Path):
    def classes(folder: str) -> set[str]:
        trees = (ast.parse(file.read_text(encoding="utf-8")) for file in _python(root, folder))
        return {
            node.name
            for tree in trees
            for node in tree.body
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
        }

    assert classes("reportsrc") & classes("tracker") == set()


def test_the_site_enters_reportsrc_by_its_front_door(root: Path):
    side_door = re.compile(r"^\s*(?:from reportsrc(?:\.\w+)* import|import reportsrc\.)", re.MULTILINE)
    files = list(_python(root, "tracker"))
    assert [str(file.relative_to(root)) for file in files if side_door.search(file.read_text(encoding="utf-8"))] == []


def test_reportsrc_knows_no_django_and_nothing_beside_the_project(root: Path):
    foreign = re.compile(r"^\s*(?:from|import) (?:django|tracker)\b|\.\./shared|/shared/", re.MULTILINE)
    files = list(_python(root, "reportsrc"))
    assert [str(file.relative_to(root)) for file in files if foreign.search(file.read_text(encoding="utf-8"))] == []


def test_nothing_is_fetched_from_elsewhere(root: Path):
    address = re.compile(
        r"""(?:src|href|action|srcset)\s*=\s*["'](?:https?:)?//|url\(\s*["']?(?:https?:)?//|@import|"""
        r"""(?:fetch|importScripts|import)\(\s*["'`](?:https?:)?//"""
    )
    files = [*(root / "templates").rglob("*.html"), *(root / "tracker" / "static").rglob("*.*")]
    found = [str(file.relative_to(root)) for file in files if address.search(file.read_text(encoding="utf-8"))]
    assert files
    assert found == []


def test_pages_carry_no_script_or_style_of_their_own(root: Path):
    """The security policy would drop it without a word."""
    inline = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]{3,16}=|href=[\"']javascript:")
    files = list((root / "templates").rglob("*.html"))
    assert [str(file.relative_to(root)) for file in files if inline.search(file.read_text(encoding="utf-8"))] == []


def test_no_text_is_shown_unescaped(root: Path):
    trusting = re.compile(r"\|\s*safe\b|autoescape off|mark_safe|SafeString\(")
    files = [*(root / "templates").rglob("*.html"), *_python(root, "tracker")]
    assert [str(file.relative_to(root)) for file in files if trusting.search(file.read_text(encoding="utf-8"))] == []


def test_nothing_is_left_to_do_in_the_code(root: Path):
    left = re.compile(r"\b(?:TODO|FIXME|XXX)\b")
    files = [*_python(root, "reportsrc", "tracker"), *(root / "templates").rglob("*.html")]
    assert [str(file.relative_to(root)) for file in files if left.search(file.read_text(encoding="utf-8"))] == []


@pytest.mark.django_db
def test_the_migrations_say_what_the_models_say():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
