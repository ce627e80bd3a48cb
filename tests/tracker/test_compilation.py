"""The district's own report from what its departments handed in."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.tracker.many_reports import add_reports, district
from tracker.actions import accounts, compilation, entries, reports
from tracker.actions.compilation import numbered
from tracker.actions.refusal import Conflict, Denied, Refused
from tracker.imports import published_report
from tracker.models import Entry, EntryLink, Report, ReportFigure, User
from tracker.models.compilation import contributors, reports_below, sources_of, totals
from tracker.roles import Role

pytestmark = pytest.mark.django_db

OWN = """云溪区2024年法治政府建设年度报告

一、2024年推进法治政府建设的主要举措和成效

（一）规范执法。一是办理行政处罚案件5件。

（二）化解争议。一是做好行政复议。

二、2024年推进法治政府建设存在的不足和原因

一是力量不足。原因在于编制少。

三、2024年党政主要负责人履行推进法治建设第一责任人职责有关情况

一是加强领导。区长主持会议研究法治工作2次。

四、2025年推进法治政府建设的主要安排

一是充实力量。
"""


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def writer(cast) -> User:
    """Writes the district's own report, and has no post at any office below."""
    user = accounts.create_user("writer", "区笔", cast.password, by=None)
    accounts.grant(user, cast.district, Role.DRAFTER, by=None)
    return User.objects.get(pk=user.pk)


@pytest.fixture
def own(cast, writer: User) -> Report:
    """The district's own report, begun; ``civil`` has handed its report in, ``township`` has not."""
    report = reports.open_report(cast.cycle, cast.district, by=None)
    published_report.take_bytes(report, OWN.encode(), "区.txt", by=writer)
    cast.submit()
    return Report.objects.select_related("cycle", "organisation").get(pk=report.pk)


def _part(report: Report, role: str = "measures"):
    return report.parts.select_related("report__cycle").get(role=role)


def _texts(report: Report) -> list[str]:
    return list(report.entries.standing().values_list("text", flat=True))


def test_only_what_was_handed_in_is_read_and_who_has_not_is_named(cast, own: Report, writer: User) -> None:
    found = contributors(own, writer)
    assert [one.organisation for one in found.reported] == [cast.civil]
    assert [one.organisation for one in found.missing] == [cast.township]
    page = _client(writer).get(reverse("report-compilation", args=[own.pk])).content.decode()
    assert "1 个单位还没有报来" in page and "青禾镇人民政府" in page
    assert "规范社会救助" in page


def test_who_only_reads_the_district_sees_no_more_than_they_may(cast, own: Report) -> None:
    reader = accounts.create_user("reader", "区读", cast.password, by=None)
    accounts.grant(reader, cast.district, Role.OBSERVER, by=None)
    page = _client(reader).get(reverse("report-compilation", args=[own.pk])).content.decode()
    assert "规范社会救助" not in page and "另有 1 个单位的报告您无权查看" in page


def test_entries_are_searched_and_narrowed_by_part_office_area_and_words(cast, own: Report, writer: User) -> None:
    address = reverse("report-compilation", args=[own.pk])

    def page(**query: object) -> str:
        return _client(writer).get(address, query).content.decode()

    assert "规范社会救助" not in page(words="行政复议申请")
    assert "做好行政复议和应诉" in page(words="行政复议申请")
    assert "单一" in page(part="shortcomings") and "规范社会救助" not in page(part="shortcomings")
    area = cast.items("measures")[2].measure.area
    assert area and "做好行政复议和应诉" in page(area=area)
    assert "规范社会救助" in page(office=contributors(own, writer).reported[0].pk)
    for odd in ("9" * 30, "x", "-1"):
        assert "汇编下级材料" in page(part=odd, office=odd, area=odd, page=odd)


def test_an_entry_goes_on_in_the_numbering_of_its_section_and_keeps_its_source(cast, own: Report, writer: User) -> None:
    source = cast.items("measures")[3]
    section = own.entries.standing().get(text__startswith="（一）规范执法")
    address = reverse("report-take-over", args=[own.pk, "measures"])
    _client(writer).post(address, {"entry": [source.pk], "section": section.pk})
    texts = _texts(own)
    at = texts.index("一是办理行政处罚案件5件。")
    assert texts[at + 1] == "二是" + source.text.removeprefix("二是")
    made = EntryLink.objects.get()
    assert (made.source, made.source_version, made.by) == (source, source.version, writer)
    part = _client(writer).get(reverse("part", args=[made.entry.part_id])).content.decode()
    assert "来自 云溪区民政局" in part
    again = _client(writer).get(reverse("report-compilation", args=[own.pk])).content.decode()
    assert "已采用" in again


def test_what_was_taken_is_not_taken_twice_and_nothing_ticked_is_said(
    cast, own: Report, writer: User, unchanged
) -> None:
    source = cast.items("measures")[0]
    compilation.take_over(_part(own), [source], by=writer)
    with unchanged(), pytest.raises(Refused, match="请先勾选"):
        compilation.take_over(_part(own), [source], by=writer)
    address, client = reverse("report-take-over", args=[own.pk, "measures"]), _client(writer)
    assert "已不能选用" in client.post(address, {"entry": "x"}, follow=True).content.decode()
    assert "请先勾选" in client.post(address, {}, follow=True).content.decode()


def test_a_report_that_was_not_handed_in_cannot_be_taken_from(cast, own: Report, writer: User, unchanged) -> None:
    reports.take_step(cast.report, "withdraw", by=cast.drafter, reason="补充")
    with unchanged(), pytest.raises(Refused):
        compilation.take_over(_part(own), [cast.items("measures")[0]], by=writer)


