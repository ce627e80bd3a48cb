"""Whole reports in the layouts offices write them in, each in every shape a page gives it, and what only looks like one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from reportsrc import Context, load_standard, run_checks
from reportsrc.document import Document
from reportsrc.readers.assembly import read_text

DATA = Path(__file__).parent / "data"
STANDARD = load_standard()
LINE = 35


@dataclass
class Case:
    """A report and what stands in it; ``parts``: roles joined by ``+``, number of sections, of items directly below."""

    text: str
    wanted: dict[str, str] = field(default_factory=dict)
    parts: list[tuple[str, int, int]] = field(default_factory=list)
    needs_paragraphs: bool = False


def blocks(name: str) -> dict[str, str]:
    """The texts of a file by the name above each."""
    whole = (DATA / name).read_text(encoding="utf-8")
    return {head: body.rstrip("\n") for head, _, body in (one.partition("\n") for one in whole.split("## ")[1:])}


def cases() -> dict[str, Case]:
    """The labelled reports: ``>> key value``; ``>> part ROLES SECTIONS ITEMS``; ``>> paragraphs`` if items need them."""
    found = {}
    for name, block in blocks("whole-reports.txt").items():
        lines = block.split("\n")
        case = found[name] = Case("".join(f"{line}\n" for line in lines if not line.startswith(">>")))
        for line in lines:
            key, _, value = line.removeprefix(">> ").partition(" ")
            if not line.startswith(">>"):
                continue
            if key == "part":
                roles, sections, items = value.split()
                case.parts.append((roles, int(sections), int(items)))
            elif key == "paragraphs":
                case.needs_paragraphs = True
            else:
                case.wanted[key] = value
    return found


def half_width(text: str) -> str:
    """Every mark that has two widths in its narrow one."""
    return text.translate(str.maketrans("（）：，；％！？", "():,;%!?"))


def broken(text: str) -> str:
    """Paragraphs begin with two wide blanks and are broken every 35 characters."""
    lines = [f"　　{line}" if len(line) > 20 else line for line in text.split("\n")]
    return "\n".join(line[at : at + LINE] for line in lines for at in range(0, len(line) or 1, LINE))


def on_one_line(text: str) -> str:
    """The page with blanks for line breaks."""
    return " ".join(text.split("\n"))


SHAPES: dict[str, Callable[[str], str]] = {
    "as printed": lambda text: text,
    "half width": half_width,
    "blank lines and CRLF": lambda text: "".join(f"　　{line}\r\n\r\n" for line in text.split("\n")),
    "broken lines": broken,
    "one line": on_one_line,
}
CASES = cases()
LOOK_ALIKES = blocks("look-alikes.txt")


def shape(document: Document) -> list[tuple[str, int, int]]:
    return [("+".join(part.roles), len(part.sections), len(part.items)) for part in document.parts]


def squeezed(words: str) -> str:
    return "".join(words.split())


def test_the_cases_hold_every_state_a_report_can_be_in() -> None:
    said = {state.partition(":")[0] for case in CASES.values() for state in case.wanted.get("states", "").split()}
    assert said == {"missing", "merged", "reordered", "topical", "inside"}


@pytest.mark.parametrize("form", SHAPES)
@pytest.mark.parametrize("name", CASES)
def test_a_report_is_the_same_in_every_shape(name: str, form: str) -> None:
    case = CASES[name]
    document = read_text(SHAPES[form](case.text), STANDARD)
    found = {
        "title": squeezed(document.title),
        "organisation": squeezed(document.organisation),
        "year": str(document.year),
        "kind": document.kind,
        "states": squeezed(" ".join(document.states)),
    }
    wanted = {key: squeezed(half_width(value) if form == "half width" else value) for key, value in case.wanted.items()}
    assert {key: found[key] for key in wanted} == wanted
    if case.needs_paragraphs and form == "one line":
        assert [part[0] for part in shape(document)] == [part[0] for part in case.parts]
    else:
        assert shape(document) == case.parts


@pytest.mark.parametrize("name", CASES)
def test_the_passages_of_every_shape_hold_all_its_words(name: str) -> None:
    for make in SHAPES.values():
        document = read_text(make(CASES[name].text), STANDARD)
        held = "".join(squeezed(passage.span.of(document.text)) for passage in document.passages)
        assert held == squeezed(document.text)


def test_a_topical_report_gets_one_warning_and_no_missing_part() -> None:
    document = read_text(CASES["topical slogans only"].text, STANDARD)
    findings = [one for one in run_checks(document, Context(standard=STANDARD)) if one.code.startswith("STR")]
    assert [one.code for one in findings].count("STR-11") == 1
    assert "STR-01" not in [one.code for one in findings]


@pytest.mark.parametrize("form", ["as printed", "one line"])
@pytest.mark.parametrize("name", LOOK_ALIKES)
def test_what_looks_like_a_report_is_known_for_what_it_is(name: str, form: str) -> None:
    document = read_text(SHAPES[form](LOOK_ALIKES[name]), STANDARD)
    assert document.kind == name.partition(":")[0]
