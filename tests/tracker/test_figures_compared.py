"""Figures across offices and years: each shown where it stands, changes and gaps told, never called wrong."""

from __future__ import annotations

import io
import re
from decimal import Decimal

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.tracker.many_reports import add_reports, district
from tests.tracker.test_compilation import OWN
from tracker.actions import accounts, entries, reports
from tracker.exports import find_export
from tracker.imports import published_report
from tracker.models import Entry, PartDraft, Report, ReportFigure, User
from tracker.models.doubts import compare, related_to
from tracker.models.indicators import Doubt, pairs_of, select
from tracker.models.rollups import nearest_below, roll_ups
from tracker.roles import Role

pytestmark = pytest.mark.django_db


def _page(user, address: str) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def _say(entry: Entry, old: str, new: str, by: User) -> Entry:
    return entries.save_entry(entry, entry.text.replace(old, new), entry.version, by=by)


def _compared(code: str, user: User, year: int = 2024):
    seen = Report.objects.visible_to(user).owed()
    selection = select(seen, seen, year)
    return compare(code, pairs_of(selection), selection.figures(related_to(code)))


@pytest.mark.once
def test_last_year_stands_beside_this_year_with_the_change_and_each_number_leads_to_its_sentence(cast):
    before = cast.last_year()
    _say(before.entries.get(text__contains="处罚案件4件"), "案件4件", "案件5件", cast.drafter)
    page = _page(cast.reviewer, "/indicators/penalties/")
    entry = cast.report.entries.get(text__contains="处罚案件4件")
    old = before.entries.get(text__contains="处罚案件5件")
    for one, words in ((entry, "4件"), (old, "5件")):
        assert f'href="/parts/{one.part_id}/#e{one.pk}">{words}</a>' in page
    assert "−1" in page and "−20.0%" in page
    client = Client()
    client.force_login(cast.reviewer)
    assert f'id="e{entry.pk}"' in client.get(f"/parts/{entry.part_id}/").content.decode()


@pytest.mark.once
def test_a_slip_of_a_digit_and_a_figure_that_was_dropped_ask_for_a_look(cast):
    before = cast.last_year()
    _say(before.entries.get(text__contains="处罚案件4件"), "案件4件", "案件44件", cast.drafter)
    (row,) = _compared("penalties", cast.reviewer)
    assert [(one.doubt, one.title) for one in row.remarks] == [(Doubt.JUMP, "down")]
    assert "请核对" in _page(cast.reviewer, "/indicators/penalties/?look=doubts")
    _say(cast.report.entries.get(text__contains="处罚案件4件"), "全年办理行政处罚案件4件，", "", cast.drafter)
    (row,) = _compared("penalties", cast.reviewer)
    assert (row.now, row.change) == ((), None)
    assert [one.doubt for one in row.remarks] == [Doubt.LOST]
    page = _page(cast.reviewer, "/indicators/?look=doubts")
    assert "行政处罚案件" in page and "热线" not in page


@pytest.mark.once
def test_several_values_are_all_shown_and_none_is_compared(cast):
    cast.last_year()
    entry = cast.report.entries.get(text__contains="没有被纠正")
    _say(entry, "没有被纠正", "上门收到行政复议申请2件", cast.drafter)
    (row,) = _compared("review-received", cast.reviewer)
    assert [one.shown for one in row.now] == ["3件", "2件"]
    assert row.pair is None and row.change_shown == ""
    assert Doubt.SEVERAL in [one.doubt for one in row.remarks]
    page = _page(cast.reviewer, "/indicators/review-received/")
    assert ">3件</a>" in page and ">2件</a>" in page


