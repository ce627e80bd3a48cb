"""The record of deeds: append-only, sealed line by line, and it tells of refusals too."""

from __future__ import annotations

import datetime
import io
import json
import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, close_old_connections, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.tracker.conftest import PASSWORD
from tracker.actions import activity, entries, review
from tracker.actions.archive import archive_activity
from tracker.actions.refusal import Refused
from tracker.models import Activity, ActivityHead
from tracker.models.activity import first_break
from tracker.models.activity_guard import guard, unguard
from tracker.models.review import Result
from tracker.roles import Role

pytestmark = pytest.mark.django_db


def verify(*arguments: str) -> str:
    out = io.StringIO()
    call_command("verify_activity", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def unguarded(cast):
    """The table as someone with the database's own password finds it."""
    unguard()
    yield cast
    guard()


def _client(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_every_deed_is_sealed_to_the_one_before_and_the_chain_holds(cast):
    numbers = list(Activity.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) > 10
    assert f"共{len(numbers)}条" in verify()


def test_an_empty_record_holds(db):
    assert "共0条" in verify()


@pytest.mark.parametrize(
    ("alter", "number", "why"),
    [
        (lambda rows: rows.filter(number=5).update(detail="改过"), 5, "内容与摘要不符"),
        (lambda rows: rows.filter(number=5).update(at=timezone.now()), 5, "内容与摘要不符"),
        (lambda rows: rows.filter(number=5).update(by=None, address="10.0.0.1"), 5, "内容与摘要不符"),
        (lambda rows: rows.filter(number=5).delete(), 5, "缺少第5条"),
        (lambda rows: rows.order_by("-number")[0].delete(), None, "末尾与登记"),
        (lambda rows: rows.filter(number=5).update(number=None), 5, "缺少第5条"),
        (lambda rows: rows.create(deed="made-up", detail="插入"), 0, "没有序号"),
    ],
)
def test_a_line_altered_removed_or_slipped_in_is_named_and_the_command_ends_with_one(unguarded, alter, number, why):
    alter(Activity.objects.all())
    with pytest.raises(CommandError, match=why) as told:
        verify()
    assert told.value.returncode == 1
    if number:
        assert f"第{number}条" in str(told.value)


def test_a_line_made_anew_with_its_own_seal_no_longer_follows(unguarded):
    line = Activity.objects.get(number=5)
    line.detail = "改过"
    line.digest = activity.digest_of(line.said(), line.previous)
    line.save()
    with pytest.raises(CommandError, match="第6条：与前一条不衔接"):
        verify()


def test_the_database_itself_lets_no_line_be_changed_or_removed(cast):
    for attempt in (
        lambda: Activity.objects.filter(number=3).update(detail="改过"),
        lambda: Activity.objects.filter(number=3).delete(),
        lambda: ActivityHead.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            attempt()
    assert first_break()[0] is None


def test_what_failed_leaves_no_line_and_no_gap(cast, unchanged):
    entry = cast.items("plans")[0]
    with unchanged(), transaction.atomic():
        entries.save_entry(entry, "一是改过。", entry.version, by=cast.drafter)
        transaction.set_rollback(True)
    assert first_break()[0] is None


@pytest.mark.django_db(transaction=True)
def test_lines_of_eight_threads_at_once_make_one_chain(cast):
    drafter, broken = cast.drafter, []
    before = Activity.objects.count()

    def work() -> None:
        close_old_connections()
        try:
            for turn in range(10):
                activity.record(drafter, "tried", f"第{turn}次", report=cast.report)
        except BaseException as error:
            broken.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert broken == []
    assert first_break() == (None, before + 80)


def test_what_is_younger_than_half_a_year_is_never_taken_out(cast, tmp_path):
    file = tmp_path / "old.jsonl"
    recent = timezone.localdate() - datetime.timedelta(days=100)
    with pytest.raises(Refused, match="必须保留"):
        archive_activity(recent, file)
    assert archive_activity(recent - datetime.timedelta(days=100), file) == 0
    assert not file.exists()


def test_old_lines_go_to_a_file_and_both_the_file_and_the_rest_still_prove_themselves(db, tmp_path):
    long_ago = timezone.now() - datetime.timedelta(days=400)
    for number in range(6):
        token = activity.MOMENT.set(long_ago if number < 4 else None)
        activity.record(None, "tried", f"第{number}条")
        activity.MOMENT.reset(token)
    file = tmp_path / "old.jsonl"
    out = io.StringIO()
    day = timezone.localdate() - datetime.timedelta(days=200)
    call_command("archive_activity", "--before", str(day), "--out", str(file), stdout=out)
    assert "已归档4条" in out.getvalue()
    assert [json.loads(row)["detail"] for row in file.read_text().splitlines()] == [f"第{n}条" for n in range(4)]
    assert list(Activity.objects.order_by("number").values_list("number", flat=True)) == [5, 6, 7]
    assert "共3条" in verify()
    assert "共4条" in verify("--file", str(file))
    file.write_text(file.read_text().replace("第2条", "第9条"))
    with pytest.raises(CommandError, match="第3条"):
        verify("--file", str(file))
    with pytest.raises(CommandError, match="不是归档文件"):
        verify("--file", str(tmp_path))
    with transaction.atomic():
        ActivityHead.objects.update(archived=5, archived_digest=Activity.objects.get(number=5).digest)
        Activity.objects.filter(number=5).delete()
    with pytest.raises(CommandError, match="归档"):
        verify()


def test_a_mark_is_on_record_with_what_it_was_and_what_it_became(cast):
    cast.submit()
    review.mark(cast.report, "measures.steps", Result.PARTIAL, "请补充。", by=cast.reviewer)
    review.mark(cast.report, "measures.steps", Result.COMPLETE, "", by=cast.reviewer)
    review.clear_mark(cast.report, "measures.steps", by=cast.reviewer)
    told = Activity.objects.filter(subject="requirement:measures.steps").order_by("number")
    assert [one.changes for one in told] == [
        {"result": ["", "partial"], "note": ["", "请补充。"]},
        {"result": ["partial", "complete"], "note": ["请补充。", ""]},
        {"result": ["complete", ""]},
    ]
    statuses = Activity.objects.filter(report=cast.report, changes__has_key="status").order_by("number")
    assert [tuple(one.changes["status"]) for one in statuses] == [
        ("not-started", "drafting"),
        ("drafting", "submitted"),
        ("submitted", "in-review"),
    ]


def last_refusal() -> Activity:
    return Activity.objects.filter(deed__in=activity.REFUSALS).latest("number")


def test_a_guessed_address_of_another_offices_report_is_refused_and_on_record(cast, unchanged):
    address = reverse("report", args=[cast.report.pk])
    client = _client(cast.neighbour)
    with unchanged():
        assert client.get(address, REMOTE_ADDR="10.1.2.3").status_code == 404
    told = last_refusal()
    assert (told.by, told.deed, told.address, told.organisation) == (cast.neighbour, "denied", "10.1.2.3", cast.finance)
    assert f"GET {address}" in told.detail
    page = _client(cast[Role.AUDITOR]).get(reverse("activity")).content.decode()
    assert address in page


def test_a_step_by_the_wrong_person_or_twice_is_on_record(cast, unchanged):
    cast.submit()
    address = reverse("report-step", args=[cast.report.pk, "submit"])
    drafter, observer = _client(cast.drafter), _client(cast[Role.OBSERVER])
    with unchanged():
        assert drafter.post(address).status_code == 422
    assert (last_refusal().deed, last_refusal().by) == ("refused", cast.drafter)
    with unchanged():
        observer.post(reverse("report-step", args=[cast.report.pk, "take"]))
    told = last_refusal()
    assert (told.deed, told.by, told.organisation) == ("denied", cast[Role.OBSERVER], cast.civil)


def test_a_page_without_the_permission_is_on_record_and_an_address_that_is_none_is_not(cast):
    _client(cast.drafter).get(reverse("activity"))
    assert last_refusal().by == cast.drafter
    count = Activity.objects.count()
    assert _client(cast.drafter).get("/no-such-page/").status_code == 404
    assert Client().get(reverse("activity")).status_code == 302
    assert Activity.objects.count() == count


def test_what_is_refused_while_one_types_makes_no_line_each_time(cast):
    entry = cast.items("plans")[0]
    client, address = _client(cast.drafter), reverse("entry-save", args=[entry.pk])
    count = Activity.objects.count()
    client.post(address, {"text": " ", "version": 1, "autosave": "1"}, HTTP_HX_REQUEST="true")
    assert Activity.objects.count() == count
    client.post(address, {"text": " ", "version": 1})
    assert Activity.objects.count() == count + 1


def test_logging_in_and_out_and_failing_to_are_on_record_without_the_password(cast, settings):
    login = reverse("account_login")
    client = Client()
    client.post(login, {"login": "drafter", "password": "a wrong one"})
    told = last_refusal()
    assert (told.deed, told.by, told.organisation) == ("log-in-failed", None, cast.civil)
    client.post(login, {"login": "nobody-here", "password": "a wrong one"})
    assert (last_refusal().by, last_refusal().organisation) == (None, None)
    assert "nobody-here" in last_refusal().detail
    client.post(login, {"login": "drafter", "password": PASSWORD})
    client.post(reverse("account_logout"))
    deeds = list(Activity.objects.order_by("number").values_list("deed", flat=True))
    assert deeds[-2:] == ["logged-in", "logged-out"]
    assert not Activity.objects.filter(detail__contains="a wrong one").exists()


def test_a_changed_password_is_on_record(cast):
    client = _client(cast.drafter)
    fresh = "another-long-word-8"
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": fresh, "password2": fresh})
    told = Activity.objects.latest("number")
    assert (told.deed, told.by) == ("password-changed", cast.drafter)


def test_a_request_that_cannot_be_read_is_no_fault_of_the_server(cast, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    client, address = _client(cast.drafter), reverse("entry-save", args=[cast.items("plans")[0].pk])
    assert client.post(address, {"text": "字" * 100, "version": 1}).status_code == 400


def test_behind_a_proxy_of_our_own_the_address_is_the_persons(cast, settings):
    settings.PROXIES = 1
    told = {"HTTP_X_FORWARDED_FOR": "6.6.6.6, 10.9.8.7", "REMOTE_ADDR": "127.0.0.1"}
    _client(cast.drafter).get(reverse("activity"), **told)
    assert last_refusal().address == "10.9.8.7"
    settings.PROXIES = 0
    _client(cast.drafter).get(reverse("activity"), **told)
    assert last_refusal().address == "127.0.0.1"
