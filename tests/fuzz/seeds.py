"""What mutation starts from: the project's own reports, cases, pages and Word files, in several encodings."""

from __future__ import annotations

import functools
import io
import re
import zipfile
from pathlib import Path

from docx import Document as Word
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from opencc import OpenCC

from tests.reportsrc.pdf_files import pdf_of, set_in_lines

ROOT = Path(__file__).resolve().parents[2]
_NAMES = nsdecls("w")


@functools.cache
def texts() -> tuple[str, ...]:
    """Whole reports and the cases of every check, marks of the cases gone; some in traditional characters."""
    reports = [file.read_text(encoding="utf-8") for file in sorted(ROOT.glob("tracker/demo/reports/*/*.txt"))]
    cases = [
        re.sub("[⟦⟧]", "", file.read_text(encoding="utf-8")) for file in sorted(ROOT.glob("tests/reportsrc/cases/*.md"))
    ]
    traditional = OpenCC("s2t").convert(reports[0])
    glossed = reports[1].replace("法治", "法(fǎ)治(zhì)").replace("的", "的(de)")
    return (*reports, *cases, traditional, glossed)


@functools.cache
def pages() -> tuple[bytes, ...]:
    """Portal pages, in UTF-8 and GB 18030."""
    found = [file.read_bytes() for file in sorted(ROOT.glob("tests/reportsrc/pages/*.html"))]
    return (*found, *(page.decode("utf-8").encode("gb18030") for page in found))


@functools.cache
def word_parts() -> tuple[tuple[str, bytes], ...]:
    """The members of a Word file that holds lists, tables, boxes, notes, comments and tracked changes."""
    word = Word()
    for line in texts()[0].split():
        word.add_paragraph(line)
    for style in ("List Number", "List Bullet", "Heading 1"):
        word.add_paragraph("一、主要举措和成效", style=style)
    table = word.add_table(rows=2, cols=2)
    table.cell(0, 0).text, table.cell(1, 1).text = "复议案件", "148件"
    table.cell(0, 1).add_table(rows=1, cols=1).cell(0, 0).text = "内"
    paragraph = word.paragraphs[3]
    word.add_comment(paragraph.runs, "请核实", author="甲")
    paragraph._p.append(parse_xml(f"<w:ins {_NAMES}><w:r><w:t>149件</w:t></w:r></w:ins>"))
    paragraph._p.append(parse_xml(f"<w:del {_NAMES}><w:r><w:delText>148件</w:delText></w:r></w:del>"))
    box = f"<w:r {_NAMES}><w:pict><w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"
    paragraph._p.append(parse_xml(box))
    made = io.BytesIO()
    word.save(made)
    return members(made.getvalue())


@functools.cache
def prints() -> tuple[bytes, ...]:
    """PDF files of a few lines."""
    pages = [set_in_lines([line for line in text.split("\n") if line.strip()][:8]) for text in texts()[:2]]
    return pdf_of(pages, author="甲", comments=1), pdf_of(pages[:1])


def members(package: bytes) -> tuple[tuple[str, bytes], ...]:
    """Names and contents of a package's members that are XML."""
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        return tuple((name, opened.read(name)) for name in opened.namelist() if name.endswith((".xml", ".rels")))
