"""What every list has: several sorts, a sentence of conditions, words, columns and views kept, files of what is seen."""

from __future__ import annotations

import csv
import io
import re

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from tests.tracker.many_reports import add_reports, district
from tracker import workflow
from tracker.actions import organisations
from tracker.models import Activity, Entry, ListChoice, Organisation, Report, SavedView, User
from tracker.roles import Role
from tracker.tables import rows
from tracker.tables.catalogue import LISTINGS

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client: Client) -> tuple[Organisation, User]:
    root, person = district()
    client.force_login(person)
    return root, person


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def cells(page: str, label: str) -> list[str]:
    """The values of a column on a page."""
    found = re.findall(rf'<td[^>]*data-label="{label}"[^>]*>(.*?)</td>', page, re.DOTALL)
    return [re.sub(r"<[^>]{0,500}>", "", one).strip() for one in found]


def headings(page: str) -> list[str]:
    """The headings in order, without their signs."""
    found = re.findall(r"<th.*?>(.*?)</th>", page.partition("<thead>")[2].partition("</thead>")[0], re.DOTALL)
    return [re.sub(r"<span class=\"(sort-sign|visually).*?</span>|<[^>]{0,500}>", "", one).strip() for one in found]


def login(cast, role: Role) -> Client:
    client = Client()
    client.force_login(cast[role])
    return client


def test_a_heading_pressed_comes_first_and_the_earlier_ones_stay_after_it(client, office):
    add_reports(*office, 3)
    one = page(client, "/reports/?sort=-errors&sort=status&sort=year")
    assert 'href="?sort=kind&amp;sort=-errors&amp;sort=status"' in one  # a fourth: the last one falls
    assert 'href="?sort=status&amp;sort=-errors&amp;sort=year"' in one  # a later one: keeps its way and comes first
    assert 'href="?sort=errors&amp;sort=status&amp;sort=year"' in one  # the first: turns round
    assert one.count("aria-sort") == 1
    assert sorted(re.findall("(第.排序，.序)", one)) == ["第1排序，降序", "第2排序，升序", "第3排序，升序"]
    assert "▼1" in one
    assert "▲2" in one


def test_rows_are_in_the_order_of_every_sort_in_turn(client, office):
    add_reports(*office, 4, year=2022)
    add_reports(*office, 4, year=2023)
    Report.objects.filter(year=2023, pk__in=Report.objects.filter(year=2023).values("pk")[:2]).update(status="passed")
    shown = page(client, "/reports/?sort=status&sort=-year&columns=status,year,organisation&per_page=100")
    found = list(zip(cells(shown, "状态"), cells(shown, "年度"), strict=True))
    order = {label: key.value for key, label in workflow.LABELS.items()}
    keys = [(order[status], -int(year)) for status, year in found]
    assert keys == sorted(keys)
    assert len(found) == 8


def test_conditions_read_as_a_sentence_and_each_can_be_taken_out(client, office):
    add_reports(*office, 2)
    shown = page(client, "/reports/?year=2023&kind=department&status=drafting&sort=-year&page=1")
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]{0,500}>", "", shown.partition('class="list-sentence')[2]))[:160]
    assert "2023年度 × · 去掉条件：部门 × · 去掉条件：状态为“起草中” × 的报告" in words
    assert 'href="?year=2023&amp;status=drafting&amp;sort=-year"' in shown
    assert 'class="list-sentence' not in page(client, "/reports/?sort=-year")


def test_the_latest_year_can_be_taken_out_of_the_sentence_too(client, office):
    add_reports(*office, 1, year=2022)
    add_reports(*office, 1, year=2023)
    assert 'href="?year="' in page(client, "/requirements/")
    assert set(cells(page(client, "/requirements/?year=&per_page=100"), "年度")) == {"2022", "2023"}


@pytest.mark.parametrize(
    ("address", "label", "holds"),
    [
        ("/reports/?q=3局", "单位", "第3局"),
        ("/entries/?q=培训", "内容", "培训"),
        ("/measures/?q=执法 第2局", "单位", "第2局"),
        ("/shortcomings/?q=案卷", "内容", "案卷"),
        ("/findings/?q=败诉", "问题", "败诉"),
        ("/figures/list/?q=第1局", "单位", "第1局"),
        ("/requirements/?q=第1局", "单位", "第1局"),
        ("/organisations/?q=4局", "名称", "第4局"),
        ("/people/?q=统筹", "姓名", "周统筹"),
    ],
)
def test_words_of_two_characters_are_found(client, office, address, label, holds):
    add_reports(*office, 4)
    found = cells(page(client, address), label)
    assert found
    assert all(holds in one for one in found)
    assert cells(page(client, re.sub("q=.*", "q=没有的词", address)), label) == []


