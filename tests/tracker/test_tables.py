"""The list pages: what they show to whom, how they sort and narrow, and that they cost the same however long."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.tracker.many_reports import add_reports, district
from tracker.models import Membership, Organisation, Report, User
from tracker.roles import Role

pytestmark = pytest.mark.django_db
LISTS = ["reports", "requirements", "findings", "shortcomings", "plans", "activity", "organisations", "people"]


@pytest.fixture
def office(client: Client) -> tuple[Organisation, User]:
    root, person = district()
    client.force_login(person)
    return root, person


def words(response) -> str:
    """A page's text without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]{0,500}>", " ", response.content.decode()))


def body(response) -> list[str]:
    """The text of each row of the page's table."""
    table = response.content.decode().partition("<tbody>")[2].partition("</tbody>")[0]
    return [re.sub(r"<[^>]{0,500}>", " ", row) for row in table.split("<tr>")[1:]]


@pytest.mark.parametrize("name", LISTS)
def test_a_list_asks_as_many_queries_for_forty_rows_as_for_ten(client, office, name):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(reverse(name)).status_code == 200
        return len(asked)

    add_reports(*office, 10)
    client.get(reverse(name))
    few = queries()
    add_reports(*office, 30)
    assert queries() == few
    assert len(body(client.get(reverse(name)))) >= (2 if name == "people" else 30)


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(
    "query",
    [
        "page=abc",
        "page=99999999999999999999",
        "page=-1",
        "page=0",
        "page=" + "9" * 5000,
        "per_page=1000000",
        "per_page=0",
        "per_page=-5",
        "sort=__class__",
        "sort=-",
        "sort=",
        "sort=--year",
        "sort=organisation&sort=-year&sort=nothing",
        "sort=pk,-organisation,password",
        "year=1e999",
        "year=NaN",
        "year=2023%00",
        "name=%00",
        "name=" + "长" * 3000,
        "since=0001-01-01&until=9999-12-31",
        "since=yesterday",
        "status=__all__&kind=x&result=x&severity=x&code=%25_&words=%25",
        "role=x&person=%00&organisation='",
    ],
)
def test_a_hostile_address_is_not_heeded(client, office, name, query):
    add_reports(*office, 2)
    response = client.get(f"{reverse(name)}?{query}")
    assert response.status_code == 200
    assert len(body(response)) <= 100


def test_a_page_holds_at_most_one_hundred_rows(client, office):
    add_reports(*office, 3)
    assert len(body(client.get(reverse("requirements") + "?per_page=5000"))) == 100


@pytest.mark.parametrize("name", LISTS[:6])
def test_nothing_of_another_office_is_shown(client, office, name):
    add_reports(*office, 2)
    elsewhere = Organisation.objects.add_root({"name": "外区", "kind": "government", "level": "county", "code": "else"})
    outsider = User.objects.create_user(username="outsider", name="外人")
    Membership.objects.create(user=outsider, organisation=elsewhere, role=Role.COORDINATOR, reaches_below=True)
    client.force_login(outsider)
    response = client.get(reverse(name))
    assert response.status_code == 200
    assert "云川区" not in words(response)
    assert body(response) == []


def test_an_empty_list_says_so_in_a_sentence(client, office):
    assert "还没有报告。" in words(client.get(reverse("reports")))
    narrowed = client.get(reverse("reports") + "?name=没有的局")
    assert "没有符合条件的报告。 清除条件，看全部" in words(narrowed)


def test_the_list_of_reports_shows_completeness_by_the_one_rule(client, office):
    add_reports(*office, 3)
    rows = body(client.get(reverse("reports")))
    shown = {report.organisation_name: str(report.completeness) for report in Report.objects.with_marks()}
    for name, completeness in shown.items():
        row = next(row for row in rows if name in row)
        assert completeness in row
    assert not any(" 0%" in row and "已评" in row for row in rows)


def test_sorting_by_completeness_puts_what_is_not_judged_last(client, office):
    add_reports(*office, 6)
    for sort in ("completeness", "-completeness"):
        rows = body(client.get(reverse("reports") + f"?sort={sort}"))
        judged = ["已评" not in row and "尚未评定" not in row for row in rows]
        assert judged == sorted(judged, reverse=True)
        assert 0 < sum(judged) < 6


