"""The summary workbook: what stands in it, who may take it, and that LibreOffice computes its totals."""

from __future__ import annotations

import datetime
import io
import shutil
import subprocess
from urllib.parse import unquote

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from tests.tracker.many_reports import add_reports, district
from tracker.actions import deadlines, inspections
from tracker.exports import all_exports, export, find_export
from tracker.models import Entry, Membership, Organisation, Report, User
from tracker.models.deadlines import FilingKind
from tracker.models.review import Result
from tracker.roles import Role

pytestmark = pytest.mark.django_db
SHEETS = ["总览", "完整性清单", "举措", "不足", "第一责任人履职", "下一年度安排", "数据指标", "检查发现", "说明"]


def summary(reports=None, by=None, scope=""):
    """The workbook as read back."""
    stream = io.BytesIO()
    reports = Report.objects.all() if reports is None else reports
    find_export("summary").write(reports, stream, by=by, when=timezone.localtime(), scope=scope)
    return openpyxl.load_workbook(stream)


def rows(sheet) -> list[dict]:
    """The rows of a sheet as heading → value."""
    heads = [cell.value for cell in sheet[1]]
    return [dict(zip(heads, row, strict=False)) for row in sheet.iter_rows(min_row=2, values_only=True)]


def test_the_workbook_has_its_nine_sheets(cast):
    book = summary()
    assert book.sheetnames == SHEETS
    assert all(book[name].freeze_panes == "A2" and book[name].auto_filter.ref for name in SHEETS)


def test_every_item_of_the_report_stands_whole_on_its_sheet(cast):
    book = summary()
    for role, name in [
        ("measures", "举措"),
        ("shortcomings", "不足"),
        ("duties", "第一责任人履职"),
        ("plans", "下一年度安排"),
    ]:
        assert [row["内容"] for row in rows(book[name])] == [entry.text for entry in cast.items(role)]
    assert {row["单位"] for name in SHEETS[2:6] for row in rows(book[name])} == {"云溪区民政局"}


def test_a_measure_is_told_with_its_section(cast):
    sections = [row["章节"] for row in rows(summary()["举措"])]
    assert sections[0].startswith("（一）")
    assert sections[-1].startswith("（二）")


def test_a_shortcoming_without_a_cause_is_told_so(cast):
    first, *_ = cast.items("shortcomings")
    first.shortcoming.cause_start = first.shortcoming.cause_end = None
    first.shortcoming.save()
    causes = [row["原因"] for row in rows(summary()["不足"])]
    assert causes[0] == "原因尚未写进正文"
    assert "对新媒体运用研究不够" in causes[1]


def test_what_is_not_judged_is_a_word_and_never_zero(cast):
    row = rows(summary()["总览"])[0]
    assert row["完整度"] == "未评完"
    assert row["评定说明"] == "尚未评定"


def test_a_judged_report_has_its_share_as_a_value(cast):
    cast.submit()
    cast.mark_all()
    gating = [one for one in cast.report.requirements if one.obligation.gates]
    cast.report.assessments.filter(requirement_key=gating[0].key).update(result=Result.PARTIAL)
    book = summary()
    row = next(row for row in rows(book["总览"]) if row["单位"] == "云溪区民政局")
    assert row["完整度"] == pytest.approx((len(gating) - 1) / len(gating))
    parts = {key.removeprefix("完整度："): value for key, value in row.items() if key.startswith("完整度：")}
    assert len(parts) == 4
    assert all(value == 1 or value == "无适用要求" or 0 < value < 1 for value in parts.values())
    checks = [row for row in rows(book["完整性清单"]) if row["单位"] == "云溪区民政局"]
    assert len(checks) == len(cast.report.requirements)
    assert [row["评定"] for row in checks].count("部分") == 1
    assert {row["评定人"] for row in checks} == {"沈核"}
    assert {row["意见"] for row in checks} == {"经核对"}


def test_coverage_has_its_own_column(cast):
    assert {row["覆盖"] for row in rows(summary()["完整性清单"]) if row["单位"] == "青禾镇人民政府"} == {"未检查"}
    run = inspections.inspect(cast.report, by=cast.drafter, occasion="asked")
    located = [row for row in rows(summary()["完整性清单"]) if row["覆盖"] == "是"]
    assert len(located) == len(run.addressed) > 0
    assert {row["评定"] for row in located} == {"未评定"}


