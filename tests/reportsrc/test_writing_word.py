"""A report as a Word document: the official format to the letter, the text to the letter, nothing of anybody."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from pathlib import Path

import pypdfium2
import pytest
from docx import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from office_files import exported, needs_office

import reportsrc
from reportsrc.writers.docx import signature_indents
from reportsrc.writers.titles import broken, width

DEMONSTRATION = Path(__file__).resolve().parents[2] / "tracker" / "demo" / "reports"
FILES = sorted(DEMONSTRATION.glob("*/*.txt"))

WHOLE = """中共云溪区委员会云溪区人民政府关于2024年度法治政府建设情况的报告
云州市人民政府：
　　2024年，云溪区依法履职。现将有关情况报告如下：

一、2024年推进法治政府建设的主要举措和成效
（一）依法全面履行职能。一是规范社会救助。全年办结148件。
（二）规范行政执法
1.加强执法监督。全年检查案卷20件。
二、2024年推进法治政府建设存在的不足和原因
一是力量不足。原因在于编制少。
三、2024年党政主要负责人履行推进法治建设第一责任人职责有关情况
一是带头学法。
四、2025年推进法治政府建设的主要安排
一是充实力量。
附件：1.云溪区2024年行政执法数据清单
2.云溪区2024年重大行政决策目录
云溪区人民政府
2025年1月20日
附件1
云溪区2024年行政执法数据清单
数据略。
"""


def written(text: str, **more: object):
    return Word(io.BytesIO(reportsrc.write_docx(reportsrc.read_bytes(text.encode()), **more).data))


def paragraph_of(word, words: str):
    return next(p for p in word.paragraphs if p.text.replace("\n", "").startswith(words))


def spaceless(words: str) -> str:
    return "".join(words.split())


def passages(document: reportsrc.Document) -> list[tuple[str, int, str, str, str]]:
    """What the report is made of; the portal's header and how the title is broken are not of the text."""
    return [
        (one.kind.value, one.level, one.marker, one.role, spaceless(one.span.of(document.text)))
        for one in document.passages
        if one.kind not in ("header", "title")
    ]


def assert_reads_back(document: reportsrc.Document) -> None:
    again = reportsrc.read_bytes(reportsrc.write_docx(document).data)
    assert passages(again) == passages(document)
    assert again.title == document.title
    assert not again.traces


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_what_was_written_reads_back_as_the_same_report(file: Path) -> None:
    assert_reads_back(reportsrc.read_file(file))


def test_the_published_report_reads_back_word_for_word(published_report: Path) -> None:
    document = reportsrc.read_file(published_report)
    assert_reads_back(document)
    assert "索引号" not in reportsrc.read_bytes(reportsrc.write_docx(document).data).text


LETTERS = st.characters(exclude_characters="\r\n")


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(LETTERS, max_size=30), max_size=6))
def test_any_lines_at_all_come_back_but_for_what_no_file_can_hold(lines: list[str]) -> None:
    document = reportsrc.read_text("一、主要举措和成效\n" + "\n".join(lines), reportsrc.load_standard())
    made = reportsrc.write_docx(document)
    kept = "".join(line.text for line in reportsrc.lay_out(document))
    text = "".join(paragraph.text for paragraph in Word(io.BytesIO(made.data)).paragraphs)
    assert spaceless(text) == spaceless(reportsrc.without_illegal(kept))


def test_the_page_has_the_measures_of_the_standard() -> None:
    section = written(WHOLE).sections[0]
    lengths = (section.page_width, section.page_height, section.top_margin, section.right_margin,
               section.bottom_margin, section.left_margin)  # fmt: skip
    assert [round(length.mm) for length in lengths] == [210, 297, 37, 26, 35, 28]
    grid = section._sectPr.find(qn("w:docGrid"))
    assert (grid.get(qn("w:type")), grid.get(qn("w:linePitch"))) == ("linesAndChars", "579")
    pitch = 16 + int(grid.get(qn("w:charSpace"))) / 4096
    assert 28 * pitch <= 156 / 25.4 * 72 < 29 * pitch
    assert 22 * 579 / 20 <= 225 / 25.4 * 72 < 23 * 579 / 20


