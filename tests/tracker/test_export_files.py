"""What stands in each file, that LibreOffice computes the values we wrote beside the formulas, and what a zip holds."""

from __future__ import annotations

import datetime
import io
import shutil
import subprocess
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from tests.tracker.many_reports import add_reports, district
from tracker.actions import deadlines, inspections
from tracker.exports import exports_of, find_export
from tracker.models import DutyAct, Entry, Filing, Report
from tracker.models.deadlines import FilingKind
from tracker.models.review import Result
from tracker.workbooks import Book, Column, Formula, Kind

pytestmark = pytest.mark.django_db
WORKBOOKS = (
    "circular", "completion", "duties", "filings", "findings", "indicators", "ledger", "matrix", "overdue", "summary",
    "report",
)  # fmt: skip


def made(name: str, reports=None, by=None, scope: str = "") -> bytes:
    """The bytes of an export."""
    stream = io.BytesIO()
    reports = Report.objects.all() if reports is None else reports
    find_export(name).write(reports, stream, by=by, when=timezone.localtime(), scope=scope)
    return stream.getvalue()


def opened(name: str, *args, **more):
    """The workbook as read back."""
    return openpyxl.load_workbook(io.BytesIO(made(name, *args, **more)))


def cells(sheet, header: int = 1) -> list[dict]:
    """The rows of a sheet as heading → value."""
    heads = [cell.value for cell in sheet[header]]
    return [dict(zip(heads, row, strict=False)) for row in sheet.iter_rows(min_row=header + 1, values_only=True)]


@pytest.mark.parametrize("name", WORKBOOKS)
def test_every_workbook_says_of_what_when_and_by_whom_and_is_set_up_for_print(name: str, cast) -> None:
    book = opened(name, Report.objects.filter(pk=cast.report.pk), by=cast.coordinator, scope="报告年度：2024")
    told = {row["项目"]: row["内容"] for row in cells(book["说明"])}
    assert (told["导出人"], told["范围"]) == ("童筹", "报告年度：2024")
    assert told["导出时间"].startswith(f"{timezone.localtime():%Y-%m-%d}")
    assert (book.properties.creator, book.properties.lastModifiedBy) == ("童筹", None)
    for sheet in book.worksheets:
        upright = sheet.title == "通报"
        assert sheet.page_setup.orientation == ("portrait" if upright else "landscape")
        assert sheet.page_setup.paperSize == 9
        assert "&P" in sheet.oddFooter.center.text
        assert sheet.print_area
        if not upright:
            assert sheet.print_title_rows and sheet.freeze_panes and sheet.auto_filter.ref


def test_the_organisation_of_the_maker_stands_in_the_properties_and_nothing_else_about_them(cast) -> None:
    with ZipFile(io.BytesIO(made("overdue", by=cast.coordinator))) as package:
        everything = "".join(package.read(name).decode() for name in package.namelist() if name.startswith("docProps"))
    assert f"<Company>{cast.coordinator.memberships_today[0].organisation.name}</Company>" in everything
    assert cast.coordinator.username not in everything


def test_completion_counts_by_kind_and_draws_a_chart(cast) -> None:
    deadlines.file_event(cast.report, FilingKind.PUBLICATION, datetime.date(2025, 3, 20), by=cast.coordinator)
    book = opened("completion")
    offices = [row for row in cells(book["完成情况"], 3) if row["序号"] in (1, 2)]
    assert {row["单位"] for row in offices} == {"云溪区民政局", "青禾镇人民政府"}
    assert next(row for row in offices if row["单位"] == "云溪区民政局")["公开情况"] == "按期"
    with ZipFile(io.BytesIO(made("completion"))) as package:
        assert [one for one in package.namelist() if "charts/chart" in one]
    assert {row["类别"] for row in cells(book["分类统计"])} == {"部门", "乡镇街道"}


def test_duties_are_listed_act_by_act_and_who_told_nothing_is_seen(cast) -> None:
    book = opened("duties")
    acts = cells(book["履职清单"])
    assert len([row for row in acts if row["次数"]]) == DutyAct.objects.exclude(times=None).count() > 0
    totals = {row["单位"]: row for row in cells(book["履职汇总"])}
    assert totals["云溪区民政局"]["会议研究"] == 2
    assert totals["青禾镇人民政府"]["会议研究"] == "未写"


def test_findings_are_listed_to_be_answered_from_a_list(cast) -> None:
    Entry.objects.filter(pk=cast.items("measures")[0].pk).update(
        text="一是规范社会救助。全年受理救助申请148件，办结120件，办结率100%，各项各项工作推进。"
    )
    run = inspections.inspect(cast.report, by=cast.drafter, occasion="asked")
    sheet = opened("findings")["检查问题"]
    assert len(cells(sheet)) == run.findings.count() > 0
    (choice,) = sheet.data_validations.dataValidation
    assert choice.formula1 == '"已改正,待改正,经核对无误"'
    assert sheet["K2"].protection.locked is False
    rules = cells(opened("findings")["按规则统计"])
    assert {row["规则"] for row in rows_with(rules, "条数")} >= {one.code for one in run.findings.all()}


def rows_with(rows: list[dict], heading: str) -> list[dict]:
    """The rows that hold something under this heading."""
    return [row for row in rows if row[heading] is not None]


