"""The charts: drawn without script, link or foreign address, from the numbers that stand beside them."""

from __future__ import annotations

import datetime
import re

import pytest
from django.test import Client
from lxml import etree

from tests.tracker.many_reports import add_reports, district
from tracker.actions import review
from tracker.charts import Chart, ChartKind, Series, Tone, draw, is_clean
from tracker.models import Filing, Report
from tracker.models.review import Result
from tracker.models.statistics import completeness, findings, progress, publication

pytestmark = pytest.mark.django_db
SVG = "{http://www.w3.org/2000/svg}"
KEYS = ("progress", "parts", "kinds", "findings", "publication", "offices", "years")
DAY = datetime.date


def _client(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _chart(kind: ChartKind, count: int = 6) -> Chart:
    labels = tuple(f"<云&溪>区{n}局" for n in range(count))
    series = (Series("甲", tuple(range(count)), Tone.DONE), Series("乙", (None,) * count, Tone.WRONG))
    return Chart("parts", "题目<script>", kind, "单位", labels, series, frozenset({count - 1}))


@pytest.mark.once
@pytest.mark.parametrize("kind", list(ChartKind))
def test_a_chart_carries_no_script_no_link_and_no_foreign_address(kind: ChartKind):
    svg = draw(_chart(kind))
    root = etree.fromstring(svg)
    assert is_clean(svg)
    assert set(root.nsmap.values()) == {"http://www.w3.org/2000/svg"}
    names = {etree.QName(one).localname for one in root.iter() if isinstance(one.tag, str)}
    assert names.isdisjoint({"script", "a", "image", "use", "foreignObject", "desc"})
    assert not [name for one in root.iter() for name in one.attrib if name.startswith("on") or "href" in name]
    assert root.findtext(f"{SVG}title") == "题目<script>"
    assert "<云&溪>区" in "".join(root.itertext())
    assert b"url(" not in svg and b"@import" not in svg


@pytest.mark.once
@pytest.mark.parametrize("kind", list(ChartKind))
@pytest.mark.parametrize("count", [1, 41])
def test_one_label_and_many_are_drawn_alike(kind: ChartKind, count: int):
    assert draw(_chart(kind, count)).count(b"<rect") + draw(_chart(kind, count)).count(b"<path") > 2
    assert draw(_chart(kind, count)) == draw.__wrapped__(_chart(kind, count))  # the same numbers, the same bytes


@pytest.mark.once
def test_a_chart_lets_nothing_but_its_own_style_through_and_is_not_sent_twice(cast):
    client = _client(cast.reviewer)
    answer = client.get("/statistics/parts.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    policy = dict(one.strip().partition(" ")[::2] for one in answer["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'" and policy["style-src"].startswith("'sha256-")
    again = client.get("/statistics/parts.svg", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    cast.submit()
    review.mark(cast.report, "measures.steps", Result.COMPLETE, "", by=cast.reviewer)
    changed = client.get("/statistics/parts.svg", headers={"If-None-Match": answer["ETag"]})
    assert changed.status_code == 200 and changed["ETag"] != answer["ETag"]
    assert client.get("/statistics/nothing.svg").status_code == 404


@pytest.mark.once
def test_every_chart_has_the_numbers_of_its_table_and_the_page_says_what_is_empty(cast):
    cast.last_year()
    cast.submit()
    client = _client(cast.reviewer)
    page = client.get("/statistics/?indicator=penalties").content.decode()
    shown = re.findall(r'src="(/statistics/[^"]+)" alt="([^"]+)"', page)
    assert "已提交" in page and "逾期未公开" in page
    for address, alt in shown:
        title = alt.removesuffix("，数字见旁边的表")
        assert f">{title}</h2>" in page
        assert client.get(address.replace("&amp;", "&")).status_code == 200
    assert len(shown) >= 5
    page = _client(cast.outsider).get("/statistics/").content.decode()
    assert "<img" not in page and "还没有" in page
    for key in KEYS:
        assert _client(cast.outsider).get(f"/statistics/{key}.svg").status_code in (200, 404)


def test_progress_counts_each_report_once_by_its_day_and_stops_today():
    root, person = district()
    reports = add_reports(root, person, 6)
    Report.objects.filter(pk__in=[one.pk for one in reports[:4]]).update(submitted_on=DAY(2024, 1, 20))
    Filing.objects.create(
        report=reports[0], kind="report", key="party", on=DAY(2024, 2, 25), text_sha256="0" * 64, recorded_by=person
    )
    chart = progress(Report.objects.all(), today=DAY(2024, 2, 21))
    rows = dict(chart.rows)
    assert rows["01-19"] == (0, 0, 0)
    assert rows["02-21"] == (
        4,
        1,
        2,
    )  # two were sent on 20 February, one of them again on the 25th: its last day counts
    assert rows["03-01 报送"] == (None, None, None) and "04-01 公开" in rows
    later = dict(progress(Report.objects.all(), today=DAY(2024, 5, 1)).rows)
    assert later["04-01 公开"] == (4, 2, 2)
    assert {chart.labels[at] for at in chart.marks} == {"03-01 报送", "04-01 公开"}


def test_publication_is_told_by_year_in_time_late_overdue_and_not_yet_due():
    root, person = district()
    old, *_rest = add_reports(root, person, 3, year=2022, marked=False)
    add_reports(root, person, 3, year=2023, marked=False)
    Filing.objects.filter(report=old, kind="publication").update(on=DAY(2023, 4, 2))
    chart = publication(Report.objects.all(), today=DAY(2024, 3, 1))
    assert [one.name for one in chart.series] == ["按期公开", "逾期公开", "逾期未公开", "未到期"]
    assert chart.rows == [("2022年度", (0, 1, 2, 0)), ("2023年度", (1, 0, 0, 2))]


def test_completeness_and_findings_add_up_to_what_the_lists_count():
    root, person = district()
    add_reports(root, person, 7)
    parts, kinds = completeness(Report.objects.all())
    gating = sum(one.obligation.gates for one in Report.objects.first().requirements)
    for chart in (parts, kinds):
        assert sum(value for one in chart.series for value in one.values) == 7 * gating
    assert [one.values for one in kinds.series] == [(sum(one.values),) for one in parts.series]
    chart = findings(Report.objects.all())
    assert chart.rows == [("结构", (7, 0, 0)), ("数据勾稽", (0, 7, 0)), ("文字", (0, 7, 0))]