def test_who_may_not_write_the_own_report_takes_nothing(cast, own: Report, unchanged) -> None:
    with unchanged(), pytest.raises(Denied):
        compilation.take_over(_part(own), [cast.items("measures")[0]], by=cast.coordinator)


@pytest.fixture
def changed(cast, own: Report, writer: User) -> EntryLink:
    """A passage taken, and then changed by its office."""
    source = cast.items("measures")[0]
    compilation.take_over(_part(own), [source], by=writer)
    reports.take_step(cast.report, "withdraw", by=cast.drafter, reason="更正")
    entries.save_entry(source, source.text.replace("148件", "149件"), source.version, by=cast.drafter)
    return EntryLink.objects.select_related("entry__report__cycle", "source").get()


def test_a_later_change_of_the_source_is_shown_with_its_difference(cast, own: Report, writer: User, changed) -> None:
    (one,) = sources_of(own)
    assert one.state == "changed" and not one.edited
    assert ("added", "9") in [(c.kind, c.text) for c in one.news]
    page = _client(writer).get(reverse("report-sources", args=[own.pk])).content.decode()
    assert "来源已修改" in page and "<ins>9</ins>" in page
    assert "来源已修改" in _client(writer).get(reverse("part", args=[changed.entry.part_id])).content.decode()


def test_one_click_takes_the_new_wording_under_the_own_number(cast, own: Report, writer: User, changed) -> None:
    address = reverse("report-source-follow", args=[own.pk, changed.pk])
    _client(writer).post(address, {"version": changed.entry.version})
    entry = Entry.objects.get(pk=changed.entry_id)
    assert "149件" in entry.text and entry.text.startswith("二是") and entry.versions.count() == 2
    assert sources_of(own)[0].state == "same"


def test_the_own_wording_may_be_kept(cast, own: Report, writer: User, changed) -> None:
    _client(writer).post(reverse("report-source-keep", args=[own.pk, changed.pk]))
    assert "148件" in Entry.objects.get(pk=changed.entry_id).text
    assert sources_of(own)[0].state == "same"


def test_the_new_wording_does_not_overwrite_what_was_typed_meanwhile(cast, own, writer, changed, unchanged) -> None:
    entries.save_entry(changed.entry, "二是改写过的。", changed.entry.version, by=writer)
    with unchanged(), pytest.raises(Conflict):
        compilation.take_new_wording(changed, changed.entry.version, by=writer)
    answer = _client(writer).post(
        reverse("report-source-follow", args=[own.pk, changed.pk]), {"version": changed.entry.version}, follow=True
    )
    assert "刚被修改过" in answer.content.decode()


def test_figures_are_added_up_with_their_contributors_and_the_own_total_is_held_against_them(
    cast, own: Report, writer: User
) -> None:
    found = {one.title: one for one in totals(own, contributors(own, writer).reported)}
    penalties = found["行政处罚案件"]
    assert [report.organisation for report, _ in penalties.parts] == [cast.civil]
    assert (penalties.value, penalties.own[0].value, penalties.difference) == (4, 5, 1)
    page = _client(writer).get(reverse("report-totals", args=[own.pk])).content.decode()
    assert "多于合计 1" in page
    assert not any(one.unit == "%" for one in found.values())


def test_an_office_that_tells_two_values_is_not_added_but_named(cast, own: Report, writer: User) -> None:
    figure = ReportFigure.objects.get(entry__report=cast.report, words="4件", entry__part__role="measures")
    ReportFigure.objects.create(
        entry=figure.entry, words="6件", value=6, unit="件", indicator=figure.indicator, start=0, end=2
    )
    found = {one.title: one for one in totals(own, contributors(own, writer).reported)}
    assert [one.organisation for one in found["行政处罚案件"].torn] == [cast.civil]
    assert found["行政处罚案件"].value == 0


def test_of_an_office_and_those_below_it_only_the_nearest_counts(cast, own: Report) -> None:
    city = reports.open_report(cast.cycle, cast.city, by=None)
    assert [one.organisation for one in reports_below(city)] == [cast.district]


@pytest.mark.parametrize(
    ("marker", "number", "following"),
    [
        ("一是", 0, "二是"),
        ("九是", 0, "十是"),
        ("十是", 0, "十一是"),
        ("十九是", 0, "二十是"),
        ("1.", 0, "2."),
        ("（三）", 0, "（四）"),
        ("三是", 1, "一是"),
        ("首先", 0, "首先"),
        ("", 0, ""),
    ],
)
def test_a_number_is_followed_in_its_own_style(marker: str, number: int, following: str) -> None:
    assert numbered(marker, number) == following


@pytest.mark.once
def test_thirty_offices_ask_as_many_queries_as_three() -> None:
    root, person = district()
    accounts.grant(person, root, Role.DRAFTER, by=None)
    first = add_reports(root, person, 3)
    own = reports.open_report(first[0].cycle, root, by=None)
    client = _client(User.objects.get(pk=person.pk))
    section = entries.add_entry(_part(own), "一是开头。", by=User.objects.get(pk=person.pk))

    def take(some: list[Report]) -> None:
        for report in some:
            source = report.entries.filter(kind="item", part__role="measures").first()
            EntryLink.objects.create(entry=section, source=source, kind="taken", source_version=1)
        ReportFigure.objects.filter(entry__report__in=some).update(indicator="penalty-cases")

    def queries() -> list[int]:
        counts = []
        for name in ("report-compilation", "report-totals", "report-sources", "report"):
            with CaptureQueriesContext(connection) as asked:
                assert client.get(reverse(name, args=[own.pk])).status_code == 200
            counts.append(len(asked))
        return counts

    take(first)
    queries()
    few = queries()
    take(add_reports(root, person, 27))
    assert queries() == few
