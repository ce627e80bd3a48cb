"""The four doors are complete: a check, a standard, an export, a role."""

from __future__ import annotations

import pkgutil
import re
from pathlib import Path

import pytest

import reportsrc
import reportsrc.checks
import tracker.exports
from tracker.exports import all_exports
from tracker.roles import LABELS, ROLES, Permission, Role

MANUAL = ("What it does", "Why", "Example", "Remedy", "Basis")
MODULES = [one.name for one in pkgutil.iter_modules(reportsrc.checks.__path__)]
STANDARDS = list(reportsrc.shipped_standards().values())


def test_every_file_in_checks_is_one_check_named_for_it():
    assert sorted(one.name for one in reportsrc.all_checks()) == sorted(name.replace("_", "-") for name in MODULES)
    codes = [one.code for one in reportsrc.all_checks()]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"(STR|FMT|PUN|NUM|TIE|TRM|POL|PII|SEC|TXT|DUE)-\d\d", code) for code in codes)


@pytest.mark.parametrize("check", reportsrc.all_checks(), ids=lambda one: one.name)
def test_a_check_has_a_manual_with_every_section_filled(check):
    assert [name for name in MANUAL if not check.manual.get(name)] == []
    assert check.title


@pytest.mark.parametrize("name", MODULES)
def test_a_check_has_cases_that_are_found_and_cases_that_are_not(root: Path, name: str):
    file = root / "tests" / "reportsrc" / "cases" / f"{name}.md"
    assert file.is_file(), f"write {file.relative_to(root)}"
    cases = file.read_text(encoding="utf-8")
    assert re.search(r"^## bad", cases, re.MULTILINE)
    assert re.search(r"^## good", cases, re.MULTILINE)


def test_there_are_no_cases_without_their_check(root: Path):
    cases = {file.stem for file in (root / "tests" / "reportsrc" / "cases").glob("*.md")}
    assert cases <= set(MODULES)


@pytest.mark.parametrize("standard", STANDARDS, ids=lambda one: one.key)
def test_every_requirement_part_and_date_states_its_basis(standard: reportsrc.Standard):
    stated = [(one.key, one.basis) for one in (*standard.requirements, *standard.parts)]
    stated += [(f"{one.kind} {one.month}-{one.day}", one.basis) for one in standard.due_dates]
    assert [key for key, basis in stated if not basis.title.strip()] == []
    assert [key for key, basis in stated if basis.article and not basis.title] == []


@pytest.mark.parametrize("standard", STANDARDS, ids=lambda one: one.key)
def test_an_unverified_citation_is_shown_as_such(standard: reportsrc.Standard):
    for one in standard.requirements:
        assert ("待核对" in str(one.basis)) is (one.basis.verification != reportsrc.Verification.VERIFIED)


@pytest.mark.parametrize("standard", STANDARDS, ids=lambda one: one.key)
def test_every_kind_of_organisation_has_something_that_gates_and_its_dates(standard: reportsrc.Standard):
    for kind in ("government", "department", "township"):
        assert any(one.obligation.gates for one in standard.for_kind(kind))
        assert standard.due("publish", kind)
        assert standard.due("report", kind)


def test_every_file_in_exports_is_registered_under_its_name():
    files = {one.name for one in pkgutil.iter_modules(tracker.exports.__path__)}
    assert {one.name for one in all_exports()} == files
    assert all(str(one.title) and one.suffix and one.content_type for one in all_exports())


def test_every_role_has_a_name_and_something_it_may_do():
    assert set(ROLES) == set(LABELS) == set(Role)
    assert all(ROLES.values())


def test_every_permission_is_granted_to_somebody_and_asked_for_somewhere(root: Path):
    granted = set().union(*ROLES.values())
    assert granted == set(Permission)
    code = "".join(
        file.read_text(encoding="utf-8") for file in (root / "tracker").rglob("*.py") if file.name != "roles.py"
    )
    assert [one for one in Permission if f"Permission.{one.name}" not in code] == []