@pytest.mark.parametrize(
    ("words", "style", "font", "size"),
    [
        ("中共云溪区委员会", "公文标题", "方正小标宋简体", 22),
        ("云州市人民政府：", "主送机关", "仿宋_GB2312", 16),
        ("2024年，云溪区", "公文正文", "仿宋_GB2312", 16),
        ("一、2024年", "一级标题", "黑体", 16),
        ("（二）规范行政执法", "二级标题", "楷体_GB2312", 16),
        ("附件：1.", "附件说明", "仿宋_GB2312", 16),
        ("云溪区人民政府", "署名", "仿宋_GB2312", 16),
        ("2025年1月20日", "成文日期", "仿宋_GB2312", 16),
        ("附件1", "附件标识", "黑体", 16),
        ("云溪区2024年行政执法数据清单", "附件标题", "方正小标宋简体", 22),
    ],
)
def test_each_line_has_its_style_with_its_font_and_size(words: str, style: str, font: str, size: int) -> None:
    found = paragraph_of(written(WHOLE), words).style
    assert (found.name, found.font.name, found.font.size.pt) == (style, font, size)
    assert found.element.rPr.rFonts.get(qn("w:eastAsia")) == font


def test_a_heading_that_runs_on_is_set_apart_for_its_sentence_only() -> None:
    word = written(WHOLE)
    runs = paragraph_of(word, "（一）依法").runs
    assert (runs[0].text, runs[0].style.name) == ("（一）依法全面履行职能。", "二级标题（接排）")
    assert runs[0].style.element.rPr.rFonts.get(qn("w:eastAsia")) == "楷体_GB2312"
    assert runs[1].text.startswith("一是规范社会救助。") and runs[1].style.name == "Default Paragraph Font"
    assert paragraph_of(word, "1.加强").runs[0].style.name == "三级标题（接排）"


def test_body_text_stands_two_characters_in_and_the_addressee_does_not() -> None:
    word = written(WHOLE)
    first = paragraph_of(word, "2024年，云溪区").style.element.pPr.ind
    assert first.get(qn("w:firstLineChars")) == "200"
    assert paragraph_of(word, "云州市").style.element.pPr.ind is None
    assert paragraph_of(word, "中共").style.paragraph_format.alignment == WD_ALIGN_PARAGRAPH.CENTER


def test_names_of_attachments_stand_below_each_other_after_a_blank_line() -> None:
    word = written(WHOLE)
    texts = [p.text for p in word.paragraphs]
    at = texts.index("附件：1.云溪区2024年行政执法数据清单")
    assert texts[at - 1] == "" and texts[at + 2] == ""
    indents = [word.paragraphs[at + row]._p.pPr.ind for row in (0, 1)]
    assert [one.get(qn("w:leftChars")) for one in indents] == ["600", "600"]
    assert [one.get(qn("w:hangingChars")) for one in indents] == ["400", "100"]
    assert paragraph_of(word, "附件1").style.paragraph_format.page_break_before


@pytest.mark.parametrize(
    ("name", "date", "indents"),
    [
        ("云溪区退役军人事务局", "2025年1月6日", (2, 4)),
        ("云溪区民政局", "2025年1月20日", (4.5, 2)),
        ("", "2025年1月20日", (2, 2)),
        ("云溪区民政局", "", (2, 2)),
    ],
)
def test_the_date_begins_two_characters_to_the_right_of_the_signature(name, date, indents) -> None:
    assert signature_indents(name, date) == indents
    if name and date:
        named, dated = indents
        assert (named + width(name)) - (dated + width(date)) == 2


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("云溪区民政局2024年法治政府建设年度报告", ["云溪区民政局2024年", "法治政府建设年度报告"]),
        ("中共云溪区委员会云溪区人民政府关于2024年度法治政府建设情况的报告",
         ["中共云溪区委员会云溪区人民政府", "关于2024年度法治政府建设情况的报告"]),
        ("椒江区2023年度法治政府建设情况的报告", ["椒江区2023年度法治政府建设情况的报告"]),
        ("云岭县综合行政执法局关于2024年度法治政府建设工作情况的报告",
         ["云岭县综合行政执法局关于2024年度", "法治政府建设工作情况的报告"]),
    ],
)  # fmt: skip
def test_a_long_title_is_broken_after_words_and_never_leaves_one_character(title: str, lines: list[str]) -> None:
    assert broken(title) == lines


