"""Due dates as people live by them: the calendar, what is late, the feed for calendar programs."""

from __future__ import annotations

import datetime
import io

import icalendar
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from tests.tracker.walks import client_of, stand_at
from tracker.actions import accounts, cycles, reminders
from tracker.models import CalendarToken, Cycle, CycleDueDate, Organisation, Report, User
from tracker.models.agenda import agenda, overdue
from tracker.roles import Role
from tracker.workflow import Status

pytestmark = pytest.mark.django_db
DUE = datetime.date(2025, 3, 1)


@pytest.fixture
def day(settings):
    """``day(2025, 3, 4)``: the site's clock stands there."""
    settings.DEMO = True

    def stand(*when: int) -> datetime.date:
        settings.DEMO_TODAY = datetime.date(*when)
        return settings.DEMO_TODAY

    stand(2025, 2, 20)
    return stand


@pytest.fixture
def sixty(cast) -> Cycle:
    """Sixty departments, twelve of which have reported."""
    path, depth = cast.district.path, cast.district.depth + 1
    bodies = Organisation.objects.bulk_create(
        Organisation(
            path=Organisation._get_path(path, depth, 100 + n), depth=depth, name=f"云溪区第{n}局", code=f"OFFICE-{n}",
            kind="department", level="county",
        )
        for n in range(59)
    )  # fmt: skip
    cycles.add_owing(cast.cycle, bodies, by=cast.coordinator)
    done = Report.objects.filter(organisation__in=bodies[:12]).values("pk")
    Report.objects.filter(pk__in=done).update(status=Status.FILED)
    CycleDueDate.objects.filter(kind="report", organisation_kind="township").update(on=datetime.date(2025, 2, 10))
    return cast.cycle


def test_sixty_offices_with_one_date_are_one_line_that_leads_to_those_who_are_left(cast, sixty, day) -> None:
    client = client_of(cast.coordinator)
    page = client.get("/calendar/?month=2025-03").content.decode()
    assert "报送　60个单位 · 已报送 12" in page
    link = f"{reverse('reports')}?year=2024&amp;due=2025-03-01&amp;left=report"
    assert link in page
    listed = client.get(link.replace("&amp;", "&")).content.decode()
    assert "共 48 条" in listed and "第58局" in listed and "第0局" not in listed and "青禾镇" not in listed


def test_the_calendar_asks_the_same_few_questions_for_sixty_offices_as_for_two(cast, day, request) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            agenda(Report.objects.visible_to(cast.coordinator), DUE)
        return len(asked)

    assert queries() <= 5
    request.getfixturevalue("sixty")
    assert queries() <= 5


def test_what_is_late_stands_first_judged_by_whether_the_day_itself_counts(cast, sixty, day) -> None:
    def page(*when: int) -> str:
        day(*when)
        return client_of(cast.coordinator).get("/calendar/").content.decode()

    assert "青禾镇人民政府" in page(2025, 2, 11).split("已逾期")[1] and "逾期1天" in page(2025, 2, 11)
    assert "已逾期" not in page(2025, 2, 10)
    CycleDueDate.objects.update(inclusive=False)
    assert "逾期1天" in page(2025, 2, 10) and "不含当日" in page(2025, 2, 10)
    Cycle.objects.update(closed=True)
    assert "已逾期" not in page(2025, 2, 11)


@pytest.mark.parametrize("month", ["", "2025-13", "x", "9999-01", "2025-3", "²025-01"])
def test_a_month_that_is_none_shows_this_month(cast, day, month) -> None:
    page = client_of(cast.drafter).get("/calendar/", {"month": month}).content.decode()
    assert "2025年2月" in page


def test_a_person_sees_the_dates_of_what_they_may_see_and_no_others(cast, day) -> None:
    page = client_of(cast.drafter).get("/calendar/?month=2025-03").content.decode()
    assert "报送　云溪区民政局" in page and "青禾镇" not in page
    assert "报送" not in client_of(cast.outsider).get("/calendar/?month=2025-03").content.decode().split("<main")[1]


def test_my_tasks_say_what_is_due_soon_and_what_is_late_for_this_person(cast, day) -> None:
    def box(user: User) -> str:
        return client_of(user).get("/").content.decode().split("<h2>")[0]

    assert "还有9天" in box(cast.drafter) and "云溪区民政局" in box(cast.drafter)
    assert "还有" not in box(cast.reviewer)
    day(2025, 3, 4)
    assert "逾期3天" in box(cast.drafter)
    stand_at(cast.report, Status.SUBMITTED)
    assert "逾期3天" in box(cast.reviewer) and "逾期3天" not in box(cast.drafter)


# what is late


def test_the_overdue_list_names_who_is_late_with_what_and_by_how_many_days(cast, day) -> None:
    day(2025, 4, 3)
    stand_at(cast.report, Status.FILED)
    client = client_of(cast.coordinator)
    page = client.get(reverse("overdue")).content.decode()
    assert "共 3 条" in page
    rows = [
        (one.report.organisation_name, one.kind, one.days) for one in overdue(Report.objects.all(), day(2025, 4, 3))
    ]
    assert rows == [("青禾镇人民政府", "报送", 33), ("云溪区民政局", "公开", 2), ("青禾镇人民政府", "公开", 2)]
    assert "共 2 条" in client.get(reverse("overdue"), {"name": "青禾"}).content.decode()
    cycles.excuse(cast.empty, "机构撤并", by=cast.coordinator)
    assert "共 1 条" in client.get(reverse("overdue")).content.decode()


