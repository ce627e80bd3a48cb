"""Files by their content: what is read, what is refused with one sentence, and that nothing else ever happens."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from docx import Document as Word
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

import reportsrc
from reportsrc.readers.content import MOST_BYTES

TEXT = """青禾区教育局2023年度法治政府建设年度报告

2023年，区教育局依法治教。现将有关情况报告如下：

一、2023年推进法治政府建设的主要举措和成效

一是规范审批。办理申请26件。
二是开展普法。宣讲186场。

二、2023年推进法治政府建设存在的不足和原因

一是线索少，原因在于协作机制不健全。
"""


def _zip(**members: bytes | str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name.replace("__", "/"), content)
    return made.getvalue()


def _word(*paragraphs: str) -> Word:
    document = Word()
    for words in paragraphs:
        document.add_paragraph(words)
    return document


def _bytes(document: Word) -> bytes:
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_reads_the_same_in_every_encoding_and_a_bom_is_not_counted(encoding: str) -> None:
    document = reportsrc.read_bytes(TEXT.encode(encoding))
    assert document.text == TEXT
    assert [part.role for part in document.parts] == ["measures", "shortcomings"]


def test_carriage_returns_stay_and_are_counted() -> None:
    text = TEXT.replace("\n", "\r\n")
    document = reportsrc.read_bytes(text.encode())
    assert document.text == text
    assert [item.text for item in document.parts[0].items] == [
        "一是规范审批。办理申请26件。",
        "二是开展普法。宣讲186场。",
    ]


def test_gb18030_is_told_in_a_note() -> None:
    assert "GB18030" in "".join(reportsrc.read_bytes(TEXT.encode("gb18030")).notes)


def test_a_portal_page_reads_without_scripts_navigation_and_footer() -> None:
    blocks = "".join(f"<p>{line}</p>" for line in TEXT.split("\n"))
    page = (
        "<!DOCTYPE html><html><head><script>var a='一、脚本'</script></head><body><nav>首页</nav>"
        f"<div id='zoom'>{blocks}</div><footer>版权所有</footer></body></html>"
    )
    document = reportsrc.read_bytes(page.encode())
    assert document.title == "青禾区教育局2023年度法治政府建设年度报告"
    assert "脚本" not in document.text and "版权" not in document.text
    assert [len(part.items) for part in document.parts] == [2, 1]


def test_a_word_document_reads_like_its_text() -> None:
    document = reportsrc.read_bytes(_bytes(_word(*TEXT.split("\n"))))
    assert document.text.strip() == TEXT.strip()
    assert [part.role for part in document.parts] == ["measures", "shortcomings"]


def test_a_table_in_a_word_document_becomes_lines() -> None:
    word = _word("一、主要举措和成效")
    table = word.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "复议案件", "148件"
    document = reportsrc.read_bytes(_bytes(word))
    assert "复议案件\t148件" in document.text
    assert any("表格" in note for note in document.notes)


def test_tracked_changes_are_taken_as_accepted_and_it_is_said_so() -> None:
    word = _word("全年办结")
    paragraph = word.paragraphs[0]._p
    for tag, inner, words in (("w:del", "w:delText", "148件"), ("w:ins", "w:t", "149件")):
        change, run, text = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(inner)
        text.text = words
        run.append(text)
        change.append(run)
        paragraph.append(change)
    document = reportsrc.read_bytes(_bytes(word))
    assert document.text.strip() == "全年办结149件"
    assert any("修订" in note for note in document.notes)


def test_numbers_of_words_own_lists_are_written_out() -> None:
    word = _word("主要举措和成效", "规范审批", "开展普法")
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
    assert reportsrc.read_bytes(_bytes(word)).text.split("\n")[1:3] == ["（一）规范审批", "（二）开展普法"]


WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
REFUSED = {
    "empty": (b"", "空的"),
    "blank": ("\ufeff \n".encode(), "没有文字"),
    "binary": (bytes(range(256)) * 9, "不是文字文件"),
    "unknown encoding": ("法治政府建設年度報告".encode("big5") * 40 + b"\x81\xff", "编码"),
    "old office": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "另存为 docx"),
    "encrypted office": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "密码",
    ),
    "pdf": (b"%PDF-1.7", "PDF"),
    "zip": (_zip(**{"a.txt": "甲"}), "压缩包"),
    "workbook": (_zip(xl__workbook_xml="").replace(b"workbook_xml", b"workbook.xml"), "表格"),
    "bomb": (_zip(**{"word/document.xml": b"<a>" + b"A" * 150_000_000}), "过大"),
    "entities": (
        _zip(**{"word/document.xml": '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'}),
        "实体",
    ),
    "broken xml": (_zip(**{"word/document.xml": f'<w:document xmlns:w="{WORDS}">'}), "损坏"),
    "too many members": (_zip(**{f"f{n}": "" for n in range(2100)}), "太多"),
    "too large": (b"a" * (MOST_BYTES + 1), "MB"),
}


@pytest.mark.parametrize("kind", sorted(REFUSED))
def test_what_is_no_report_is_refused_with_one_sentence(kind: str) -> None:
    data, words = REFUSED[kind]
    with pytest.raises(reportsrc.ReadError) as refusal:
        reportsrc.read_bytes(data)
    assert words in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_document_cut_off_anywhere_is_refused_and_never_fails_otherwise() -> None:
    whole = _bytes(_word(*TEXT.split("\n")))
    for length in range(4, len(whole) - 1, max(1, len(whole) // 60)):
        with pytest.raises(reportsrc.ReadError):
            reportsrc.read_bytes(whole[:length])


def test_a_missing_file_a_folder_and_a_huge_file_get_a_sentence(tmp_path: Path) -> None:
    huge = tmp_path / "大.txt"
    huge.write_bytes(b"a" * (MOST_BYTES + 1))
    for path, words in ((tmp_path / "无.txt", "找不到"), (tmp_path, "文件夹"), (huge, "MB")):
        with pytest.raises(reportsrc.ReadError, match=words):
            reportsrc.read_file(path)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=600) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_at_all_give_a_document_or_one_sentence(data: bytes) -> None:
    try:
        document = reportsrc.read_bytes(data)
    except reportsrc.ReadError:
        return
    assert all(p.span.of(document.text).strip() for p in document.passages)
