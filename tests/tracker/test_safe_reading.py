"""Workbooks from outside: a hostile one is refused with one sentence, quickly, and nothing else happens."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tracker.imports import form_in
from tracker.workbooks import child, filling, safe
from tracker.workbooks.safe import WorkbookError, as_read, read_book, read_books

pytestmark = pytest.mark.once


def _book(*rows: list) -> bytes:
    made, stream = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        made.active.append(row)
    made.save(stream)
    return stream.getvalue()


def _with(name: str, content: bytes, base: bytes | None = None) -> bytes:
    stream = io.BytesIO(base or _book(["甲"]))
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, content)
    return stream.getvalue()


def _only(name: str, content: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr(name, content)
    return stream.getvalue()


def _replaced(name: str, old: bytes, new: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_book(["甲"]))) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for one in before.namelist():
            content = before.read(one)
            after.writestr(one, content.replace(old, new) if one == name else content)
    return out.getvalue()


def _encrypted() -> bytes:
    data = bytearray(_book(["甲"]))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (start := data.find(mark, start)) >= 0:
            data[start + at] |= 1
            start += 4
    return bytes(data)


def _many() -> bytes:
    stream = io.BytesIO(_book(["甲"]))
    with zipfile.ZipFile(stream, "a") as package:
        for number in range(child.MOST_MEMBERS):
            package.writestr(f"x/{number}", b"")
    return stream.getvalue()


MANY_ROWS = b"<sheetData>" + b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(1, 400_001))
HOSTILE = {
    "empty": (b"", "空"),
    "large": (b"PK" + b"x" * (5 * 2**20), "超过5 MB"),
    "old": (b"\xd0\xcf\x11\xe0" + bytes(600), "旧版 xls"),
    "locked": (b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "加了密码"),
    "encrypted": (_encrypted(), "加了密码"),
    "csv": ("条目号,正文".encode(), "不是 xlsx"),
    "word": (_only("word/document.xml", b"<w/>"), "Word 文档"),
    "ods": (_only("content.xml", b"<o/>"), "ODS"),
    "xlsb": (_only("xl/workbook.bin", b"x"), "xlsb"),
    "macro": (_with("xl/vbaProject.bin", b"x"), "有宏"),
    "macro by type": (
        _replaced(
            "[Content_Types].xml",
            b'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"',
            b'ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"',
        ),
        "有宏",
    ),
    "external link": (_with("xl/externalLinks/externalLink1.xml", b"<externalLink/>"), "指向其他文件"),
    "embedded": (_with("xl/embeddings/oleObject1.bin", b"x"), "嵌有其他文件"),
    "connection": (_with("xl/connections.xml", b"<connections/>"), "数据连接"),
    "doctype": (_with("xl/x.xml", b" " * 5000 + b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "不应有的内容"),
    "way out": (_with("xl/../../etc/passwd", b"x"), "不应有的文件名"),
    "many members": (_many(), "过多或重名"),
    "bomb": (_with("xl/media/a.bin", bytes(50 * 2**20)), "展开后过大"),
    "rows": (_replaced("xl/worksheets/sheet1.xml", b"<sheetData>", MANY_ROWS), "过大|过多"),
    "broken": (_only("xl/workbook.xml", b"<not-a-workbook"), "读不出来"),
    "cut": (_book(["甲"])[:-200], "没有传完"),
    "another table": (_book(["甲", "乙"]), "不是从本系统下载的填报表"),
}


def test_every_hostile_file_gets_its_sentence_and_a_sound_one_among_them_is_read() -> None:
    files = [data for data, _ in HOSTILE.values()]
    answers = form_in.read_forms(files)
    assert all(isinstance(one, WorkbookError) for one in answers)
    wrong = {
        name: str(answer)
        for (name, (_, words)), answer in zip(HOSTILE.items(), answers, strict=True)
        if not re.search(words, str(answer))
    }
    assert wrong == {}
    sound = read_books([files[0], _book(["乙", 1])])
    assert isinstance(sound[1], list) and sound[1][0].rows[1][1].text == "乙"


def test_a_file_that_takes_too_long_or_ends_the_process_costs_only_itself(
    monkeypatch: pytest.MonkeyPatch, tmp_path
) -> None:
    script = tmp_path / "child.py"
    source = Path(child.__file__).read_text(encoding="utf-8")
    script.write_text(
        source.replace(
            "            check_package(data)",
            '            if data == b"slow":\n'
            "                while True: pass\n"
            '            if data == b"dead":\n'
            "                import os; os._exit(3)",
        ).replace("SECONDS = 20", "SECONDS = 1"),
        encoding="utf-8",
    )
    monkeypatch.setattr(safe, "_CHILD", script)
    slow, dead, sound = read_books([b"slow", b"dead", _book(["甲"])])
    assert "读了1秒" in str(slow) and "读不下去" in str(dead)
    assert isinstance(sound, list) and sound[0].rows[1][1].text == "甲"


def test_the_process_that_reads_knows_neither_the_site_nor_its_secrets() -> None:
    source = Path(child.__file__).read_text(encoding="utf-8")
    assert "import tracker" not in source and "from tracker" not in source and "django" not in source


def test_a_cell_is_read_as_it_was_written() -> None:
    texts = [
        "=1+1",
        "+86",
        "'前",
        " 两头 ",
        "一\n二",
        "㐂𠀀😀",
        "_x000D_",
        "_x005F_",
        "a&<b>",
        "\t制表",
        "#N/A",
        "TRUE",
        "007",
    ]
    book, stream = filling.FormBook("表", creator="人"), io.BytesIO()
    ws = book.sheet("表", [10])
    for row, text in enumerate(texts, start=1):
        filling.put(ws, row, 1, text, filling.FILL)
    book.save(stream)
    (sheet,) = read_book(stream.getvalue())
    assert [(cell[1].kind, cell[1].text) for cell in sheet.rows.values()] == [("s", as_read(text)) for text in texts]
    assert [as_read(text) for text in texts] == texts


@pytest.mark.django_db
def test_a_hostile_file_on_a_page_is_a_sentence_and_changes_nothing(cast, client, unchanged) -> None:
    client.force_login(cast.drafter)
    names = ("bomb", "rows", "macro", "encrypted")
    with unchanged():
        for name in names:
            data, _ = HOSTILE[name]
            answer = client.post(f"/reports/{cast.report.pk}/form/", {"file": SimpleUploadedFile("a.xlsx", data)})
            assert answer.status_code == 422 and "field-error" in answer.content.decode()