@settings(max_examples=60, deadline=None)
@given(st.text("云溪区人民政府关于2024年度法治建设的《》、（）情况报告", max_size=70))
def test_a_broken_title_is_the_same_title_on_lines_that_fit(title: str) -> None:
    lines = broken(title)
    assert "".join(lines) == title
    assert all(len(line) > 1 for line in lines) or len(lines) == 1


def test_page_numbers_stand_outside_between_dashes_and_their_field_is_in_runs_of_its_own() -> None:
    word = written(WHOLE)
    assert word.settings.odd_and_even_pages_header_footer
    section = word.sections[0]
    for footer, align in ((section.footer, "right"), (section.even_page_footer, "left")):
        paragraph = footer.paragraphs[0]
        assert paragraph.text == "— 1 —"
        assert paragraph._p.pPr.jc.val == getattr(WD_ALIGN_PARAGRAPH, align.upper())
        assert paragraph._p.pPr.ind.get(qn(f"w:{align}Chars")) == "100"
        marks = [run._r for run in paragraph.runs if run._r.find(qn("w:fldChar")) is not None]
        assert len(marks) == 3 and all(len(run.findall(qn("w:fldChar"))) == 1 for run in marks)
        assert all((run.font.name, run.font.size.pt) == ("宋体", 14) for run in paragraph.runs)


def test_every_style_names_its_east_asian_font_and_every_font_what_stands_in_for_it() -> None:
    package = zipfile.ZipFile(io.BytesIO(reportsrc.shipped_template()))
    styles = package.read("word/styles.xml").decode()
    sheets = re.findall(r"<w:style .*?</w:style>", styles)
    assert len(sheets) > 15
    assert [sheet for sheet in sheets if "w:eastAsia=" not in sheet] == []
    assert 'w:eastAsia="zh-CN"' in styles
    fonts = package.read("word/fontTable.xml").decode()
    named = set(re.findall(r'w:eastAsia="([^"]+)"', styles)) - {"zh-CN"}
    assert named <= set(re.findall(r'<w:font w:name="([^"]+)"><w:altName', fonts))
    everything = "".join(package.read(name).decode() for name in package.namelist())
    assert not re.search(r"w:sdt\b|theme1|asciiTheme|eastAsiaTheme", everything)


def test_a_clean_copy_tells_nothing_of_anybody() -> None:
    package = zipfile.ZipFile(io.BytesIO(reportsrc.write_docx(reportsrc.read_bytes(WHOLE.encode())).data))
    names = package.namelist()
    assert [name for name in names if re.search("comments|thumbnail|custom|people|app.xml", name)] == []
    everything = "".join(package.read(name).decode() for name in names)
    assert not re.search(r"rsid|w:ins\b|w:del\b|commentR|w:author|<w:vanish", everything)
    core = package.read("docProps/core.xml").decode()
    assert "creator" not in core and "lastModifiedBy" not in core and "法治政府建设情况的报告" in core


def test_the_same_report_is_the_same_template_and_text_each_time() -> None:
    document = reportsrc.read_bytes(WHOLE.encode())
    first, second = (zipfile.ZipFile(io.BytesIO(reportsrc.write_docx(document).data)) for _ in range(2))
    assert {name: first.read(name) for name in first.namelist()} == {n: second.read(n) for n in second.namelist()}