def test_a_late_publication_is_told_with_its_days(cast):
    due = cast.cycle.due("publish", "department")
    day = due + datetime.timedelta(days=3)
    deadlines.file_event(cast.report, FilingKind.PUBLICATION, day, by=cast.coordinator)
    row = rows(summary()["总览"])[0]
    assert row["公开日期"].date() == day
    assert row["公开情况"].startswith("逾期")


def test_figures_are_values_with_their_words(cast):
    figures = rows(summary()["数据指标"])
    found = next(row for row in figures if row["原文"] == "148件")
    assert (found["数值"], found["单位名"]) == (148, "件")
    assert "受理救助申请148件" in found["上下文"]


def test_a_citation_not_verified_is_marked(cast):
    bases = [row["依据"] for row in rows(summary()["完整性清单"])]
    marked = sum(
        one.basis.verification != "verified" for report in (cast.report, cast.empty) for one in report.requirements
    )
    assert sum("（待核对）" in basis for basis in bases) == marked


def test_the_last_sheet_says_by_whom_and_by_which_rules(cast):
    notes = rows(summary(by=cast.coordinator, scope="状态：起草中")["说明"])
    told = {row["项目"]: row["内容"] for row in notes if row["项目"]}
    assert told["导出人"] == "童筹"
    assert told["范围"] == "状态：起草中"
    assert told["标准"] == cast.report.standard.title
    assert "评定为“完整”" in told["完整度"]


def test_the_workbook_is_chinese_whatever_the_page_speaks(cast):
    with translation.override("en"):
        book = summary()
    assert rows(book["总览"])[0]["类别"] == "部门"


HOSTILE = "=cmd|' /C calc'!A0"


def test_hostile_text_stays_text_on_every_sheet(cast):
    Entry.objects.filter(kind="item").update(text=HOSTILE)
    Report.objects.update(organisation_name="+SUM(1)")
    book = summary()
    texts = [
        cell for name in SHEETS for row in book[name].iter_rows() for cell in row if cell.value in (HOSTILE, "+SUM(1)")
    ]
    assert len(texts) > 10
    assert {cell.data_type for cell in texts} == {"s"}
    formulas = [
        cell.value for name in SHEETS for row in book[name].iter_rows() for cell in row if cell.data_type == "f"
    ]
    assert formulas
    assert not any("cmd" in one for one in formulas)


def test_no_reports_make_a_workbook_too(cast):
    book = summary(Report.objects.none())
    assert book.sheetnames == SHEETS
    assert book["总览"].max_row == 1


def test_thirty_reports_ask_as_many_queries_as_three():
    root, person = district()

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            summary()
        return len(asked)

    add_reports(root, person, 3)
    few = queries()
    add_reports(root, person, 27)
    assert queries() == few
    assert few <= 14


def test_every_export_is_registered_under_the_name_of_its_file():
    assert [one.name for one in all_exports()] == [
        "activity",
        "activity_csv",
        "calendar",
        "circular",
        "completion",
        "duties",
        "everything",
        "filings",
        "findings",
        "indicators",
        "ledger",
        "list_csv",
        "list_xlsx",
        "matrix",
        "overdue",
        "report",
        "summary",
    ]
    with pytest.raises(ValueError, match="must be registered once"):
        export("other", title="")(lambda rows, stream, *, by, when, scope="": None)
    assert find_export("nothing") is None


def test_the_page_hands_over_a_file_with_a_chinese_name(client: Client, cast):
    client.force_login(cast.coordinator)
    response = client.get(reverse("export", args=["summary"]))
    named = response["Content-Disposition"]
    assert "filename*=utf-8''" in named
    assert unquote(named.partition("''")[2]).startswith("汇总表20")
    assert named.endswith(".xlsx")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    assert {row["单位"] for row in rows(book["完整性清单"])} == {"云溪区民政局", "青禾镇人民政府"}