@pytest.mark.parametrize("name", sorted(LISTINGS))
def test_every_list_is_taken_as_its_columns_order_and_conditions_say_with_every_row(client, office, name):
    add_reports(*office, 3)
    shown = page(client, reverse(name) + "?per_page=1")
    if "<tbody>" not in shown:
        pytest.skip("nothing stands in this list of a bare district")
    for export, suffix in (("list_xlsx", "xlsx"), ("list_csv", "csv")):
        address = re.search(rf'href="(/exports/{export}/\?[^"]*)"', shown)[1].replace("&amp;", "&")
        answer = client.get(address)
        assert answer["Content-Disposition"].endswith(f".{suffix}") or f".{suffix}" in answer["Content-Disposition"]
        content = b"".join(answer.streaming_content)
        if suffix == "xlsx":
            sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
            taken = [
                ["" if value is None else str(value) for value in row] for row in sheet.iter_rows(values_only=True)
            ]
        else:
            assert content.startswith("\ufeff".encode())
            taken = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        assert taken[0] == [one for one in headings(shown) if one not in ("选择", "操作")]
        counted = re.search(r"共 (\d+) 条", shown)
        more = 1 if (name, suffix) == ("activity", "csv") else 0  # that the workbook was taken is a deed too
        assert len(taken) - 1 == int(counted[1]) + more
        assert not any("<span" in value or "<a " in value for row in taken for value in row)
    assert Activity.objects.filter(deed="exported").count() == 2


def test_what_is_taken_is_narrowed_sorted_and_laid_out_as_the_address_says(client, office):
    add_reports(*office, 3)
    answer = client.get("/exports/list_csv/?list=reports&columns=organisation,year&sort=-organisation&name=局")
    taken = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert taken[0] == ["单位", "年度"]
    names = [row[0] for row in taken[1:]]
    assert names == list(Report.objects.order_by("-path").values_list("organisation_name", flat=True))


def test_text_that_looks_like_a_formula_stays_text_in_either_file(client, office):
    add_reports(*office, 1)
    Entry.objects.filter(kind="item").update(text="=cmd|' /C calc'!A0")
    answer = client.get("/exports/list_csv/?list=entries&columns=text")
    lines = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert lines[1] == ["'=cmd|' /C calc'!A0"]
    answer = client.get("/exports/list_xlsx/?list=entries&columns=text")
    cell = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).worksheets[0]["A2"]
    assert (cell.value, cell.data_type) == ("=cmd|' /C calc'!A0", "s")


def test_a_list_is_taken_by_nobody_who_may_not(cast):
    assert login(cast, Role.AUDITOR).get("/exports/list_csv/?list=reports").status_code == 403
    assert login(cast, Role.SECURITY_OFFICER).get("/exports/list_csv/?list=activity").status_code == 403
    assert login(cast, Role.DRAFTER).get("/exports/list_csv/?list=people").status_code == 403
    assert login(cast, Role.DRAFTER).get("/exports/list_csv/?list=nothing").status_code == 404
    neighbour = Client()
    neighbour.force_login(cast.neighbour)
    answer = neighbour.get("/exports/list_csv/?list=entries")
    assert len(b"".join(answer.streaming_content).decode().splitlines()) == 1


@pytest.mark.parametrize("name", sorted(set(LISTINGS) - {"activity", "organisations", "people"}))
def test_who_reads_no_reports_is_told_so_instead_of_shown_an_empty_list(cast, name):
    answer = login(cast, Role.AUDITOR).get(reverse(name))
    assert answer.status_code == 403
    assert "您没有查看报告的权限。" in answer.content.decode()


def test_columns_are_kept_for_the_person_and_put_back(client, office):
    add_reports(*office, 1)
    form = {"order": ["status", "organisation", "year"], "shown": ["organisation", "status"], "save": "1"}
    assert client.post("/lists/reports/columns/", form).status_code == 302
    assert headings(page(client, "/reports/"))[1:] == ["状态", "单位"]
    assert "恢复默认" in page(client, "/reports/")
    other = User.objects.create_user(username="other", name="别人")
    assert not ListChoice.objects.filter(user=other).exists()
    client.post("/lists/reports/columns/", {"reset": "1"})
    assert headings(page(client, "/reports/"))[1:4] == ["年度", "单位", "类别"]


def test_a_column_is_moved_by_its_button_without_a_script(client, office):
    add_reports(*office, 1)
    form = {"order": ["year", "organisation", "status"], "shown": ["year", "organisation", "status"]}
    answer = client.post("/lists/reports/columns/", {**form, "move": "status:up", "next": "/reports/?kind=department"})
    assert answer["Location"] == "/reports/?kind=department&lay=1#columns"
    assert headings(page(client, "/reports/"))[1:] == ["年度", "状态", "单位"]


