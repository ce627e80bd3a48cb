"""The commands an office runs: what they do, and that they refuse in one sentence."""

from __future__ import annotations

import datetime
import io
import sys
from itertools import pairwise

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import TestCase

from tracker.actions import reports
from tracker.management import demonstration
from tracker.models import Activity, Cycle, EntryVersion, Organisation, Report, SourceFile, User
from tracker.models.composition import compose
from tracker.roles import LABELS, Permission, Role
from tracker.workflow import Status


def run(*args: str) -> str:
    """What a command prints on stdout and stderr."""
    out = io.StringIO()
    call_command(*args, stdout=out, stderr=out)
    return out.getvalue()


@pytest.fixture
def file(tmp_path, cast):
    """The cast's sound text as a file."""
    path = tmp_path / "财政局.txt"
    path.write_text(cast.text.replace("民政局", "财政局"), encoding="utf-8")
    return path


# import_report


def test_a_report_is_imported_for_an_office_that_had_none_open(cast, file):
    said = run("import_report", str(file), "--organisation", "FINANCE", "--year", "2024")
    report = Report.objects.get(organisation=cast.finance)
    assert report.cycle == cast.cycle
    assert compose(report).document.text == file.read_text(encoding="utf-8")
    assert report.last_inspection is not None
    assert "报告年度：2024" in said
    assert "已导入" in said


def test_a_year_that_was_not_open_is_opened_by_the_import(cast, file):
    said = run("import_report", str(file), "--organisation", "FINANCE", "--year", "2022")
    assert Report.objects.get(organisation=cast.finance).cycle == Cycle.objects.get(year=2022)
    assert "文件写的是2024年度，这里导入为2022年度" in said


def test_a_dry_run_shows_what_was_understood_and_stores_nothing(cast, file, unchanged):
    with unchanged():
        said = run(
            "import_report", str(file), "--organisation", "NEW", "--year", "2021", "--create", "某局", "--dry-run"
        )
    assert "分为4个部分" in said
    assert "没有保存" in said


def test_a_report_that_has_text_is_replaced_only_on_demand_and_keeps_every_version(cast, file, unchanged):
    with unchanged(), pytest.raises(CommandError, match="--replace"):
        run("import_report", str(file), "--organisation", "CIVIL", "--year", "2024")
    versions = EntryVersion.objects.count()
    run("import_report", str(file), "--organisation", "CIVIL", "--year", "2024", "--replace")
    assert compose(Report.objects.get(pk=cast.report.pk)).document.text == file.read_text(encoding="utf-8")
    assert EntryVersion.objects.count() > versions
    assert EntryVersion.objects.filter(text__contains="云溪区民政局2024年", deed="removed").exists()


def test_a_report_that_was_handed_in_is_not_replaced(cast, file, unchanged):
    cast.submit()
    with unchanged(), pytest.raises(CommandError, match="已提交"):
        run("import_report", str(file), "--organisation", "CIVIL", "--year", "2024", "--replace")


def test_an_unknown_office_is_made_only_when_it_is_named(cast, file, unchanged):
    with unchanged(), pytest.raises(CommandError, match="--create"):
        run("import_report", str(file), "--organisation", "NEW", "--year", "2024")
    args = ("--create", "云溪区财政二局", "--kind", "department", "--parent", "DISTRICT")
    run("import_report", str(file), "--organisation", "NEW", "--year", "2024", *args)
    made = Organisation.objects.get(code="NEW")
    assert (made.name, made.kind, made.level) == ("云溪区财政二局", "department", "county")
    assert made in Organisation.objects.subtree_of(cast.district)
    assert made.reports.get().cycle == cast.cycle


