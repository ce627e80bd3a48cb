"""Templates that offices bring: what is refused and with which sentence, what is cleaned, how the report goes in."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping

import pytest
from docx import Document as Word

import reportsrc
from reportsrc.__main__ import main
from reportsrc.writers import checking

TEXT = "云溪区民政局2024年法治政府建设年度报告\n2024年，现报告如下：\n一、主要举措和成效\n一是甲。\n云溪区民政局\n2025年1月6日\n"


def changed(parts: Mapping[str, Callable[[str], str] | bytes] | None = None) -> bytes:
    """The shipped template with some parts altered or added."""
    parts = parts or {}
    stream = io.BytesIO()
    source = zipfile.ZipFile(io.BytesIO(reportsrc.shipped_template()))
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name in source.namelist():
            change, words = parts.get(name), source.read(name).decode()
            package.writestr(name, change(words) if callable(change) else words)
        for name, content in parts.items():
            if name not in source.namelist() and isinstance(content, bytes):
                package.writestr(name, content)
    return stream.getvalue()


def into(old: str, new: str) -> Callable[[str], str]:
    def change(words: str) -> str:
        assert old in words
        return words.replace(old, new)

    return change


TYPES, DOCUMENT, STYLES = "[Content_Types].xml", "word/document.xml", "word/styles.xml"
RELATIONS = "word/_rels/document.xml.rels"
LINK = (
    '<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" '
    'Target="http://example.org/a.png" TargetMode="External"/></Relationships>'
)


def bomb() -> bytes:
    stream = io.BytesIO(reportsrc.shipped_template())
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/media/big.xml", b" " * 30_000_000)
    return stream.getvalue()


REFUSED = {
    "nothing": (lambda: b"", "不是 docx"),
    "text": (lambda: b"PK hello", "不是 docx"),
    "old": (lambda: b"\xd0\xcf\x11\xe0" + bytes(600), "旧格式"),
    "long": (lambda: bytes(checking.MOST_BYTES + 1), "太大"),
    "bomb": (bomb, "过大"),
    "a macro": (lambda: changed({"word/vbaProject.bin": b"x"}), "宏"),
    "a macro by type": (
        lambda: changed({TYPES: into("wordprocessingml.document.main", "document.macroEnabled.main")}), "宏",
    ),
    "a workbook": (lambda: changed({TYPES: into("document.main+xml", "other+xml")}), "不是 docx"),
    "a link": (lambda: changed({RELATIONS: into("</Relationships>", LINK)}), "外部的链接"),
    "a doctype": (
        lambda: changed({STYLES: into("<w:styles", '<!DOCTYPE x [<!ENTITY a "b">]><w:styles')}), "外部实体",
    ),
    "a broken part": (lambda: changed({STYLES: into("</w:styles>", "")}), "结构不正常"),
    "a way out": (lambda: changed({"../out.xml": b"<a/>"}), "结构不正常"),
    "a revision": (
        lambda: changed({DOCUMENT: into("</w:pPr></w:p>", "</w:pPr><w:ins w:id='1' w:author='a'/></w:p>")}), "修订",
    ),
    "a field that fetches": (
        lambda: changed({"word/footer1.xml": into(" PAGE ", " INCLUDETEXT x ")}), "引用外部内容的域",
    ),
    "two places": (
        lambda: changed({DOCUMENT: into("<w:body>", "<w:body>" + f"<w:p><w:r><w:t>{reportsrc.BODY_MARK}</w:t></w:r></w:p>" * 2)}),
        "只能有一处",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_a_template_that_cannot_be_used_is_refused_with_one_sentence(name: str) -> None:
    make, words = REFUSED[name]
    with pytest.raises(reportsrc.TemplateError, match=words):
        reportsrc.check_template(make())


def test_missing_styles_are_named() -> None:
    data = changed({STYLES: lambda words: words.replace('"署名"', '"落款"').replace('"附件说明"', '"附注"')})
    with pytest.raises(reportsrc.TemplateError, match="缺少样式：附件说明、署名。"):
        reportsrc.check_template(data)


def test_word_itself_lacks_the_styles_and_is_told_so() -> None:
    stream = io.BytesIO()
    Word().save(stream)
    with pytest.raises(reportsrc.TemplateError, match="缺少样式：公文标题"):
        reportsrc.check_template(stream.getvalue())


def test_the_shipped_template_passes_and_is_told_in_words() -> None:
    found = reportsrc.check_template(reportsrc.shipped_template())
    assert found.page == (210, 297, 37, 26, 35, 28)
    assert (found.styles[0].name, found.styles[0].font, found.styles[0].size) == ("公文标题", "方正小标宋简体", 22)
    assert not found.framed


def test_who_made_a_template_is_cut_out_of_it() -> None:
    word = Word(io.BytesIO(reportsrc.shipped_template()))
    word.core_properties.author = word.core_properties.last_modified_by = "张三"
    word.settings.element.append(word.settings.element.makeelement(f"{checking._W}rsids", {}))
    for paragraph in word.paragraphs:
        paragraph._p.set(f"{checking._W}rsidR", "00AB12CD")
    stream = io.BytesIO()
    word.save(stream)
    cleaned = zipfile.ZipFile(io.BytesIO(reportsrc.check_template(stream.getvalue()).data))
    everything = b"".join(cleaned.read(name) for name in cleaned.namelist()).decode()
    assert "张三" not in everything and "rsid" not in everything


def test_a_report_goes_where_the_template_says_and_what_stands_around_it_stays() -> None:
    word = Word(io.BytesIO(reportsrc.shipped_template()))
    for words in ("云溪区民政局文件", reportsrc.BODY_MARK, "抄送：区司法局。"):
        word.add_paragraph(words)
    word.styles["公文标题"].font.bold = True
    stream = io.BytesIO()
    word.save(stream)
    checked = reportsrc.check_template(stream.getvalue())
    assert checked.framed
    made = reportsrc.write_docx(reportsrc.read_bytes(TEXT.encode()), template=checked.data)
    texts = [p.text for p in Word(io.BytesIO(made.data)).paragraphs if p.text]
    assert texts[0] == "云溪区民政局文件" and texts[-1] == "抄送：区司法局。"
    assert texts[1].startswith("云溪区民政局2024年") and reportsrc.BODY_MARK not in texts


def test_the_command_writes_each_form_and_says_what_it_left_out(tmp_path, capsys) -> None:
    report = tmp_path / "报告.txt"
    report.write_text("索引号：1133/2025-1\n" + TEXT, encoding="utf-8")
    for ending in ("docx", "html", "txt"):
        out = tmp_path / f"公文.{ending}"
        assert main(["write", str(report), "--out", str(out)]) == 0
        assert out.stat().st_size > 100
    assert (tmp_path / "公文.txt").read_bytes() == report.read_bytes()
    assert "已写出" in capsys.readouterr().out
    assert main(["write", str(report), "--out", str(tmp_path / "工作稿.docx"), "--comments", "--json"]) == 0
    assert len(list(Word(str(tmp_path / "工作稿.docx")).comments)) > 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["{report}", "--out", "{folder}/a.pdf"], ".docx、.html 或 .txt"),
        (["{report}", "--out", "{report}"], "原文件"),
        (["{report}", "--out", "{folder}/a.html", "--comments"], "只用于 .docx"),
        (["{report}", "--out", "{folder}/none/a.docx"], "写不出"),
        (["{folder}/none.txt", "--out", "{folder}/a.docx"], "找不到文件"),
        (["{report}", "--out", "{folder}/a.docx", "--template", "{report}"], "不是 docx"),
        (["{report}", "--out", "{folder}/a.docx", "--template", "{folder}/none"], "打不开这个模板"),
        (["{other}", "--out", "{folder}/a.docx", "--comments"], "不是法治政府建设年度报告"),
    ],
)
def test_the_command_misused_says_so_in_a_sentence_and_ends_with_2(tmp_path, capsys, arguments, words) -> None:
    report, other = tmp_path / "报告.txt", tmp_path / "通知.txt"
    report.write_text(TEXT, encoding="utf-8")
    other.write_text("关于放假的通知\n五月一日放假。\n", encoding="utf-8")
    told = [one.format(report=report, folder=tmp_path, other=other) for one in arguments]
    assert main(["write", *told]) == 2
    assert words in capsys.readouterr().err
    assert report.read_text(encoding="utf-8") == TEXT
