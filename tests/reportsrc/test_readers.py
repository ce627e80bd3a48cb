"""Files by their content: what is read, what is refused with one sentence, and that nothing else ever happens."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from word_files import TEXT, WORDS, package_of

import reportsrc
from reportsrc.readers.content import MOST_BYTES


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


PARAGRAPHS = "".join(f"<p>{line}</p>" for line in TEXT.split("\n") if line)


def test_a_page_wrapped_in_one_form_keeps_its_text_and_loses_its_controls() -> None:
    page = f"<html><body><form><select><option>各部门</option></select><input value='搜索'>{PARAGRAPHS}</form></body></html>"
    document = reportsrc.read_bytes(page.encode())
    assert [len(part.items) for part in document.parts] == [2, 1]
    assert "各部门" not in document.text and "搜索" not in document.text


@pytest.mark.parametrize(("charset", "encoding"), [("gb2312", "gb18030"), ("GBK", "gb18030"), ("gb2312", "utf-8")])
def test_a_page_is_read_in_the_encoding_it_is_really_in(charset: str, encoding: str) -> None:
    page = (
        f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}"></head><body>{PARAGRAPHS}'
    )
    assert "区教育局依法治教" in reportsrc.read_bytes(page.encode(encoding)).text


def test_a_page_that_says_big5_is_read_so() -> None:
    page = '<html><head><meta charset="big5"></head><body><p>青禾區2023年法治政府建設年度報告</p></body></html>'
    document = reportsrc.read_bytes(page.encode("big5"))
    assert document.text == "青禾區2023年法治政府建設年度報告"
    assert "按 Big5 编码读入。" in document.notes


def test_a_page_in_utf16_is_a_page_too() -> None:
    page = f"<html><body>{PARAGRAPHS}</body></html>"
    assert "<p>" not in reportsrc.read_bytes(page.encode("utf-16")).text


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<table><tr><td><p>索引号：</p></td><td><p>1/2024-00012</p></td></tr></table>", "索引号： 1/2024-00012"),
        ("<table><tr><td><p>一、举措</p><p>甲。</p></td></tr></table>", "一、举措\n甲。"),
        (
            "<table><tr><td>外<table><tr><td>内</td><td>里</td></tr></table></td><td>右</td></tr></table>",
            "外\n内 里\n右",
        ),
        ("<p>依法\n  行政 law\nmade</p>", "依法行政 law made"),
        ("<pre>一、举措\n二、不足</pre>", "一、举措\n二、不足"),
        ("<p>甲<br>乙</p><ul><li>丙<li>丁</ul>", "甲\n乙\n丙\n丁"),
        ("<p>建<ruby>設<rp>(</rp><rt>shè</rt><rp>)</rp></ruby></p>", "建設"),
        ("<p>甲&nbsp;&amp;&#20057;&lt;</p>", "甲 &乙<"),
        (
            "<p>读者看得见的正文在这里</p><div style='display: none'>看不见</div><p hidden>也看不见</p>",
            "读者看得见的正文在这里",
        ),
        ("<p>头</p><div id='zoom' style='display:none'><p>由脚本显示的正文</p></div>", "头\n由脚本显示的正文"),
    ],
)
def test_a_page_becomes_the_lines_a_reader_sees(page: str, text: str) -> None:
    assert reportsrc.read_bytes(f"<html><body>{page}</body></html>".encode()).text == text


def test_dropped_elements_inside_one_another_do_no_harm() -> None:
    inner = "<nav><form><script>甲</script><nav><style>乙</style></nav></form></nav>" * 200
    page = "<div>" * 3000 + inner + "<p>正文</p>"
    assert reportsrc.read_bytes(f"<html><body>{page}".encode()).text == "正文"


_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
REFUSED = {
    "empty": (b"", "空的"),
    "blank": ("\ufeff \n".encode(), "没有文字"),
    "binary": (bytes(range(256)) * 9, "不是文字文件"),
    "unknown encoding": ("法治政府建設年度報告".encode("big5") * 40 + b"\x81\xff", "编码"),
    "old office": (_OLE2 + bytes(600), "另存为 docx"),
    "encrypted office": (_OLE2 + "EncryptedPackage".encode("utf-16-le"), "密码"),
    "pdf": (b"%PDF-1.7", "PDF"),
    "zip": (package_of(**{"a.txt": "甲"}), "压缩包"),
    "workbook": (package_of(xl__workbook_xml="").replace(b"workbook_xml", b"workbook.xml"), "表格"),
    "bomb": (package_of(**{"word/document.xml": b"<a>" + b"A" * 150_000_000}), "过大"),
    "entities": (
        package_of(**{"word/document.xml": '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'}),
        "实体",
    ),
    "entities in another encoding": (
        package_of(**{"word/document.xml": '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a><a/>'.encode("utf-16")}),
        "实体",
    ),
    "old workbook": (_OLE2 + "Workbook".encode("utf-16-le"), "表格"),
    "old slides": (_OLE2 + "PowerPoint Document".encode("utf-16-le"), "演示"),
    "slides": (package_of(**{"ppt/presentation.xml": ""}), "演示"),
    "fixed layout": (package_of(**{"OFD.xml": ""}), "OFD"),
    "open document": (package_of(mimetype="", **{"content.xml": ""}), "ODF"),
    "web archive": (b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n<html>", "mht"),
    "rich text": (b"{\\rtf1 x}", "RTF"),
    "xml": (b'<?xml version="1.0"?><pkg:package xmlns:pkg="x"/>', "XML"),
    "encrypted zip": (
        package_of(**{"a.txt": "甲"}).replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01"),
        "密码",
    ),
    "only a picture": (
        package_of(
            **{
                "word/document.xml": f'<w:document xmlns:w="{WORDS}"><w:body><w:p><w:r><w:drawing/></w:r></w:p></w:body></w:document>'
            }
        ),
        "只有图片",
    ),
    "broken xml": (package_of(**{"word/document.xml": f'<w:document xmlns:w="{WORDS}">'}), "损坏"),
    "too many members": (package_of(**{f"f{n}": "" for n in range(2100)}), "太多"),
    "too large": (b"a" * (MOST_BYTES + 1), "MB"),
}


@pytest.mark.parametrize("kind", sorted(REFUSED))
def test_what_is_no_report_is_refused_with_one_sentence(kind: str) -> None:
    data, words = REFUSED[kind]
    with pytest.raises(reportsrc.ReadError) as refusal:
        reportsrc.read_bytes(data)
    assert words in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_missing_file_a_folder_and_a_huge_file_get_a_sentence(tmp_path: Path) -> None:
    huge = tmp_path / "大.txt"
    huge.write_bytes(b"a" * (MOST_BYTES + 1))
    for path, words in ((tmp_path / "无.txt", "找不到"), (tmp_path, "文件夹"), (huge, "MB")):
        with pytest.raises(reportsrc.ReadError, match=words):
            reportsrc.read_file(path)


def test_a_text_that_begins_like_a_picture_file_is_a_text() -> None:
    assert reportsrc.read_bytes("BM公司2023年度法治政府建设年度报告".encode()).text.startswith("BM")


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="no endless device here")
def test_an_endless_device_is_read_no_further_than_the_limit() -> None:
    with pytest.raises(reportsrc.ReadError, match="MB"):
        reportsrc.read_file("/dev/zero")


@pytest.mark.parametrize("encoding", ["undefined", "idna", "base64", "no such", "a\0b"])
def test_an_odd_encoding_asked_for_is_refused_with_a_sentence(encoding: str) -> None:
    with pytest.raises(reportsrc.ReadError, match="编码"):
        reportsrc.decode("法治".encode(), encoding)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=600) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_at_all_give_a_document_or_one_sentence(data: bytes) -> None:
    try:
        document = reportsrc.read_bytes(data)
    except reportsrc.ReadError:
        return
    assert all(p.span.of(document.text).strip() for p in document.passages)