def test_an_office_is_made_on_an_empty_site_too(db, tmp_path, published_report):
    run("import_report", str(published_report), "--organisation", "JJ", "--year", "2023", "--create", "椒江区人民政府")
    report = Report.objects.get()
    assert report.organisation_kind == "government"
    assert compose(report).document.text == published_report.read_bytes().decode("utf-8-sig")


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"", "empty.txt"), (b"PK\x03\x04 cut off", "cut.docx"), (bytes(range(256)) * 9, "noise.bin"), (b" \n", "b.txt")],
)
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence_and_stores_nothing(
    cast, unchanged, tmp_path, content, name
):
    path = tmp_path / name
    path.write_bytes(content)
    with unchanged(), pytest.raises(CommandError) as told:
        run("import_report", str(path), "--organisation", "FINANCE", "--year", "2024")
    assert str(told.value).endswith("。")


def test_what_is_not_there_or_too_large_is_refused_in_a_sentence(cast, unchanged, tmp_path, settings):
    with unchanged(), pytest.raises(CommandError, match="没有文件"):
        run("import_report", str(tmp_path / "none.txt"), "--organisation", "CIVIL", "--year", "2024")
    with unchanged(), pytest.raises(CommandError, match="没有文件"):
        run("import_report", str(tmp_path), "--organisation", "CIVIL", "--year", "2024")
    settings.REPORT_UPLOAD_MAX_BYTES = 1024 * 1024
    large = tmp_path / "large.txt"
    large.write_bytes(b"x" * (1024 * 1024 + 1))
    with unchanged(), pytest.raises(CommandError, match="上限1 MB"):
        run("import_report", str(large), "--organisation", "FINANCE", "--year", "2024")


def test_a_year_that_cannot_be_is_refused(cast, file, unchanged):
    with unchanged(), pytest.raises(CommandError, match="2000至2100"):
        run("import_report", str(file), "--organisation", "FINANCE", "--year", "1024")
    with unchanged(), pytest.raises(CommandError, match="上级单位"):
        run("import_report", str(file), "--organisation", "N", "--year", "2024", "--create", "某局", "--parent", "NONE")


# start_office


def start(monkeypatch, password: str, *more: str) -> str:
    monkeypatch.setattr(sys, "stdin", io.StringIO(password + "\n"))
    return run("start_office", "--name", "某区人民政府", "--code", "11330000", "--username", "guan",
               "--password-stdin", *more)  # fmt: skip


def test_an_office_starts_with_one_organisation_and_one_administrator(db, monkeypatch):
    said = start(monkeypatch, "a-long-enough-word-7", "--kind", "government", "--level", "county")
    office, user = Organisation.objects.get(), User.objects.get()
    assert (office.name, office.code, office.level) == ("某区人民政府", "11330000", "county")
    assert user.check_password("a-long-enough-word-7")
    assert user.can(Permission.MANAGE, office)
    assert not user.is_superuser
    assert "guan" in said
    assert "a-long-enough-word-7" not in said


def test_a_site_in_use_is_not_started_again(cast, unchanged, monkeypatch):
    with unchanged(), pytest.raises(CommandError, match="已有"):
        start(monkeypatch, "a-long-enough-word-7")


@pytest.mark.parametrize("password", ["", "12345678", "short7", "password"])
def test_a_weak_password_starts_nothing(db, unchanged, monkeypatch, password):
    with unchanged(), pytest.raises(CommandError):
        start(monkeypatch, password)


