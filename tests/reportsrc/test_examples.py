"""The example beside each requirement: it is there, it does what is asked, and no check would find fault with it."""

from __future__ import annotations

import pytest

import reportsrc

pytestmark = pytest.mark.once

CASES = [
    pytest.param(standard, kind, id=f"{key}-{kind}")
    for key, standard in reportsrc.shipped_standards().items()
    for kind in ("government", "department", "township")
]


def _report(standard: reportsrc.Standard, kind: str) -> str:
    """A report made of nothing but the examples."""
    lines = [f"云溪区2024年{standard.short_title}", "", "2024年，有关情况报告如下：", ""]
    for number, part in zip("一二三四五六七八九", standard.parts, strict=False):
        lines += [f"{number}、{part.heading.format(year=2024 + part.year_offset)}", ""]
        asked = [one for one in standard.for_kind(kind) if one.part == part.key]
        lines += [f"{place}. {one.example}" for place, one in enumerate(asked, 1)]
        lines.append("")
    return "\n".join([*lines, "云溪区人民政府", "2025年1月20日", ""])


@pytest.mark.parametrize("standard", reportsrc.shipped_standards().values(), ids=lambda one: one.key)
def test_every_requirement_has_an_example_of_its_own(standard: reportsrc.Standard) -> None:
    examples = [one.example for one in standard.requirements]
    assert [one.key for one in standard.requirements if not one.example.endswith("。")] == []
    assert len(set(examples)) == len(examples)


@pytest.mark.parametrize(("standard", "kind"), CASES)
def test_an_example_is_found_where_its_requirement_is_looked_for_with_its_figures(
    standard: reportsrc.Standard, kind: str
) -> None:
    text = _report(standard, kind)
    astray = []
    for one in reportsrc.address(reportsrc.read_text(text, standard), standard, kind):
        start = text.find(one.requirement.example)
        end = start + len(one.requirement.example)
        if not any(span.start < end and start < span.end for span in one.spans):
            astray.append(one.requirement.key)
        if one.requirement.figures and not one.figures:
            astray.append(f"{one.requirement.key}: no figure")
    assert astray == []


@pytest.mark.parametrize(("standard", "kind"), CASES)
def test_no_check_finds_fault_with_the_examples(standard: reportsrc.Standard, kind: str) -> None:
    text = _report(standard, kind)
    context = reportsrc.Context(standard=standard, organisation_kind=kind, published=None, previous=None, year=2024)
    assert [(one.code, one.message) for one in reportsrc.run_checks(reportsrc.read_text(text, standard), context)] == []
    spoilt = reportsrc.read_text(text.replace("监督", "监督监督", 1), standard)
    assert reportsrc.run_checks(spoilt, context)


def test_an_example_is_no_part_of_what_is_asked() -> None:
    standard = reportsrc.load_standard()
    text = _report(standard, "department")
    bare = reportsrc.parse_standard(
        {**(shape := reportsrc.shape_of(standard)), "requirement": [{**r, "example": ""} for r in shape["requirement"]]}
    )
    found = [
        [(one.requirement.key, one.spans) for one in reportsrc.address(reportsrc.read_text(text, s), s, "department")]
        for s in (standard, bare)
    ]
    assert found[0] == found[1]