def test_the_overdue_list_is_taken_as_a_workbook(cast, day) -> None:
    day(2025, 3, 3)
    answer = client_of(cast.coordinator).get(reverse("export", args=["overdue"]), {"name": "民政局"})
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    assert ["云溪区民政局", "2024", "报送"] in [row[:3] for row in rows]
    assert not any("青禾" in str(row[0]) for row in rows)


# the feed


def _feed(user: User) -> tuple[Client, str]:
    return Client(), reverse("calendar-feed", args=[reminders.make_calendar_token(by=user)])


def test_a_feed_is_read_without_logging_in_and_shows_what_its_person_may_see_now(cast, sixty, day) -> None:
    client, address = _feed(cast.coordinator)
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert answer["Cache-Control"] == "private, no-store"
    events = {str(one["SUMMARY"]): one for one in icalendar.Calendar.from_ical(answer.getvalue()).walk("VEVENT")}
    one = events["报送期限：60个单位 · 已报送 12"]
    assert one.decoded("DTSTART") == DUE and one["DTSTART"].params["VALUE"] == "DATE"
    assert "报送期限：青禾镇人民政府" in events
    own, mine = _feed(cast.drafter)
    assert "青禾镇" not in own.get(mine).getvalue().decode().replace("\r\n ", "")
    cast.drafter.memberships.all().delete()
    assert b"VEVENT" not in own.get(mine).getvalue()


def test_a_feed_is_well_formed_lines_folded_within_characters_and_numbers_stable(cast, day) -> None:
    Report.objects.filter(pk=cast.report.pk).update(organisation_name="云溪区很长很长的名字，有逗号;和分号\\的局" * 3)
    client, address = _feed(cast.drafter)
    raw = client.get(address).getvalue()
    assert raw.endswith(b"END:VCALENDAR\r\n") and b"\n" not in raw.replace(b"\r\n", b"")
    lines = raw.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert [line.decode("utf-8") for line in lines]
    assert "，有逗号\\;和分号\\\\的局" in raw.replace(b"\r\n ", b"").decode()
    assert b"DTSTART;VALUE=DATE:20250301" in lines

    def numbers() -> set[str]:
        return {str(one["UID"]) for one in icalendar.Calendar.from_ical(client.get(address).getvalue()).walk("VEVENT")}

    before = numbers()
    CycleDueDate.objects.filter(kind="report").update(on=datetime.date(2025, 2, 26))
    assert numbers() == before and len(before) == len(CycleDueDate.objects.filter(organisation_kind="department"))


def test_a_secret_is_kept_as_a_digest_shown_once_renewed_and_revoked(cast, day) -> None:
    client = client_of(cast.drafter)
    page = client.post(reverse("calendar-token")).content.decode()
    address = page.split('value="http://testserver')[1].split('"')[0]
    secret = address.split("/")[-1].removesuffix(".ics")
    assert secret not in str(CalendarToken.objects.values()) and len(secret) >= 40
    assert Client().get(address).status_code == 200
    assert secret not in client.get(reverse("reminders")).content.decode()
    client.post(reverse("calendar-token"))
    assert Client().get(address).status_code == 404
    newer = _feed(cast.drafter)[1]
    client.post(reverse("calendar-token-revoke"))
    assert Client().get(newer).status_code == 404
    assert CalendarToken.objects.count() == 0


@pytest.mark.parametrize("secret", ["x", "²", "a" * 5000, "é", "%00", "..%2f"])
def test_a_guessed_secret_finds_nothing(cast, day, secret, unchanged) -> None:
    with unchanged():
        assert Client().get(f"/calendar/feed/{secret}.ics").status_code == 404


def test_the_feed_of_whoever_left_is_gone(cast, day) -> None:
    client, address = _feed(cast.drafter)
    User.objects.filter(pk=cast.drafter.pk).update(is_active=False)
    assert client.get(address).status_code == 404


def test_dates_of_the_chosen_reports_are_taken_as_a_file(cast, day) -> None:
    answer = client_of(cast.coordinator).get(reverse("export", args=["calendar"]), {"name": "青禾"})
    assert "报送期限：青禾镇人民政府" in b"".join(answer.streaming_content).decode().replace("\r\n ", "")


def test_the_rarer_links_stand_in_a_menu_that_needs_no_script(cast) -> None:
    accounts.grant(cast.coordinator, cast.district, Role.ADMINISTRATOR, by=None, reaches_below=True)
    page = client_of(cast.coordinator).get("/rules/").content.decode()
    menu = page.split('<details class="more">')[1].split("</details>")[0]
    assert "规则" in menu and "人员" in menu and "日历" not in menu
    assert '<span class="more-here" aria-hidden="true">规则</span>' in page
