"""A list of organisations from Excel: shown first, every fault by row and column, taken whole or not at all."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tracker.actions import organisation_lists, organisations
from tracker.actions.refusal import Refused
from tracker.imports import organisations as lists
from tracker.models import Organisation, OrganisationList
from tracker.roles import Role

pytestmark = pytest.mark.django_db
HEADINGS = list(lists.HEADINGS)
GOOD = "11331002002673575G"


def book(*rows: list, headings: list = HEADINGS) -> bytes:
    """A workbook with these rows."""
    made = openpyxl.Workbook()
    made.active.append(headings)
    for row in rows:
        made.active.append(row)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def row(
    code: str, name: str, parent: str = "DISTRICT", kind: str = "部门", level: str = "区县级", region: str = ""
) -> list:
    return [code, name, "", kind, level, parent, region]


@pytest.fixture
def admin(client: Client, cast) -> Client:
    client.force_login(cast[Role.ADMINISTRATOR])
    return client


def _send(client: Client, data: bytes):
    return client.post(reverse("organisation-import"), {"file": SimpleUploadedFile("名单.xlsx", data)})


def _take(client: Client, data: bytes):
    answer = _send(client, data)
    assert answer.status_code == 302, answer.content.decode()
    return client.post(answer["Location"])


def test_a_list_is_shown_first_and_then_taken_with_its_tree(admin, cast) -> None:
    data = book(
        row("SUB", "水政大队", parent=GOOD, kind="其他"),
        row(GOOD, "云溪区水利局", region="331002"),
        row("FINANCE", "云溪区财政和国资局", parent=""),
        row("CIVIL", "云溪区民政局", parent="云溪区水利局"),
    )
    shown = _send(admin, data)
    page = admin.get(shown["Location"]).content.decode()
    assert "新增 2，修改 1，移动 1，没有变化 0" in page and "云溪区财政和国资局" in page
    assert not Organisation.objects.filter(code=GOOD).exists()
    assert admin.post(shown["Location"]).status_code == 302
    water, sub = Organisation.objects.get(code=GOOD), Organisation.objects.get(code="SUB")
    assert (water.region, water.kind, Organisation.objects.get_parent(water)) == ("331002", "department", cast.district)
    assert Organisation.objects.get_parent(sub) == water
    assert Organisation.objects.get_parent(Organisation.objects.get(code="CIVIL")) == water
    assert Organisation.objects.get(code="FINANCE").name == "云溪区财政和国资局"
    assert Organisation.objects.find_problems() == ([], [], [], [], [])
    assert water.activities.get().deed == "organisation-created"
    assert cast.finance.activities.filter(deed="organisation-changed").exists()
    assert cast.report.__class__.objects.get(pk=cast.report.pk).superior_name == "云溪区人民政府"


def test_the_same_list_again_changes_nothing(admin, cast) -> None:
    data = book(row(GOOD, "云溪区水利局"), row("SUB", "水政大队", parent="云溪区水利局", kind="其他"))
    _take(admin, data)
    before = list(Organisation.objects.values_list())
    _take(admin, data)
    assert list(Organisation.objects.values_list()) == before
    assert OrganisationList.objects.count() == 2


def test_the_template_taken_back_unchanged_changes_nothing(admin, cast) -> None:
    before = list(Organisation.objects.values_list())
    answer = admin.get(reverse("organisation-template"))
    data = b"".join(answer.streaming_content)
    assert {one[0].value for one in openpyxl.load_workbook(io.BytesIO(data))["单位"].iter_rows(min_row=2)} == {
        "DISTRICT", "JUSTICE", "CIVIL", "FINANCE", "TOWN",
    }  # fmt: skip
    _take(admin, data)
    assert list(Organisation.objects.values_list()) == before


@pytest.mark.parametrize(
    ("rows", "where", "sentence"),
    [
        ([row("A", "甲", parent="B"), row("B", "乙", parent="A")], (2, "上级单位"), "绕成了圈：甲 → 乙 → 甲"),
        ([row("A", "甲", parent="A")], (2, "上级单位"), "绕成了圈"),
        ([row("FINANCE", "财政局", parent="X"), row("X", "下", parent="FINANCE")], (2, "上级单位"), "绕成了圈"),
        ([row("A", "甲", parent="没有的局")], (2, "上级单位"), "没有“没有的局”这个单位"),
        ([row("A", "甲", parent="")], (2, "上级单位"), "要填写上级单位"),
        ([row("DISTRICT", "区政府", parent="FINANCE")], (2, "上级单位"), "最上一级"),
        ([row("A", "甲"), row("A", "乙")], (3, "单位代码"), "与第2行的代码重复"),
        ([row("11331002002673575A", "甲")], (2, "单位代码"), "校验位不对"),
        ([row("1133100200267357", "甲")], (2, "单位代码"), "应为18位"),
        ([row("OTHER", "云山区")], (2, "单位代码"), "不管理"),
        ([row("", "甲")], (2, "单位代码"), "没有填写"),
        ([row("A", "")], (2, "名称"), "名称要填写"),
        ([row("A", "长" * 121)], (2, "名称"), "超过上限120"),
        ([row("A", "甲", kind="宫殿")], (2, "类别"), "没有“宫殿”"),
        ([row("A", "甲", level="")], (2, "层级"), "要填写层级"),
        ([row("A", "甲", region="33")], (2, "行政区划代码"), "6、9或12位"),
        ([row("A", "=1+1")], (2, "名称"), "是公式"),
        ([row("A", "甲\t乙")], (2, "名称"), "控制字符"),
        ([row(113310020026735700, "甲")], (2, "单位代码"), "末几位已经丢失"),
        (
            [row(f"N{n}", f"第{n}", parent=f"N{n - 1}" if n else "DISTRICT") for n in range(20)],
            (14, "上级单位"),
            "层级超过",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_wrong_is_told_by_row_and_column_and_nothing_is_kept(
    admin, cast, unchanged, rows, where, sentence
) -> None:
    with unchanged():
        answer = _send(admin, book(*rows))
    assert answer.status_code == 422
    faults = answer.context["faults"]
    assert any((one.row, one.heading) == where and sentence in one.message for one in faults), faults
    assert sentence in answer.content.decode()


def test_every_fault_is_told_and_not_the_first_only(admin, cast) -> None:
    answer = _send(admin, book(row("A", "甲", kind="x"), row("B", "乙", parent="nobody"), row("B", "丙")))
    assert {one.row for one in answer.context["faults"]} == {2, 3, 4}


def _with_member(name: str, content: bytes) -> bytes:
    stream = io.BytesIO(book(row("A", "甲")))
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, content)
    return stream.getvalue()


def _only(name: str, content: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, content)
    return stream.getvalue()


HOSTILE = {
    "empty": (lambda: b"", "空"),
    "text": (lambda: "单位代码,名称".encode(), "不是 xlsx"),
    "old": (lambda: b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "旧版 xls"),
    "cut": (lambda: book(row("A", "甲"))[:-200], "不是完整的 xlsx"),
    "word": (lambda: _only("word/document.xml", b"<w/>"), "Word 文档"),
    "macro": (lambda: _with_member("xl/vbaProject.bin", b"x"), "有宏"),
    "bomb": (lambda: _with_member("xl/media/a.xml", b" " * 70 * 2**20), "展开后过大"),
    "entity": (lambda: _with_member("xl/x.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "不应有的内容"),
    "broken": (lambda: _only("xl/workbook.xml", b"<not-a-workbook"), "读不出来"),
    "headless": (lambda: book(headings=["甲", "乙"]), "没有找到表头"),
    "twice": (lambda: book(headings=["单位代码", "代码", "名称"]), "出现了两次"),
    "long": (lambda: book(*[[f"C{n}", "局"] for n in range(5020)], headings=["单位代码", "名称"]), "超过5000行"),
    "bare": (lambda: book(), "没有单位"),
    "large": (lambda: b"PK" + b"x" * (5 * 2**20), "超过5 MB"),
}


@pytest.mark.parametrize("kind", sorted(HOSTILE))
def test_a_file_that_is_no_plain_list_gets_one_sentence(kind: str, admin, cast, unchanged) -> None:
    make, sentence = HOSTILE[kind]
    with unchanged():
        answer = _send(admin, make())
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_a_list_that_the_tree_has_overtaken_is_refused_whole(admin, cast, unchanged) -> None:
    shown = _send(admin, book(row(GOOD, "云溪区水利局"), row("SUB", "大队", parent="FINANCE", kind="其他")))
    organisations.set_active(cast.finance, False, by=cast[Role.ADMINISTRATOR])
    with unchanged():
        answer = admin.post(shown["Location"])
    assert answer.status_code == 422
    assert "现在不能采用" in answer.content.decode() and "已停用" in answer.content.decode()


def test_a_list_is_taken_once_and_by_who_brought_it(admin, cast, client) -> None:
    shown = _send(admin, book(row(GOOD, "云溪区水利局")))
    kept = OrganisationList.objects.get()
    with pytest.raises(Refused, match="不是您导入的"):
        organisation_lists.take_list(kept, by=cast.coordinator)
    assert admin.post(shown["Location"]).status_code == 302
    assert admin.post(shown["Location"]).status_code == 404
    client.force_login(cast.coordinator)
    assert client.get(reverse("organisation-import")).status_code == 403
    assert client.get(reverse("organisation-template")).status_code == 403


def test_a_long_list_costs_few_queries_for_each_hundred(admin, cast) -> None:
    rows = [row(f"T{n}", f"第{n}所", parent="JUSTICE" if n % 2 else "TOWN") for n in range(600)]
    shown = lists.preview(book(*rows), by=cast[Role.ADMINISTRATOR])
    kept = lists.keep(shown, b"", "名单.xlsx", by=cast[Role.ADMINISTRATOR])
    with CaptureQueriesContext(connection) as queries:
        organisation_lists.take_list(kept, by=cast[Role.ADMINISTRATOR])
    assert Organisation.objects.filter(code__startswith="T").count() == 601
    assert len(queries) < 60
    assert Organisation.objects.find_problems() == ([], [], [], [], [])