@pytest.mark.once
def test_a_relation_that_does_not_hold_names_both_figures_and_what_was_carried_over_is_left_alone(cast):
    entry = cast.report.entries.get(text__contains="没有被纠正")
    entry = _say(entry, "没有被纠正", "受理行政复议案件3件，审结行政复议案件5件", cast.drafter)
    (row,) = _compared("review-closed", cast.reviewer)
    titles = [one.title for one in row.remarks if one.doubt == Doubt.RELATION]
    assert titles == ["审结行政复议案件>受理行政复议案件", "审结行政复议案件>收到行政复议申请"]
    page = _page(cast.reviewer, "/indicators/review-closed/")
    assert "审结行政复议案件&gt;受理行政复议案件" in page and "请核对数字或写明口径" in page
    _say(entry, "审结", "加上上年结转的，审结", cast.drafter)
    (row,) = _compared("review-closed", cast.reviewer)
    assert row.remarks == []


def _figure(report: Report, value: float, unit: str = "件", code: str = "penalties") -> None:
    part, _made = PartDraft.objects.get_or_create(
        report=report, role="measures", defaults={"form": "measure", "position": 0, "started": True}
    )
    entry = Entry.objects.create(report=report, part=part, kind="item", text="一是执法。", position=900, separator="\n")
    ReportFigure.objects.create(
        entry=entry, indicator=code, value=Decimal(str(value)), unit=unit, words=f"{value}{unit}", start=0, end=2
    )


def _two_years(values: list[tuple[float | None, float | None]], unit: str = "件") -> User:
    """A district whose departments tell last year's and this year's values."""
    root, person = district()
    now = add_reports(root, person, len(values), year=2024, marked=False)
    add_reports(root, person, 1, year=2023, marked=False)
    cycle = Report.objects.filter(cycle__year=2023).first().cycle
    for report, (last, this) in zip(now, values, strict=True):
        before = Report.objects.create(
            cycle=cycle, organisation=report.organisation, organisation_name=report.organisation_name,
            organisation_kind="department", standard_key=report.standard_key, status="published",
        )  # fmt: skip
        for one, value in ((before, last), (report, this)):
            if value is not None:
                _figure(one, value, unit)
    return person


def test_a_change_unlike_the_others_is_told_by_the_median_and_not_by_the_mean():
    steady = [(100 + n, 108 + n) for n in range(9)]
    person = _two_years([*steady, (100, 320)])
    rows = _compared("penalties", person)
    unusual = [row for row in rows if any(one.doubt == Doubt.UNUSUAL for one in row.remarks)]
    assert [row.report.name for row in unusual] == ["云川区第10局"]
    assert sum(bool(row.remarks) for row in rows) == 1


@pytest.mark.once
def test_where_everybody_doubled_nobody_is_unusual_and_few_offices_are_not_compared_with_each_other():
    rows = _compared("penalties", _two_years([(100 + n, 200 + 2 * n) for n in range(9)]))
    assert not [row for row in rows if row.remarks]


@pytest.mark.once
def test_what_most_peers_tell_is_missed_where_it_is_not_told():
    rows = _compared("penalties", _two_years([(None, 20 + n) for n in range(8)] + [(None, None)]))
    doubts = {row.report.name: [one.doubt for one in row.remarks] for row in rows if row.remarks}
    assert doubts == {"云川区第9局": [Doubt.UNLIKE_PEERS]}


@pytest.mark.once
def test_units_are_never_mixed_and_a_rate_changes_by_points():
    person = _two_years([(90, 95.5)], "%")
    report = Report.objects.get(cycle__year=2024)
    (row,) = _compared("penalties", person)
    assert (row.change_shown, row.share_shown) == ("+5.5个百分点", "")
    ReportFigure.objects.filter(entry__report=report, indicator="penalties").update(unit="件")
    (row,) = _compared("penalties", person)
    assert row.pair is None and [one.doubt for one in row.remarks] == [Doubt.UNITS]


@pytest.fixture
def own(cast) -> Report:
    """The district's own report; ``civil`` has handed its report in, ``township`` has not."""
    report = reports.open_report(cast.cycle, cast.district, by=None)
    accounts.grant(cast.drafter, cast.district, Role.DRAFTER, by=None)
    report = published_report.take_bytes(report, OWN.encode(), "区.txt", by=cast.drafter)
    cast.submit()
    return report