def test_no_column_at_all_is_refused_and_nothing_is_kept(client, office):
    answer = client.post("/lists/reports/columns/", {"order": ["year"]}, follow=True)
    assert "至少要显示一列。" in answer.content.decode()
    assert not ListChoice.objects.exists()


def test_rows_a_page_are_kept_for_the_person(client, office):
    add_reports(*office, 3)
    client.post("/lists/requirements/size/", {"per_page": "25"})
    assert len(cells(page(client, "/requirements/"), "年度")) == 25
    client.post("/lists/requirements/size/", {"per_page": "7"})
    assert ListChoice.objects.get().per_page == 25


def test_a_view_is_kept_shared_renamed_and_thrown_away(cast):
    coordinator, drafter = login(cast, Role.COORDINATOR), login(cast, Role.DRAFTER)
    form = {"name": "部门 未开始", "query": "kind=department&sort=-year&page=3&columns=year,status"}
    coordinator.post("/lists/reports/keep/", {**form, "shared_with": cast.district.pk})
    view = SavedView.objects.get()
    assert view.query == "kind=department&sort=-year&columns=year%2Cstatus"
    link = f'<a href="/reports/?kind=department&amp;sort=-year&amp;columns=year%2Cstatus&amp;view={view.pk}"'
    assert link in page(coordinator, "/reports/")
    assert link not in page(drafter, "/reports/")  # belongs to another office
    assert link in page(login(cast, Role.OBSERVER), "/reports/")
    assert headings(page(coordinator, f"/reports/?{view.query}&view={view.pk}"))[1:] == ["年度", "状态"]
    assert login(cast, Role.OBSERVER).post(f"/lists/views/{view.pk}/", {"remove": "1"}).status_code == 404
    coordinator.post(f"/lists/views/{view.pk}/", {"name": "改过的名称"})
    assert SavedView.objects.get().name == "改过的名称"
    coordinator.post(f"/lists/views/{view.pk}/", {"remove": "1"})
    assert not SavedView.objects.exists()
    told = Activity.objects.filter(deed__startswith="view-").order_by("number")
    assert list(told.values_list("deed", flat=True)) == ["view-shared", "view-unshared"]


def test_a_view_is_shared_only_by_who_runs_rounds_or_administers_there(cast):
    answer = login(cast, Role.DRAFTER).post(
        "/lists/reports/keep/", {"name": "我的", "query": "", "shared_with": cast.civil.pk}, follow=True
    )
    assert "您不能把视图共享给这个单位。" in answer.content.decode()
    assert not SavedView.objects.exists()
    answer = login(cast, Role.DRAFTER).post("/lists/reports/keep/", {"name": "  ", "query": ""}, follow=True)
    assert "请给视图起个名称。" in answer.content.decode()


def test_beyond_the_bound_a_list_says_so_and_its_last_page_is_read_from_the_end(client, office, monkeypatch):
    add_reports(*office, 8)
    monkeypatch.setattr(rows, "MOST_COUNTED", 5)
    monkeypatch.setattr("tracker.tables.lists.MOST_COUNTED", 5)
    first = page(client, "/reports/?per_page=3")
    assert "超过 5 条，第 1–3 条" in first
    last = page(client, "/reports/?per_page=3&page=-1")
    assert "倒数第 3–1 条" in last
    assert cells(last, "单位") == cells(page(client, "/reports/?per_page=100"), "单位")[-3:]
    assert cells(page(client, "/reports/?per_page=3&page=-2"), "单位") == cells(page(client, "/reports/"), "单位")[2:5]
    assert "倒数第 3–1 条" in page(client, "/reports/?per_page=3&page=99")


def test_a_page_near_the_end_holds_what_it_would_hold_read_from_the_beginning(client, office):
    add_reports(*office, 7)
    whole = cells(page(client, "/reports/"), "单位")
    assert [one for n in (1, 2, 3, 4) for one in cells(page(client, f"/reports/?per_page=2&page={n}"), "单位")] == whole


def test_errors_and_warnings_are_added_up_over_all_pages(client, office):
    add_reports(*office, 4)
    assert "共 4 条，第 1–2 条，错误合计 4，警告合计 8" in page(client, "/reports/?per_page=2")


def test_reports_follow_their_organisation_to_its_new_place(cast):
    organisations.move_organisation(cast.civil, cast.township, by=cast[Role.ADMINISTRATOR])
    report = Report.objects.select_related("organisation").get(pk=cast.report.pk)
    assert report.path == report.organisation.path
    assert report.path.startswith(Organisation.objects.get(pk=cast.township.pk).path)
    assert "云溪区民政局" in page(login(cast, Role.DRAFTER), "/reports/")
