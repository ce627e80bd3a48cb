"""What a Word file carries beside its text: comments, revisions, hidden words, its author; footnotes are text."""

from __future__ import annotations

import pytest
from docx import Document as Word
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from word_files import WORDS, package_of, saved, word_of

import reportsrc

NAMES = nsdecls("w")


def traces_of(document: Word) -> dict[str, int]:
    return dict(reportsrc.read_bytes(saved(document)).traces)


def test_a_clean_file_carries_nothing() -> None:
    assert traces_of(word_of("一、主要举措和成效")) == {}


def test_comments_are_counted_and_their_words_stay_out() -> None:
    word = word_of("全年办结", "148件")
    for paragraph in word.paragraphs:
        word.add_comment(paragraph.runs, "请核实", author="张三")
    document = reportsrc.read_bytes(saved(word))
    assert dict(document.traces) == {"comments": 2}
    assert "请核实" not in document.text and "张三" not in "".join(document.notes)


def test_insertions_deletions_and_changes_of_form_are_revisions() -> None:
    word = word_of("全年办结")
    paragraph = word.paragraphs[0]._p
    paragraph.append(parse_xml(f"<w:ins {NAMES}><w:r><w:t>149件</w:t></w:r></w:ins>"))
    paragraph.append(parse_xml(f"<w:del {NAMES}><w:r><w:delText>148件</w:delText></w:r></w:del>"))
    change = parse_xml(f"<w:rPr {NAMES}><w:b/><w:rPrChange><w:rPr/></w:rPrChange></w:rPr>")
    word.paragraphs[0].runs[0]._r.insert(0, change)
    assert reportsrc.read_bytes(saved(word)).text.strip() == "全年办结149件"
    assert traces_of(word) == {"revisions": 3}


def test_what_was_moved_is_read_where_it_went() -> None:
    word = word_of("甲", "乙")
    first, second = (paragraph._p for paragraph in word.paragraphs)
    first.append(parse_xml(f"<w:moveFrom {NAMES}><w:r><w:t>移</w:t></w:r></w:moveFrom>"))
    second.append(parse_xml(f"<w:moveTo {NAMES}><w:r><w:t>移</w:t></w:r></w:moveTo>"))
    assert reportsrc.read_bytes(saved(word)).text.split("\n") == ["甲", "乙移"]


@pytest.mark.parametrize("how", ["run", "character style", "paragraph style"])
def test_hidden_words_are_counted_however_they_are_hidden(how: str) -> None:
    word = word_of("看得见")
    run = word.add_paragraph().add_run("看不见")
    if how == "run":
        run.font.hidden = True
    elif how == "character style":
        style = word.styles.add_style("藏", 2)
        style.font.hidden = True
        run.style = style
    else:
        style = word.styles.add_style("藏", 1)
        style.font.hidden = True
        word.paragraphs[1].style = style
    word.add_paragraph("也看得见")
    document = reportsrc.read_bytes(saved(word))
    assert "看不见" not in document.text and "也看得见" in document.text
    assert dict(document.traces) == {"hidden": 1}


@pytest.mark.parametrize(("name", "told"), [("张三", True), ("Li Si", True), ("", False), ("Administrator", False),
                                            ("微软用户", False), ("WPS Office", False), ("DELL-2019", False)])  # fmt: skip
def test_an_author_is_told_where_the_name_may_be_a_person(name: str, told: bool) -> None:
    word = word_of("甲")
    word.core_properties.author = name
    assert traces_of(word) == ({"author": 1} if told else {})


def package_with_notes(text: str, notes: str) -> bytes:
    paragraph = f"<w:p><w:r><w:t>{text}</w:t></w:r><w:r><w:footnoteReference w:id='2'/></w:r></w:p>"
    after = "<w:p><w:r><w:t>下一段</w:t></w:r></w:p>"
    return package_of(**{
        "word/document.xml": f'<w:document xmlns:w="{WORDS}"><w:body>{paragraph}{after}</w:body></w:document>',
        "word/footnotes.xml": f'<w:footnotes xmlns:w="{WORDS}">{notes}</w:footnotes>',
    })  # fmt: skip


def test_a_footnote_follows_the_paragraph_it_hangs_on() -> None:
    notes = "<w:footnote w:type='separator' w:id='0'><w:p><w:r><w:t>线</w:t></w:r></w:p></w:footnote>"
    notes += (
        "<w:footnote w:id='2'><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>含上年结转。</w:t></w:r></w:p></w:footnote>"
    )
    document = reportsrc.read_bytes(package_with_notes("办结148件。", notes))
    assert document.text.split("\n") == ["办结148件。", "含上年结转。", "下一段"]
    assert any("脚注" in note for note in document.notes)


def test_a_footnote_that_names_itself_is_read_once() -> None:
    inner = "<w:p><w:r><w:t>注</w:t></w:r><w:r><w:footnoteReference w:id='2'/></w:r></w:p>"
    document = reportsrc.read_bytes(package_with_notes("正文", f"<w:footnote w:id='2'>{inner}</w:footnote>"))
    assert document.text.split("\n") == ["正文", "注", "下一段"]


def test_a_package_that_unpacks_to_a_whole_library_is_refused_with_one_sentence() -> None:
    body = "<w:p><w:r><w:t>甲</w:t></w:r></w:p>" * 700_000
    data = package_of(**{"word/document.xml": f'<w:document xmlns:w="{WORDS}"><w:body>{body}</w:body></w:document>'})
    with pytest.raises(reportsrc.ReadError, match="过大"):
        reportsrc.read_bytes(data)


def test_a_text_of_a_million_characters_is_refused_whatever_it_came_in() -> None:
    for data in (("法治" * 500_000).encode(), f"<html><body><p>{'法治' * 500_000}</p></body></html>".encode()):
        with pytest.raises(reportsrc.ReadError, match="太长"):
            reportsrc.read_bytes(data)
