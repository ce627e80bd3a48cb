"""The matrix: every cell says its mark and leads to it, the totals are those of all reports, at a constant number of
queries; and the same as a workbook."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.tracker.many_reports import add_reports, district
from tracker.actions import review
from tracker.exports import find_export
from tracker.filters.reports import with_completeness
from tracker.models import Assessment, Inspection, Report
from tracker.models.matrix import columns_of, groups_of, totals_of
from tracker.models.review import Result
from tracker.models.standards import load_standard

pytestmark = pytest.mark.django_db
CELL = re.compile(r'<td class="cell-([a-z-]+)" data-label="(\d+) [^"]*">(?:<a href="([^"]+)">([^<]+)</a>|—)</td>')


def _page(user, query: str = "") -> str:
    client = Client()
    client.force_login(user)
    answer = client.get("/matrix/" + query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.once
def test_a_cell_says_the_mark_and_leads_to_where_it_is_given(cast):
    cast.submit()
    first, second, third, *_ = cast.report.requirements
    review.mark(cast.report, first.key, Result.COMPLETE, "", by=cast.reviewer)
    review.mark(cast.report, second.key, Result.PARTIAL, "请补数字", by=cast.reviewer)
    review.mark(cast.report, third.key, Result.NOT_APPLICABLE, "没有这项职能", by=cast.reviewer)
    cells = CELL.findall(_page(cast.reviewer))
    mine = [one for one in cells if one[2].startswith(f"/reports/{cast.report.pk}/")]
    assert [(css, word) for css, _number, _where, word in mine[:4]] == [
        ("complete", "完整"), ("partial", "部分"), ("not-applicable", "不适用"), ("open", "未评"),
    ]  # fmt: skip
    address, _hash, place = mine[1][2].partition("#")
    client = Client()
    client.force_login(cast.reviewer)
    assert f'id="{place}"' in client.get(address).content.decode()


@pytest.mark.once
def test_what_the_machine_located_is_on_a_page_of_its_own_and_never_a_mark(cast):
    cast.submit()
    run = Inspection.objects.filter(report=cast.report).latest("pk")
    located = {one.key for one in cast.report.requirements} & set(run.addressed)
    cells = [
        one for n in range(1, 9) for one in CELL.findall(_page(cast.reviewer, f"?show=coverage&column={n}"))
        if f"/reports/{cast.report.pk}/" in one[2]
    ]  # fmt: skip
    assert {where.partition("#r-")[2] for css, _n, where, _word in cells if css == "located"} == located
    assert {word for _css, _n, _where, word in cells} == {"已覆盖", "未找到"}
    page = _page(cast.reviewer, "?show=coverage")
    assert "未检查" in page  # the township's report was never inspected
    assert "完整 / 适用" not in page


@pytest.mark.once
def test_the_windows_together_hold_every_office_and_every_requirement_once():
    root, person = district()
    add_reports(root, person, 33)
    asked = len(load_standard().for_kind("department"))
    offices, numbers = [], []
    for query in ("", "?page=2", "?page=99"):
        page = _page(person, query)
        offices.append(re.findall(r'<th scope="row" class="matrix-name"><a href="/reports/(\d+)/"', page))
    assert [len(one) for one in offices] == [30, 3, 3]
    assert len({*offices[0], *offices[1]}) == 33
    for column in range(1, 8):
        numbers += {number for _css, number, _where, _word in CELL.findall(_page(person, f"?column={column}"))}
    assert len(numbers) == len(set(numbers)) == asked


def test_the_totals_are_those_of_all_reports_and_the_share_is_the_one_of_the_list():
    root, person = district()
    reports = add_reports(root, person, 12)
    Assessment.objects.filter(report__in=reports[:2], requirement_key="measures.steps").update(result="not-applicable")
    groups = groups_of(Report.objects.all())
    columns = columns_of(groups)
    assert sum(groups.values()) == 12
    for column, total in zip(columns, totals_of(Report.objects.all(), groups, columns), strict=True):
        marks = list(Assessment.objects.filter(requirement_key=column.key).values_list("result", flat=True))
        told = (total.complete, total.partial, total.missing, total.excused)
        assert told == tuple(marks.count(one) for one in Result)
        assert total.applying == 12 - total.excused
        assert total.unmarked == 12 - len(marks)
    page = _page(person)
    shares = re.findall(r'class="matrix-share">([^<]*)</td>', page)
    listed = with_completeness(Report.objects.all()).order_by("organisation__path")
    assert shares == [str(one.completeness) for one in listed]
    assert "0%" not in [one for one in shares if "已评" in one]


@pytest.mark.once
def test_rows_and_columns_are_narrowed_by_the_address_and_what_it_says_wrongly_is_not_heeded(cast):
    page = _page(cast.reviewer)
    assert "云溪区民政局" in page and "青禾镇人民政府" in page
    page = _page(cast.reviewer, "?kind=township")
    assert "青禾镇人民政府" in page and "云溪区民政局" not in page
    assert "云溪区民政局" in _page(cast.reviewer, f"?within={cast.district.path}")
    page = _page(cast.reviewer, "?part=plans")
    assert {where.split("/")[4] for _css, _n, where, _word in CELL.findall(page) if where} == {"plans"}
    standard = load_standard()
    page = _page(cast.reviewer, "?obligation=statutory&kind=department")
    gating = [one for one in standard.for_kind("department") if one.obligation.gates]
    assert len({number for _css, number, _where, _word in CELL.findall(page)}) == len(gating)
    for query in ("?page=x&column=-7", "?page=" + "9" * 30, "?within=ZZ&part=nothing&year=abc", "?kind=%00"):
        assert "完整性矩阵" in _page(cast.reviewer, query)
    assert "没有符合条件的报告" in _page(cast.outsider)


@pytest.mark.once
def test_requirements_of_two_editions_share_a_column_only_where_key_and_text_agree():
    groups = [("law-gov-2019", "department"), ("open-info-2021", "department"), ("law-gov-2019", "township")]
    columns = columns_of(groups)
    assert len({(one.edition, one.key) for one in columns}) == len(columns)
    assert all({key for key, _kind in one.groups} == {one.edition} for one in columns)
    assert any(len(one.groups) == 2 for one in columns)


@pytest.mark.once
def test_the_number_of_queries_does_not_grow_with_the_offices():
    root, person = district()
    client = Client()
    client.force_login(person)
    asked = []
    for count in (3, 32):
        add_reports(root, person, count)
        client.get("/matrix/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/matrix/?column=2")
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 13


def workbook(reports=None):
    """The matrix as a workbook, read back."""
    stream = io.BytesIO()
    reports = Report.objects.all() if reports is None else reports
    find_export("matrix").write(reports, stream, by=None, when=timezone.localtime())
    return openpyxl.load_workbook(stream)


@pytest.mark.once
def test_the_workbook_holds_every_mark_as_a_word_and_its_totals_as_formulas(cast):
    cast.submit()
    first, second, *_ = cast.report.requirements
    review.mark(cast.report, first.key, Result.COMPLETE, "", by=cast.reviewer)
    review.mark(cast.report, second.key, Result.MISSING, "没有写", by=cast.reviewer)
    book = workbook()
    assert book.sheetnames == ["完整性矩阵", "要求", "说明"]
    heads, civil, town, *totals = book["完整性矩阵"].iter_rows(values_only=True)
    assert heads[:6] == ("年度", "单位", "类别", "完整度", "完整", "适用")
    assert civil[:3] == ("2024", "云溪区民政局", "部门") and civil[3] == "未评完"
    assert civil[6:8] == ("完整", "缺失") and set(civil[8:]) == {"未评", "—"}
    assert town[6] == "未评"
    assert [row[0] for row in totals[:5]] == ["完整", "适用", "部分", "缺失", "未评"]
    assert totals[0][6] == '=COUNTIF(G$2:G$3,"完整")'
    assert len(heads) - 6 == book["要求"].max_row - 1


@pytest.mark.once
def test_taking_the_matrix_is_narrowed_as_the_page_is_and_put_on_record(cast):
    client = Client()
    client.force_login(cast.reviewer)
    answer = client.get("/exports/matrix/?kind=township")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    names = [row[1] for row in book["完整性矩阵"].iter_rows(min_row=2, max_row=2, values_only=True)]
    assert names == ["青禾镇人民政府"]
    assert "乡镇街道" in book["说明"]["B4"].value
    client.force_login(cast[next(role for role in cast.people if role == "auditor")])
    assert client.get("/exports/matrix/").status_code == 403
