"""Word documents: paragraphs, tables, boxes, tracked changes, and the numbers of automatic lists."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from docx import Document as Word
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from hypothesis import given, settings
from hypothesis import strategies as st
from word_files import TEXT, WORDS, package_of, saved, word_of

import reportsrc
from reportsrc.readers.numbering import printed


def test_a_word_document_reads_like_its_text() -> None:
    document = reportsrc.read_bytes(saved(word_of(*TEXT.split("\n"))))
    assert document.text.strip() == TEXT.strip()
    assert [part.role for part in document.parts] == ["measures", "shortcomings"]


def test_a_table_in_a_word_document_becomes_lines() -> None:
    word = word_of("一、主要举措和成效")
    table = word.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "复议案件", "148件"
    document = reportsrc.read_bytes(saved(word))
    assert "复议案件\t148件" in document.text
    assert any("表格" in note for note in document.notes)


def test_tracked_changes_are_taken_as_accepted_and_it_is_said_so() -> None:
    word = word_of("全年办结")
    paragraph = word.paragraphs[0]._p
    for tag, inner, words in (("w:del", "w:delText", "148件"), ("w:ins", "w:t", "149件")):
        change, run, text = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(inner)
        text.text = words
        run.append(text)
        change.append(run)
        paragraph.append(change)
    document = reportsrc.read_bytes(saved(word))
    assert document.text.strip() == "全年办结149件"
    assert any("修订" in note for note in document.notes)


def test_what_was_moved_is_read_where_it_went_and_deleted_cells_are_left_out() -> None:
    word = word_of("一是甲。", "二是乙。")
    first, second = (paragraph._p for paragraph in word.paragraphs)
    for paragraph, tag in ((first, "w:moveFrom"), (second, "w:moveTo")):
        moved, run, text = OxmlElement(tag), OxmlElement("w:r"), OxmlElement("w:t")
        text.text = "移走的话。"
        run.append(text)
        moved.append(run)
        paragraph.append(moved)
    row = word.add_table(rows=1, cols=2).rows[0]
    row.cells[0].text, row.cells[1].text = "留下", "删去"
    row.cells[1]._tc.get_or_add_tcPr().append(OxmlElement("w:cellDel"))
    document = reportsrc.read_bytes(saved(word))
    assert document.text.split("\n") == ["一是甲。", "二是乙。移走的话。", "留下"]
    assert any("修订按“接受”读入（插入1处、删除2处）" in note for note in document.notes)
    assert document.traces["revisions"] == 3


def test_a_paragraph_whose_mark_was_deleted_runs_on_into_the_next() -> None:
    word = word_of("全年办结", "148件。", "另起一段。")
    mark = parse_xml(f'<w:rPr {nsdecls("w")}><w:del w:id="1" w:author="甲"/></w:rPr>')
    word.paragraphs[0]._p.get_or_add_pPr().append(mark)
    assert reportsrc.read_bytes(saved(word)).text.split("\n")[:2] == ["全年办结148件。", "另起一段。"]


def test_a_table_inside_a_table_is_read_once() -> None:
    word = word_of("一、主要举措和成效")
    outer = word.add_table(rows=1, cols=2)
    outer.cell(0, 0).text = "外"
    outer.cell(0, 1).add_table(rows=1, cols=1).cell(0, 0).text = "内"
    assert reportsrc.read_bytes(saved(word)).text.split("\n")[1:] == ["外\t内"]


def test_a_report_laid_out_in_one_cell_keeps_its_paragraphs() -> None:
    word = Word()
    cell = word.add_table(rows=1, cols=1).cell(0, 0)
    cell.text = TEXT.strip()
    for line in TEXT.strip().split("\n")[:0:-1]:
        cell.paragraphs[0].insert_paragraph_before(line)
    assert [part.role for part in reportsrc.read_bytes(saved(word)).parts][-2:] == ["measures", "shortcomings"]


BOX = (
    '<w:r {names} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><mc:AlternateContent>'
    '<mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>'
    "<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    word = word_of("一、主要举措", "下一段")
    inner = "".join(f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>" for words in ("框内一", "框内二"))
    box = f"<w:txbxContent>{inner}</w:txbxContent>"
    word.paragraphs[0]._p.append(parse_xml(BOX.format(names=nsdecls("w"), box=box)))
    word.paragraphs[0].add_run("和成效")
    document = reportsrc.read_bytes(saved(word))
    assert document.text.split("\n") == ["一、主要举措和成效", "框内一", "框内二", "下一段"]
    assert any("文本框" in note for note in document.notes)


def test_what_is_left_out_of_a_word_document_is_said() -> None:
    word = word_of("一、主要举措和成效")
    word.add_paragraph("看得见").add_run("看不见").font.hidden = True
    word.add_paragraph("不隐藏").runs[0].font.hidden = False
    word.sections[0].header.paragraphs[0].text = "内部资料"
    word.add_paragraph().add_run()._r.append(parse_xml(f'<w:commentReference {nsdecls("w")} w:id="1"/>'))
    picture = Path(__file__).resolve().parents[2] / "docs" / "pictures"
    word.add_picture(str(next(picture.glob("*.png"))))
    document = reportsrc.read_bytes(saved(word))
    assert "看不见" not in document.text and "不隐藏" in document.text and "内部资料" not in document.text
    notes = "".join(document.notes)
    assert all(words in notes for words in ("1处隐藏文字", "页眉", "1处批注", "1幅图片"))


def test_a_plain_word_document_needs_no_note() -> None:
    assert reportsrc.read_bytes(saved(word_of(*TEXT.split("\n")))).notes == ()


def test_a_document_in_the_strict_form_reads_the_same() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(word_of(*TEXT.split("\n"))))) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            strict = old.read(name).replace(WORDS.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main")
            new.writestr(
                name.replace("word/document.xml", "word/document2.xml"),
                strict.replace(b"word/document.xml", b"word/document2.xml"),
            )
    assert reportsrc.read_bytes(made.getvalue()).text.strip() == TEXT.strip()


def test_lists_of_one_definition_count_on_and_restart_where_they_say_so() -> None:
    word = word_of("甲", "乙", "丙", "丁", "戊")
    numbering = word.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, kind, text in ((0, "chineseCountingThousand", "%1、"), (1, "decimal", "%1.%2"))
    )
    names = nsdecls("w")
    numbering.insert(0, parse_xml(f'<w:abstractNum {names} w:abstractNumId="70">{levels}</w:abstractNum>'))
    restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    for key, inner in (("70", ""), ("71", ""), ("72", restart)):
        numbering.append(parse_xml(f'<w:num {names} w:numId="{key}"><w:abstractNumId w:val="70"/>{inner}</w:num>'))
    for paragraph, (key, at) in zip(
        word.paragraphs, (("70", 0), ("70", 1), ("70", 1), ("71", 0), ("72", 0)), strict=True
    ):
        numbered = f'<w:numPr {names}><w:ilvl w:val="{at}"/><w:numId w:val="{key}"/></w:numPr>'
        paragraph._p.get_or_add_pPr().append(parse_xml(numbered))
    assert reportsrc.read_bytes(saved(word)).text.split("\n") == ["一、甲", "一.1 乙", "一.2 丙", "二、丁", "五、戊"]


def test_a_style_numbers_its_paragraphs_and_those_of_styles_resting_on_it() -> None:
    word = Word()
    for words in ("规范审批", "开展普法"):
        word.add_paragraph(words, style="List Number")
    own = word.styles.add_style("自定", 1)
    own.base_style = word.styles["List Number"]
    word.add_paragraph("公开文件", style="自定")
    word.add_paragraph("点", style="List Bullet")
    assert reportsrc.read_bytes(saved(word)).text.split("\n") == ["1.规范审批", "2.开展普法", "3.公开文件", "点"]


@pytest.mark.parametrize(
    ("kind", "number", "words"),
    [
        ("chineseCounting", 12, "十二"),
        ("decimalEnclosedCircle", 3, "③"),
        ("upperRoman", 14, "XIV"),
        ("lowerLetter", 28, "bb"),
        ("ideographTraditional", 2, "乙"),
        ("decimalZero", 7, "07"),
        ("chineseLegalSimplified", 3, "叁"),
        ("something new", 4, "4"),
        ("bullet", 1, ""),
    ],
)
def test_a_number_is_printed_as_its_format_says(kind: str, number: int, words: str) -> None:
    assert printed(kind, number) == words


def test_numbers_of_words_own_lists_are_written_out() -> None:
    word = word_of("主要举措和成效", "规范审批", "开展普法")
    numbering = word.part.numbering_part.element
    abstract, level = OxmlElement("w:abstractNum"), OxmlElement("w:lvl")
    abstract.set(qn("w:abstractNumId"), "77")
    level.set(qn("w:ilvl"), "0")
    for tag, value in (("w:start", "1"), ("w:numFmt", "chineseCounting"), ("w:lvlText", "（%1）")):
        node = OxmlElement(tag)
        node.set(qn("w:val"), value)
        level.append(node)
    abstract.append(level)
    numbering.insert(0, abstract)
    number, link = OxmlElement("w:num"), OxmlElement("w:abstractNumId")
    number.set(qn("w:numId"), "77")
    link.set(qn("w:val"), "77")
    number.append(link)
    numbering.append(number)
    for paragraph in word.paragraphs[1:]:
        properties, numbered = paragraph._p.get_or_add_pPr(), OxmlElement("w:numPr")
        for tag, value in (("w:ilvl", "0"), ("w:numId", "77")):
            node = OxmlElement(tag)
            node.set(qn("w:val"), value)
            numbered.append(node)
        properties.append(numbered)
    assert reportsrc.read_bytes(saved(word)).text.split("\n")[1:3] == ["（一）规范审批", "（二）开展普法"]


def test_a_document_cut_off_anywhere_is_refused_and_never_fails_otherwise() -> None:
    whole = saved(word_of(*TEXT.split("\n")))
    for length in range(4, len(whole) - 1, max(1, len(whole) // 60)):
        with pytest.raises(reportsrc.ReadError):
            reportsrc.read_bytes(whole[:length])


PACKAGE = saved(word_of(*TEXT.split("\n")))


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(PACKAGE) - 1), st.binary(min_size=1, max_size=8))
def test_a_document_with_any_bytes_overwritten_gives_a_document_or_one_sentence(at: int, new: bytes) -> None:
    try:
        reportsrc.read_bytes(PACKAGE[:at] + new + PACKAGE[at + len(new) :])
    except reportsrc.ReadError:
        return


TAGS = st.sampled_from(
    ["p", "tbl", "tr", "tc", "r", "t", "ins", "del", "sdt", "sdtContent", "txbxContent", "pPr", "numPr"]
)
TREES = st.recursive(
    st.text("甲一、 \t", max_size=4),
    lambda inner: st.tuples(TAGS, st.lists(inner, max_size=4)).map(lambda x: f"<w:{x[0]}>{''.join(x[1])}</w:{x[0]}>"),
    max_leaves=25,
)


@settings(max_examples=150, deadline=None)
@given(TREES)
def test_a_document_of_any_tree_gives_a_document_or_one_sentence(tree: str) -> None:
    xml = f'<w:document xmlns:w="{WORDS}"><w:body>{tree}</w:body></w:document>'
    data = package_of(**{"word/document.xml": xml})
    try:
        document = reportsrc.read_bytes(data)
    except reportsrc.ReadError:
        document = None
    assert document is None or document.text.strip()


def test_a_list_of_more_levels_than_word_knows_prints_no_number() -> None:
    word = word_of("甲")
    numbering = word.part.numbering_part.element
    level = '<w:lvl w:ilvl="99999"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
    numbering.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{level}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    numbered = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="99999"/><w:numId w:val="90"/></w:numPr>'
    word.paragraphs[0]._p.get_or_add_pPr().append(parse_xml(numbered))
    assert reportsrc.read_bytes(saved(word)).text == "甲"


def test_glosses_above_the_characters_are_not_read() -> None:
    word = word_of("法治")
    base = "".join(
        f"<w:{tag}><w:r><w:t>{words}</w:t></w:r></w:{tag}>" for tag, words in (("rt", "zhèng"), ("rubyBase", "政"))
    )
    ruby = f"<w:r {nsdecls('w')}><w:ruby><w:rubyPr/>{base}</w:ruby></w:r>"
    word.paragraphs[0]._p.append(parse_xml(ruby))
    assert reportsrc.read_bytes(saved(word)).text == "法治政"