@pytest.mark.once
def test_the_districts_own_figure_stands_beside_the_sum_of_its_offices_with_what_is_not_in_it(cast, own):
    seen = Report.objects.visible_to(cast.reviewer).owed()
    selection = select(seen, seen, 2024)
    (sum_,) = roll_ups("penalties", [now for now, _then in pairs_of(selection)], selection, seen)
    assert (sum_.total, sum_.own[0].value, sum_.gap) == (4, 5, "1")
    assert [one.pk for one in sum_.waiting] == [cast.empty.pk]
    assert not sum_.doubtful  # one office has not handed in: more than the sum is no contradiction
    page = _page(cast.reviewer, "/indicators/penalties/?kind=government")
    assert "与下级合计核对" in page and "多于合计 1" in page and "还没有提交：青禾镇人民政府" in page
    _say(own.entries.get(text__contains="案件5件"), "案件5件", "案件3件", User.objects.get(pk=cast.drafter.pk))
    assert "少于合计 1" in _page(cast.reviewer, "/indicators/penalties/")


@pytest.mark.once
def test_what_a_person_may_not_see_is_counted_and_not_told(cast, own):
    clerk = accounts.create_user("clerk", "区文", cast.password, by=None)
    accounts.grant(clerk, cast.district, Role.OBSERVER, by=None)
    accounts.grant(clerk, cast.township, Role.OBSERVER, by=None)
    _figure(cast.empty, 7)
    Report.objects.filter(pk=cast.empty.pk).update(status="submitted")
    page = _page(User.objects.get(pk=clerk.pk), "/indicators/penalties/")
    assert "另有1份您无权查看" in page and "民政局" not in page
    assert "penalties" not in _page(cast.outsider, "/indicators/")


@pytest.mark.once
def test_the_nearest_below_are_found_past_organisations_without_a_report():
    rows = [(1, "0001"), (2, "00010001"), (3, "000100010002"), (4, "000100020001"), (5, "0002")]
    assert nearest_below(rows) == {1: [2, 4], 2: [3]}


@pytest.mark.once
def test_the_pages_ask_a_constant_number_of_queries():
    person = _two_years([(100, 108)])
    client = Client()
    client.force_login(person)
    addresses = ("/indicators/", "/indicators/penalties/", "/statistics/", "/statistics/offices.svg")

    def asked() -> list[int]:
        counts = []
        for address in addresses:
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            counts.append(len(queries))
        return counts

    few = asked()
    cycle = Report.objects.filter(cycle__year=2024).first().cycle
    for report in add_reports(cycle.organisation, person, 9, year=2024, marked=False):
        _figure(report, 30)
    assert asked() == few


@pytest.mark.once
def test_the_workbook_sets_years_side_by_side_with_the_change_as_a_formula(cast):
    before = cast.last_year()
    _say(before.entries.get(text__contains="处罚案件4件"), "案件4件", "案件44件", cast.drafter)
    stream = io.BytesIO()
    find_export("indicators").write(Report.objects.all(), stream, by=cast.reviewer, when=timezone.localtime())
    book = openpyxl.load_workbook(stream)
    assert book.sheetnames == ["指标对比", "汇总核对", "说明"]
    heads, *lines = book["指标对比"].iter_rows(values_only=True)
    assert heads[4:8] == ("2023年", "2024年", "增减", "增减幅度")
    at, line = next((n, row) for n, row in enumerate(lines, start=2) if row[0] == "行政处罚案件")
    assert line[1:6] == ("件", "云溪区民政局", "部门", 44, 4)
    assert line[6:8] == (f"=F{at}-E{at}", f"=(F{at}-E{at})/E{at}")
    assert line[8].startswith("请核对：不到上年的八分之一")