def test_the_page_heeds_the_filters_of_the_list(client: Client, cast):
    client.force_login(cast.coordinator)
    response = client.get(reverse("export", args=["summary"]) + "?name=民政局&year=2024")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    assert {row["单位"] for row in rows(book["完整性清单"])} == {"云溪区民政局"}
    assert "单位名称：民政局" in {row["内容"].split("；")[-1] for row in rows(book["说明"])}


def test_only_what_a_person_may_export_is_in_the_file(client: Client, cast):
    client.force_login(cast.drafter)
    response = client.get(reverse("export", args=["summary"]))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    assert {row["单位"] for row in rows(book["完整性清单"])} == {"云溪区民政局"}


def test_who_may_not_export_is_refused(client: Client, cast):
    client.force_login(cast[Role.ADMINISTRATOR])
    assert client.get(reverse("export", args=["summary"])).status_code == 403
    client.force_login(cast.outsider)
    assert client.get(reverse("export", args=["nothing"])).status_code == 404


def test_the_command_writes_the_year_to_a_file(cast, tmp_path, capsys):
    out = tmp_path / "汇总.xlsx"
    call_command("export_summary", year=2024, out=str(out))
    assert "2份报告" in capsys.readouterr().out
    assert openpyxl.load_workbook(out).sheetnames == SHEETS
    assert [one.name for one in tmp_path.iterdir()] == ["汇总.xlsx"]


@pytest.mark.parametrize(
    ("year", "out", "says"),
    [(2019, "a.xlsx", "没有2019年度的报告"), (99, "a.xlsx", "2000至2100"), (2024, "nowhere/a.xlsx", "不能写到")],
)
def test_the_command_says_why_it_wrote_nothing(cast, tmp_path, year, out, says):
    with pytest.raises(CommandError, match=says):
        call_command("export_summary", year=year, out=str(tmp_path / out))
    assert not list(tmp_path.iterdir())


@pytest.mark.office
def test_libreoffice_opens_the_workbook_and_computes_its_totals(tmp_path):
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed: apt install libreoffice-calc")
    root, person = district()
    add_reports(root, person, 6)
    Entry.objects.filter(kind="item", part__role="plans").update(text=HOSTILE)
    add_reports(root, person, 2, year=2024, marked=False)
    file = tmp_path / "summary.xlsx"
    with file.open("wb") as stream:
        find_export("summary").write(Report.objects.all(), stream, by=person, when=timezone.localtime())
    (tmp_path / "out").mkdir()
    subprocess.run(
        [soffice, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "xlsx",
         "--outdir", str(tmp_path / "out"), str(file)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    book = openpyxl.load_workbook(tmp_path / "out" / "summary.xlsx", data_only=True)
    assert book.sheetnames == SHEETS
    values = [
        cell for name in SHEETS for row in book[name].iter_rows(values_only=True) for cell in row if cell is not None
    ]
    assert not [one for one in values if str(one).startswith(("Err:", "#"))]
    assert values.count(HOSTILE) == 6 * 4
    overview = list(book["总览"].iter_rows(values_only=True))
    heads = overview[0]
    total = next(row for row in overview if row[0] == "合计")
    reports = [row for row in overview[1:] if row[0] in ("2023", "2024")]
    shares = [row[heads.index("完整度")] for row in reports if isinstance(row[heads.index("完整度")], float | int)]
    assert 0 < len(shares) < len(reports)
    assert total[heads.index("完整度")] == pytest.approx(sum(shares) / len(shares))
    assert total[heads.index("单位")] == "8份报告"
    assert total[heads.index("警告")] == 16
    assert {row[1]: row[3] for row in overview if row[0] == "其中"}["已公开"] == sum("已公开" in row for row in reports)


def test_the_members_of_another_district_take_nothing_of_ours(client: Client, cast):
    stranger = User.objects.create_user(username="stranger", name="远人")
    Membership.objects.create(
        user=stranger, organisation=Organisation.objects.get(code="OTHER"), role=Role.OBSERVER, reaches_below=True
    )
    client.force_login(stranger)
    response = client.get(reverse("export", args=["summary"]))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    assert book["总览"].max_row == 1