def test_findings_are_comments_on_the_words_they_quote() -> None:
    text = WHOLE.replace("全年办结148件", "全年受理148件，办结120件，办结率100%，各项各项工作推进")
    document = reportsrc.read_bytes(text.encode())
    findings = reportsrc.run_checks(document, reportsrc.Context(standard=reportsrc.load_standard()))
    made = reportsrc.write_docx(document, findings=findings, author="检查系统")
    word = Word(io.BytesIO(made.data))
    comments = list(word.comments)
    assert len(comments) == len(findings) > 2
    assert {comment.author for comment in comments} == {"检查系统"}
    body = word.element.body
    for comment, finding in zip(comments, findings, strict=True):
        assert comment.paragraphs[0].text.startswith(finding.code)
        assert finding.message in comment.text
        assert finding.basis in comment.text
        if not len(finding.span):
            continue
        inside, quoted = False, ""
        for node in body.iter():
            if node.get(qn("w:id")) == str(comment.comment_id):
                inside = node.tag == qn("w:commentRangeStart") or (inside and node.tag != qn("w:commentRangeEnd"))
            elif inside and node.tag == qn("w:t"):
                quoted += node.text
        assert quoted == finding.quote.replace("\n", "")
    assert spaceless(reportsrc.read_bytes(made.data).text) == spaceless(
        reportsrc.read_bytes(reportsrc.write_docx(document).data).text
    )


HOSTILE = (
    "一、主要举措<script>alert(1)</script>和成效\n"
    "（一）\"><img src=x onerror=alert(1)>。&lt;b&gt;{{7*7}}{% now %}]]><!--\n"
    "一是\x00\x0b控\x1f制\ud800字\ufffe符。\n" + "很长" * 40_000 + "\n"
)  # fmt: skip


def test_hostile_text_comes_through_every_writer_unharmed_and_what_was_taken_out_is_said() -> None:
    document = reportsrc.read_text(HOSTILE, reportsrc.load_standard())
    word = reportsrc.write_docx(document)
    text = "\n".join(paragraph.text for paragraph in Word(io.BytesIO(word.data)).paragraphs)
    assert "<script>alert(1)</script>" in text and "{{7*7}}{% now %}]]><!--" in text and "一是控制字符。" in text
    assert "很长" * 40_000 in text
    page = reportsrc.write_html(document)
    shown = page.data.decode()
    assert "<script" not in shown and "<img" not in shown and "一是控制字符。" in shown
    assert word.notes == page.notes == ("去掉了5个不能写进文件的控制字符。",)
    plain = reportsrc.write_plain(document)
    assert plain.data.decode() == HOSTILE.replace("\ud800", "\ufffd") and plain.notes


def test_a_page_has_its_headings_as_headings_and_fetches_nothing() -> None:
    shown = reportsrc.write_html(reportsrc.read_bytes(WHOLE.encode())).data.decode()
    assert shown.count("<h1>") == 1
    assert len(re.findall("<h2>", shown)) == 5
    assert '<span class="h3">（一）依法全面履行职能。</span>一是' in shown
    assert not re.search(r"<script|src=|href=|url\(|@import", shown)


@needs_office
def test_a_full_page_has_22_lines_of_28_characters(tmp_path: Path) -> None:
    text = WHOLE.replace("一是带头学法。", "组织学习行政法律法规并督促各单位落实" * 120 + "。")
    made = reportsrc.write_docx(reportsrc.read_bytes(text.encode())).data
    document = pypdfium2.PdfDocument(exported(made, "docx", "pdf", tmp_path))
    page = document[1].get_textpage()
    places = [page.get_charbox(at, loose=True)[1] for at in range(page.count_chars())
              if "一" <= page.get_text_range(at, 1) <= "龥"]  # fmt: skip
    rows = Counter(round(place / 28.95) for place in places)
    assert len(rows) == 22
    assert list(rows.values()).count(28) >= 20
    assert max(rows.values()) == 28
    words = document[0].get_textpage().get_text_range()
    assert "— 1 —" in words or "—1—" in words.replace(" ", "")