def test_filings_name_each_addressee_the_day_and_the_address_and_what_is_open(cast) -> None:
    before = cells(opened("filings")["报送公开"])
    civil = [row for row in before if row["单位"] == "云溪区民政局"]
    assert {row["备注"] for row in civil} == {"未登记"}
    assert len([row for row in civil if row["事项"] == "报送"]) == 3
    Filing.objects.create(
        report=cast.report, kind=FilingKind.PUBLICATION, on=datetime.date(2025, 4, 9), party="政务公开栏",
        address="https://example.gov.cn/a", text_sha256="0" * 64, recorded_by=cast.coordinator, on_behalf=True,
    )  # fmt: skip
    after = [row for row in cells(opened("filings")["报送公开"]) if row["事项"] == "公开"]
    row = next(row for row in after if row["单位"] == "云溪区民政局")
    assert (row["对象或栏目"], row["网址"], row["备注"]) == ("政务公开栏", "https://example.gov.cn/a", "代为登记")
    assert row["情况"].startswith("逾期")


def test_the_circular_is_a_text_to_sign_with_who_is_late_and_what_is_missing(cast) -> None:
    cast.submit()
    cast.mark_all()
    gating = [one for one in cast.report.requirements if one.obligation.gates]
    cast.report.assessments.filter(requirement_key=gating[0].key).update(result=Result.MISSING)
    book = opened("circular")
    assert book.sheetnames == ["通报", "逾期报送", "逾期公开", "内容不完整", "说明"]
    text = "\n".join(str(row[0] or "") for row in book["通报"].iter_rows(values_only=True))
    assert text.startswith("关于2024年度")
    assert "应报送2份，已报送0份" in text and "逾期未报送的单位：" in text
    assert "有1份报告内容不完整，共缺失1项、部分0项要求，涉及：云溪区民政局。" in text
    assert [row["要求"] for row in cells(book["内容不完整"], 2)] == [gating[0].text]


def test_a_report_as_a_workbook_holds_its_text_word_for_word(client: Client, cast) -> None:
    client.force_login(cast.drafter)
    answer = client.get(reverse("export", args=["report"]), {"report": cast.report.pk})
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    texts = [row["文字"] for row in cells(book["正文"])]
    assert texts == [one.text for one in cast.report.entries.standing()]
    assert len(cells(book["完整性清单"])) == len(cast.report.requirements)
    client.force_login(cast.outsider)
    assert client.get(reverse("export", args=["report"]), {"report": cast.report.pk}).status_code == 404


@pytest.mark.parametrize("site", ["", "https://report.example"])
def test_names_lead_back_to_the_site(site: str, client: Client, cast) -> None:
    client.force_login(cast.coordinator)
    with override_settings(SITE_URL=site):
        answer = client.get(reverse("export", args=["completion"]))
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))["完成情况"]
    links = {cell.hyperlink.target for row in sheet.iter_rows() for cell in row if cell.hyperlink}
    assert f"{site or 'http://testserver'}/reports/{cast.report.pk}/" in links


def test_everything_is_every_export_of_reports_and_each_report_in_one_zip(cast) -> None:
    Report.objects.filter(pk=cast.empty.pk).update(organisation_name="甲/乙:丙镇")
    with ZipFile(io.BytesIO(made("everything", by=cast.coordinator))) as package:
        names = package.namelist()
        assert package.testzip() is None
        openpyxl.load_workbook(io.BytesIO(package.read("汇总表.xlsx")))
    expected = {
        f"{one.title}.{one.suffix}"
        for of in ("reports", "matrix", "figures")
        for one in exports_of(of)
        if one.name != "everything"
    }
    assert {name for name in names if "/" not in name} == expected
    assert {name for name in names if "/" in name} == {
        "各单位/2024年度/云溪区民政局.xlsx",
        "各单位/2024年度/甲_乙_丙镇.xlsx",
    }


@pytest.mark.parametrize("name", [one for one in WORKBOOKS if one != "report"])
def test_no_reports_make_a_file_too(name: str, cast) -> None:
    assert opened(name, Report.objects.none()).sheetnames[-1] == "说明"


ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item
oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
</item></oor:items>"""
"""LibreOffice computes every formula anew when it opens a file."""


@pytest.mark.office
def test_libreoffice_computes_what_stands_beside_every_formula(tmp_path: Path) -> None:
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed: apt install libreoffice-calc")
    root, person = district()
    add_reports(root, person, 7)
    add_reports(root, person, 2, year=2024, marked=False)
    profile = tmp_path / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(ALWAYS, encoding="utf-8")
    names = [name for name in WORKBOOKS if name != "report"]
    for name in names:
        (tmp_path / f"{name}.xlsx").write_bytes(made(name, by=person))
    (tmp_path / "out").mkdir()
    with (tmp_path / "wrong.xlsx").open("wb") as stream:
        book = Book("表", creator="")
        book.sheet("一", [Column("数", Kind.NUMBER)]).append([Formula("1+1", 5)])
        book.save(stream)
    files = [str(tmp_path / f"{name}.xlsx") for name in (*names, "wrong")]
    subprocess.run(
        [soffice, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "xlsx",
         "--outdir", str(tmp_path / "out"), *files],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    assert openpyxl.load_workbook(tmp_path / "out" / "wrong.xlsx", data_only=True)["一"]["A2"].value == 2
    checked = 0
    for name in names:
        formulas = openpyxl.load_workbook(tmp_path / f"{name}.xlsx")
        cached = openpyxl.load_workbook(tmp_path / f"{name}.xlsx", data_only=True)
        computed = openpyxl.load_workbook(tmp_path / "out" / f"{name}.xlsx", data_only=True)
        assert computed.sheetnames == formulas.sheetnames
        for sheet in formulas.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        ours = cached[sheet.title][cell.coordinate].value
                        theirs = computed[sheet.title][cell.coordinate].value
                        same = ours == theirs or (ours or 0) == pytest.approx(theirs)
                        assert same, (name, sheet.title, cell.coordinate, cell.value, ours, theirs)
                        checked += 1
    assert checked > 60
