"""Work in the background: told, taken up again after a crash, done twice without harm, given up at last."""

from __future__ import annotations

import datetime

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tracker import tasks
from tracker.actions import cycles, progress
from tracker.actions.refusal import Refused
from tracker.models import Activity, Cycle, Organisation, PartDraft, Report, TaskProgress
from tracker.models.progress import MOST_ATTEMPTS, STUCK_AFTER, TaskState

pytestmark = pytest.mark.django_db
LONG_AGO = STUCK_AFTER + datetime.timedelta(seconds=1)


def _client(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _offices(cast, count: int) -> list[Organisation]:
    """Many departments below the district."""
    path, depth = cast.district.path, cast.district.depth + 1
    return Organisation.objects.bulk_create(
        Organisation(
            path=Organisation._get_path(path, depth, 100 + n),
            depth=depth,
            name=f"云溪区第{n}局",
            code=f"OFFICE-{n}",
            kind="department",
            level="county",
        )
        for n in range(count)
    )


def _planned(cast, offices: list[Organisation], cycle: Cycle) -> TaskProgress:
    keys = {"cycle": cycle.pk, "organisations": [one.pk for one in offices]}
    return progress.plan("open-reports", "开启", keys, len(offices), by=cast.coordinator, organisation=cast.district)


@pytest.fixture
def cycle(cast) -> Cycle:
    return cycles.open_cycle(2030, cast.district, by=None)


def test_a_year_of_many_organisations_is_opened_in_the_background_with_its_progress(
    cast, django_capture_on_commit_callbacks
) -> None:
    offices = _offices(cast, 300)
    with django_capture_on_commit_callbacks(execute=True):
        cycle, row = tasks.open_year(
            2030, cast.district, by=cast.coordinator, standard_key=cast.cycle.standard_key, owing=offices, dates={}
        )
        assert row is not None and cycle.reports.count() == 0
    row.refresh_from_db()
    assert (row.state, row.done, row.total, row.attempts) == (TaskState.DONE, 300, 300, 1)
    assert row.result == "2030年度共300份报告已建立。"
    assert cycle.reports.count() == 300
    page = _client(cast.coordinator).get(reverse("progress", args=[row.pk])).content.decode()
    assert "已完成" in page and row.result in page and "hx-trigger" not in page


def test_a_few_are_opened_at_once(cast) -> None:
    cycle, row = tasks.open_year(
        2030, cast.district, by=cast.coordinator, standard_key=cast.cycle.standard_key, owing=[cast.civil], dates={}
    )
    assert row is None and cycle.reports.count() == 1


def test_killed_half_way_and_begun_again_the_same_reports_come_out(cast, cycle) -> None:
    offices = _offices(cast, 250)
    row = _planned(cast, offices, cycle)
    claimed = progress.claim(row.pk)
    work = cycles.open_reports(cycle, claimed.arguments["organisations"], by=cast.coordinator)
    progress.beat(claimed, next(work))
    work.close()
    assert cycle.reports.count() == 100
    TaskProgress.objects.update(heartbeat=timezone.now() - LONG_AGO)
    said = tasks.sweep()
    assert said == ["后台事项“开启”中途停止，已重新排队。"]
    row.refresh_from_db()
    assert (row.state, row.attempts) == (TaskState.DONE, 2)
    assert sorted(cycle.reports.values_list("organisation_id", flat=True)) == sorted(one.pk for one in offices)
    assert PartDraft.objects.filter(report__cycle=cycle).count() == 4 * 250
    assert Activity.objects.filter(deed="report-opened", report__cycle=cycle).count() == 250


def test_a_batch_costs_the_same_number_of_queries_whatever_was_done_before(cast, cycle) -> None:
    offices = _offices(cast, 300)
    work = cycles.open_reports(cycle, [one.pk for one in offices], by=cast.coordinator)
    counts = []
    for _ in range(3):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            next(work)
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2] < 40


def test_whoever_lost_a_piece_of_work_writes_no_more(cast, cycle) -> None:
    row = _planned(cast, [cast.civil], cycle)
    first = progress.claim(row.pk)
    assert progress.claim(row.pk) is None
    TaskProgress.objects.update(heartbeat=timezone.now() - LONG_AGO)
    stopped = TaskProgress.objects.get(pk=row.pk)
    assert progress.wait_again(stopped, "停了。")
    second = progress.claim(row.pk)
    for deed in (lambda: progress.beat(first, 1), lambda: progress.finish(first, "好了。")):
        with pytest.raises(progress.Lost):
            deed()
    with pytest.raises(progress.Lost):
        progress.wait_again(stopped, "停了。")
    progress.beat(second, 1)
    progress.finish(second, "好了。")
    assert TaskProgress.objects.get(pk=row.pk).result == "好了。"