def test_a_sorted_heading_says_how_it_is_sorted(client, office):
    add_reports(*office, 3)
    page = client.get(reverse("reports") + "?sort=-errors&kind=department&page=1").content.decode()
    assert page.count("aria-sort") == 1
    assert 'aria-sort="descending"' in page
    assert '<a href="?sort=errors&amp;kind=department">' in page


def test_the_next_page_continues_where_the_first_ended(client, office):
    add_reports(*office, 7)
    address = reverse("reports") + "?sort=status&per_page=5"
    first, second = body(client.get(address)), body(client.get(address + "&page=2"))
    names = [re.search("第[0-9]+局", row).group() for row in first + second]
    assert len(names) == len(set(names)) == 7


@pytest.mark.parametrize(
    ("name", "query", "holds"),
    [
        ("reports", "status=drafting", "起草中"),
        ("reports", "name=第2局", "第2局"),
        ("requirements", "result=missing", "缺失"),
        ("requirements", "result=unmarked", "未评定"),
        ("requirements", "obligation=advisory", "参考"),
        ("requirements", "addressed=no", "未找到"),
        ("findings", "severity=error", "错误"),
        ("findings", "code=str", "STR-02"),
        ("shortcomings", "cause=no", "原因尚未写进正文"),
        ("plans", "words=专项培训", "专项培训"),
        ("activity", "deed=report-opened", "建立报告"),
        ("people", "role=coordinator", "统筹人"),
    ],
)
def test_a_filter_leaves_only_what_it_names(client, office, name, query, holds):
    add_reports(*office, 6)
    rows = body(client.get(f"{reverse(name)}?{query}"))
    assert rows
    assert all(holds in row for row in rows)


def test_a_filter_that_is_no_choice_is_told_beside_its_field(client, office):
    add_reports(*office, 1)
    assert "field-error" in client.get(reverse("reports") + "?year=1e999").content.decode()


def test_requirements_begin_with_the_latest_year(client, office):
    add_reports(*office, 1, year=2022)
    add_reports(*office, 1, year=2023)
    assert all(" 2023 " in re.sub(r"\s+", " ", row) for row in body(client.get(reverse("requirements"))))
    both = body(client.get(reverse("requirements") + "?year=&per_page=100&sort=year"))
    assert " 2022 " in re.sub(r"\s+", " ", both[0])


def test_requirements_count_one_row_for_each_that_applies(client, office):
    (report,) = add_reports(*office, 1)
    assert f"共 {len(report.requirements)} 条" in words(client.get(reverse("requirements")))


@pytest.mark.parametrize("name", ["findings", "shortcomings", "plans"])
def test_a_row_leads_to_the_place_it_speaks_of(client, office, name):
    add_reports(*office, 1)
    page = client.get(reverse(name)).content.decode()
    address, anchor = re.search('<td[^>]*><a href="(/parts/[0-9]+/)#(e[0-9]+)">', page).groups()
    assert f'id="{anchor}"' in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("judged=whole", 1),
        ("judged=below", 3),
        ("judged=open", 2),
        ("faults=errors", 6),
        ("faults=none", 0),
        ("faults=never", 0),
    ],
)
def test_reports_are_narrowed_by_what_was_judged_and_found(client, office, query, count):
    add_reports(*office, 6)
    assert len(body(client.get(reverse("reports") + "?" + query))) == count


def test_hostile_names_are_shown_as_text(client, office):
    (report,) = add_reports(*office, 1)
    Report.objects.filter(pk=report.pk).update(organisation_name="<script>alert(1)</script>")
    page = client.get(reverse("reports")).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_who_may_not_read_deeds_or_manage_people_is_refused(client, office):
    drafter = User.objects.create_user(username="drafter", name="填报")
    Membership.objects.create(user=drafter, organisation=office[0], role=Role.DRAFTER)
    client.force_login(drafter)
    assert client.get(reverse("activity")).status_code == 403
    assert client.get(reverse("people")).status_code == 403
    assert client.post(reverse("organisations"), {"name": "新局"}).status_code == 403