def test_what_was_not_given_and_cannot_be_asked_is_named(db, unchanged, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    with unchanged(), pytest.raises(CommandError, match="单位名称"):
        run("start_office")


# inspect_reports, tick


def test_reports_with_text_are_checked_again_and_the_run_is_kept(cast):
    before = cast.report.inspections.count()
    said = run("inspect_reports", "--year", "2024")
    assert "共检查1份" in said
    assert cast.report.inspections.count() == before + 1
    assert "共检查0份" in run("inspect_reports", "--year", "2023")


def test_what_is_overdue_is_listed_and_nothing_is_stored(cast, unchanged):
    with unchanged():
        said = run("tick", "--list")
    assert "云溪区民政局2024年度法治政府建设年度报告：公开时限2025-" in said
    assert "云溪区民政局2024年度法治政府建设年度报告：报送时限2025-" in said
    assert "起草中" in said


def test_what_was_done_is_not_overdue(cast):
    cast.submit()
    cast.mark_all()
    for key, by in (("pass", cast.reviewer), ("sign", cast.leader), ("file", cast.coordinator)):
        cast.report = reports.take_step(cast.report, key, by=by, on=datetime.date(2025, 2, 10))
    said = run("tick", "--list")
    assert "云溪区民政局2024年度法治政府建设年度报告：公开时限" in said
    assert "云溪区民政局2024年度法治政府建设年度报告：报送时限" not in said


# seed_demo


def test_the_demonstration_leaves_a_site_in_use_as_it_is(cast, unchanged):
    with unchanged(), pytest.raises(CommandError, match="没有改动"):
        run("seed_demo")
    with unchanged():
        assert run("seed_demo", "--if-empty") == ""


@pytest.mark.once
class TestDemonstration(TestCase):
    """The demonstration district, played once for all of these."""

    said: str

    @classmethod
    def setUpTestData(cls):
        cls.said = run("seed_demo")

    def test_it_names_a_login_for_each_role_that_works(self):
        assert all(label in self.said for label in LABELS.values())
        assert len(demonstration.logins()) == len(Role)
        for _, username, _ in demonstration.logins():
            assert self.client.login(username=username, password=demonstration.PASSWORD)

    def test_the_logins_are_named_again_when_it_is_kept(self):
        before = Activity.objects.count()
        assert demonstration.PASSWORD in run("seed_demo", "--if-empty")
        assert Activity.objects.count() == before

    def test_it_stands_as_its_file_says(self):
        told = demonstration.description()
        went_on = {(one["year"], one["organisation"]) for one in (*told["taken"], *told["edited"])}
        for one in told["report"]:
            report = Report.objects.get(cycle__year=one["year"], organisation__code=one["organisation"])
            assert report.status == one["status"], report
            published = report.filings.filter(kind="publication").values_list("on", flat=True).first()
            assert published == one.get("published_on"), report
            if "file" in one:
                text = (demonstration.FOLDER / one["file"]).read_bytes().decode("utf-8-sig")
                written_on = (one["year"], one["organisation"]) in went_on
                assert (report.sources.get().text if written_on else compose(report).document.text) == text
                assert report.last_inspection is not None

    def test_it_has_a_district_six_departments_three_townships_and_two_years(self):
        kinds = list(Organisation.objects.values_list("kind", flat=True))
        assert kinds.count("department") >= 6
        assert kinds.count("township") >= 3
        assert {one.status for one in Report.objects.filter(cycle__year=2023)} == {Status.PUBLISHED}
        now = {one.status for one in Report.objects.filter(cycle__year=2024)}
        assert now >= {Status.NOT_STARTED, Status.DRAFTING, Status.SUBMITTED, Status.IN_REVIEW, Status.RETURNED}

    def test_what_it_tells_happened_in_order_and_before_its_own_day(self):
        today = demonstration.description()["today"]
        deeds = list(Activity.objects.order_by("report", "pk").values_list("report", "at"))
        assert max(at.date() for _, at in deeds) <= today
        assert all(a <= b for (one, a), (other, b) in pairwise(deeds) if one is not None and one == other)
        assert all(one.at.date() <= today for one in EntryVersion.objects.all())
        assert all(one.imported_at.date() <= today for one in SourceFile.objects.all())

    def test_nobody_in_it_reviews_what_they_drafted(self):
        marked = [
            (report, mark.marked_by)
            for report in Report.objects.all()
            for mark in report.assessments.select_related("marked_by")
        ]
        assert marked
        assert not any(report.drafted_by(person) for report, person in marked)


def test_tick_lets_sqlite_look_over_its_tables_when_the_record_has_grown(cast) -> None:
    said = "数据库：重新统计了各表的情况。"
    lines = [run("tick") for _again in range(2)]
    assert [said in one for one in lines] == [connection.vendor == "sqlite", False]
