""".doc and .wps files: converted apart, with limits, then read as docx; and what happens when that goes wrong."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from office_files import exported, needs_office
from word_files import TEXT, saved, word_of

import reportsrc
from reportsrc.readers.apart import Failure, run_apart

LINES = [line for line in TEXT.split("\n") if line]
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WORD_STREAM = "WordDocument".encode("utf-16-le")


@pytest.fixture(scope="module")
def old_file(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    word = word_of(*LINES)
    table = word.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "复议案件", "148件"
    return exported(saved(word), "docx", "doc", tmp_path_factory.mktemp("doc"))


@needs_office
@pytest.mark.parametrize("ending", ["doc", "wps"])
def test_an_old_word_file_reads_like_its_text_whatever_it_is_called(
    old_file: bytes, ending: str, tmp_path: Path
) -> None:
    file = tmp_path / f"报告.{ending}"
    file.write_bytes(old_file)
    document = reportsrc.read_file(file)
    assert document.text.strip().split("\n") == [*LINES, "复议案件\t148件"]
    assert [part.role for part in document.parts] == ["measures", "shortcomings"]
    assert document.title == LINES[0] and document.year == 2023


@needs_office
def test_an_old_file_carries_the_same_traces_as_the_new_one(tmp_path: Path) -> None:
    word = word_of("一、主要举措和成效", "全年办结", "看得见")
    changes = (("ins", "t", "149件。"), ("del", "delText", "148件。"))
    for number, (kind, inner, words) in enumerate(changes):
        change = f'<w:{kind} {nsdecls("w")} w:id="{number}" w:author="甲" w:date="2024-01-01T00:00:00Z"><w:r><w:{inner}>{words}'
        word.paragraphs[1]._p.append(parse_xml(f"{change}</w:{inner}></w:r></w:{kind}>"))
    word.paragraphs[2].add_run("看不见").font.hidden = True
    word.add_comment(word.paragraphs[0].runs, "请核实", author="乙")
    word.sections[0].header.paragraphs[0].text = "内部资料"
    word.core_properties.author = "张三"
    new = saved(word)
    old = exported(new, "docx", "doc", tmp_path)
    documents = [reportsrc.read_bytes(data) for data in (new, old)]
    assert [document.text for document in documents] == ["一、主要举措和成效\n全年办结149件。\n看得见"] * 2
    assert [dict(document.traces) for document in documents] == [
        {"comments": 1, "revisions": 2, "hidden": 1, "author": 1}
    ] * 2


@needs_office
def test_an_old_file_cut_off_or_overwritten_gives_a_document_or_one_sentence(old_file: bytes) -> None:
    broken = [old_file[: len(old_file) * at // 5] for at in range(1, 5)]
    broken += [
        old_file[:at] + b"\xff" * 64 + old_file[at + 64 :] for at in range(512, len(old_file), len(old_file) // 5)
    ]
    said = set()
    for data in broken:
        try:
            reportsrc.read_bytes(data)
        except reportsrc.ReadError as error:
            said.add("WPS" in str(error) and "\n" not in str(error))
    assert said == {True}


@pytest.mark.parametrize("data", [OLE2 + WORD_STREAM, OLE2 + WORD_STREAM + bytes(4000)])
def test_what_only_claims_to_be_an_old_file_is_refused_with_one_sentence(data: bytes) -> None:
    with pytest.raises(reportsrc.ReadError, match="WPS"):
        reportsrc.read_bytes(data)


@pytest.mark.parametrize(
    ("told", "failure"),
    [
        (b"run on", Failure.TOO_MUCH),
        (b"take all memory", Failure.TOO_MUCH),
        (b"crash", Failure.DAMAGED),
        (b"say too much", Failure.TOO_LONG),
        (b"fail", Failure.DAMAGED),
        (b"refuse", Failure.ENCRYPTED),
    ],
)
def test_whatever_a_library_does_apart_is_an_answer_here(told: bytes, failure: Failure) -> None:
    assert run_apart("tests.reportsrc.unruly", told, seconds=5) is failure


def test_what_is_made_apart_comes_back() -> None:
    assert run_apart("tests.reportsrc.unruly", "法治".encode()) == "法治".encode()[::-1]


def test_what_a_program_leaves_behind_is_gone_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert run_apart("tests.reportsrc.unruly", b"leave a file and run on", seconds=2) is Failure.TOO_MUCH
    assert list(tmp_path.iterdir()) == []