def test_work_that_breaks_off_is_tried_a_few_times_and_then_given_up_with_a_sentence(cast, monkeypatch) -> None:
    tried = []

    def breaks(row, tell):
        tried.append(row.attempts)
        raise RuntimeError("no")

    monkeypatch.setitem(tasks._JOBS, "breaks", breaks)
    row = progress.plan("breaks", "会坏的事", {}, 1, by=cast.coordinator, organisation=cast.district)
    tasks.work.enqueue(row.pk)
    row.refresh_from_db()
    assert tried == list(range(1, MOST_ATTEMPTS + 1))
    assert row.state == TaskState.FAILED and "RuntimeError" in row.result and "不再自动重试" in row.result
    page = _client(cast.coordinator).get(reverse("progress", args=[row.pk])).content.decode()
    assert "没有完成" in page and "重新开始" in page


def test_what_is_refused_is_not_tried_again(cast, monkeypatch) -> None:
    def refuses(row, tell):
        raise Refused("这个年度已经结束。")

    monkeypatch.setitem(tasks._JOBS, "refuses", refuses)
    row = progress.plan("refuses", "不行的事", {}, 1, by=cast.coordinator, organisation=cast.district)
    tasks.work.enqueue(row.pk)
    row.refresh_from_db()
    assert (row.state, row.result, row.attempts) == (TaskState.FAILED, "这个年度已经结束。", 1)


def test_a_person_begins_again_what_failed_and_nothing_that_goes_on(
    cast, cycle, django_capture_on_commit_callbacks
) -> None:
    row = _planned(cast, [cast.civil, cast.finance], cycle)
    address = reverse("progress-again", args=[row.pk])
    client = _client(cast.coordinator)
    waiting = client.post(address, follow=True)
    assert "还在进行" in waiting.content.decode()
    progress.finish(progress.claim(row.pk), "坏了。", failed=True)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(address).status_code == 302
    assert TaskProgress.objects.get(pk=row.pk).state == TaskState.DONE
    assert cycle.reports.count() == 2
    assert "已经完成" in client.post(address, follow=True).content.decode()


def test_others_neither_see_nor_begin_it(cast, cycle, unchanged) -> None:
    row = _planned(cast, [cast.civil], cycle)
    clients = [_client(person) for person in (cast.outsider, cast.drafter, cast.neighbour)]
    with unchanged():
        for client in clients:
            assert client.get(reverse("progress", args=[row.pk])).status_code == 404
            assert client.post(reverse("progress-again", args=[row.pk])).status_code == 404


def test_a_page_of_work_that_goes_on_asks_again_and_one_that_stopped_offers_to_begin_anew(cast, cycle) -> None:
    row = _planned(cast, [cast.civil], cycle)
    client = _client(cast.coordinator)
    page = client.get(reverse("progress", args=[row.pk])).content.decode()
    assert 'hx-trigger="every 2s"' in page and "重新开始" not in page
    TaskProgress.objects.update(heartbeat=timezone.now() - LONG_AGO)
    page = client.get(reverse("progress", args=[row.pk])).content.decode()
    assert "中途停止" in page and "重新开始" in page and "hx-trigger" not in page


@pytest.mark.django_db(transaction=True)
def test_the_queue_stands_in_the_database_and_a_worker_does_it(cast, settings) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.TASK_WORKER = True
    cycle = cycles.open_cycle(2030, cast.district, by=None)
    with transaction.atomic():
        keys = {"cycle": cycle.pk, "organisations": [cast.civil.pk, cast.finance.pk]}
        row = tasks.begin("open-reports", "开启", keys, 2, by=cast.coordinator, organisation=cast.district)
    row.refresh_from_db()
    assert row.state == TaskState.WAITING and tasks._stands_in_queue(row)
    TaskProgress.objects.update(heartbeat=timezone.now() - LONG_AGO)
    assert tasks.sweep() == []
    call_command("db_worker", batch=True, startup_delay=False, reload=False, verbosity=0)
    row.refresh_from_db()
    assert row.state == TaskState.DONE
    assert Report.objects.filter(cycle=cycle).count() == 2


@pytest.mark.django_db(transaction=True)
def test_without_a_worker_tick_does_what_was_left_in_the_queue(cast, settings) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    cycle = cycles.open_cycle(2030, cast.district, by=None)
    row = _planned(cast, [cast.civil], cycle)
    TaskProgress.objects.update(heartbeat=timezone.now() - LONG_AGO)
    call_command("tick", verbosity=0)
    assert TaskProgress.objects.get(pk=row.pk).state == TaskState.DONE
    assert cycle.reports.count() == 1
