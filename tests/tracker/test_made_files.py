"""Files made in the background: for their maker alone, for some days, told of on the way, and gone with a word."""

from __future__ import annotations

import datetime
import hashlib
import io

import openpyxl
import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.tracker.many_reports import add_reports
from tracker import tasks
from tracker.actions import exports as made_files
from tracker.models import Activity, MadeFile, TaskProgress
from tracker.models.progress import TaskState

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(tmp_path, settings):
    """A folder of its own for files."""
    folder = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "media"}}
    settings.STORAGES = {**settings.STORAGES, "default": folder}
    return tmp_path / "media"


def _client(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _asked(cast, run, name: str = "summary", query: str = "?name=民政局") -> MadeFile:
    with run(execute=True):
        answer = _client(cast.coordinator).post(reverse("export-make", args=[name]) + query)
    made = MadeFile.objects.select_related("task").get()
    assert answer["Location"] == reverse("progress", args=[made.task_id])
    return made


def test_a_file_is_made_and_fetched_by_its_maker_alone(cast, django_capture_on_commit_callbacks, media) -> None:
    made = _asked(cast, django_capture_on_commit_callbacks)
    assert made.task.state == TaskState.DONE
    assert made.scope == "单位名称：民政局"
    answer = _client(cast.coordinator).get(reverse("export-file", args=[made.pk]))
    data = b"".join(answer.streaming_content)
    assert (made.size, made.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert [row[1] for row in book["总览"].iter_rows(min_row=2, max_row=2, values_only=True)] == ["云溪区民政局"]
    for other in (cast.reviewer, cast.drafter, cast.outsider):
        assert _client(other).get(reverse("export-file", args=[made.pk])).status_code == 404
    deeds = list(Activity.objects.filter(deed="exported").values_list("detail", flat=True))
    assert any(made.sha256 in one for one in deeds) and any(one.startswith("下载 ") for one in deeds)


def test_the_pages_of_progress_and_exports_lead_to_the_file(cast, django_capture_on_commit_callbacks) -> None:
    made = _asked(cast, django_capture_on_commit_callbacks, "everything", "")
    where = reverse("export-file", args=[made.pk])
    client = _client(cast.coordinator)
    assert where in client.get(reverse("progress", args=[made.task_id])).content.decode()
    page = client.get(reverse("exports")).content.decode()
    assert where in page and made.title in page
    assert made.title not in _client(cast.reviewer).get(reverse("exports")).content.decode()


def test_a_file_whose_days_are_over_is_removed_and_says_so(
    cast, django_capture_on_commit_callbacks, media, capsys
) -> None:
    made = _asked(cast, django_capture_on_commit_callbacks)
    assert len(list(media.rglob("*.bin"))) == 1
    call_command("tick")
    assert len(list(media.rglob("*.bin"))) == 1
    MadeFile.objects.update(expires_at=timezone.now() - datetime.timedelta(seconds=1))
    client = _client(cast.coordinator)
    assert client.get(reverse("export-file", args=[made.pk])).status_code == 410
    capsys.readouterr()
    call_command("tick")
    assert "删除过期的1个" in capsys.readouterr().out
    assert list(media.rglob("*.bin")) == []
    answer = client.get(reverse("export-file", args=[made.pk]))
    assert answer.status_code == 410
    assert "已过保留期限" in answer.content.decode()
    assert "已过期" in client.get(reverse("exports")).content.decode()


def test_a_file_that_was_lost_from_the_disk_is_no_fault_of_the_page(
    cast, django_capture_on_commit_callbacks, media
) -> None:
    made = _asked(cast, django_capture_on_commit_callbacks)
    next(media.rglob("*.bin")).unlink()
    assert _client(cast.coordinator).get(reverse("export-file", args=[made.pk])).status_code == 410


def test_a_person_who_may_no_longer_take_files_does_not_get_one(cast, django_capture_on_commit_callbacks) -> None:
    made = _asked(cast, django_capture_on_commit_callbacks)
    cast.coordinator.memberships.all().delete()
    assert _client(cast.coordinator).get(reverse("export-file", args=[made.pk])).status_code == 403


def test_a_file_made_again_replaces_the_first(cast, django_capture_on_commit_callbacks, media) -> None:
    made = _asked(cast, django_capture_on_commit_callbacks)
    tasks.make_export(TaskProgress.objects.get(pk=made.task_id), lambda rows: None)
    assert len(list(media.rglob("*.bin"))) == 1
    assert MadeFile.objects.get().ready


def test_nobody_has_more_than_a_few_files_in_the_making(cast) -> None:
    client = _client(cast.coordinator)
    for _ in range(made_files.MOST_AT_ONCE):  # nothing is begun: the transaction around the test goes on
        client.post(reverse("export-make", args=["overdue"]))
    answer = client.post(reverse("export-make", args=["overdue"]), follow=True)
    assert "请等它们完成" in answer.content.decode()
    assert MadeFile.objects.count() == made_files.MOST_AT_ONCE


def test_what_would_take_long_is_offered_to_be_made_in_the_background(cast) -> None:
    add_reports(cast.district, cast.coordinator, 9)
    client = _client(cast.coordinator)
    answer = client.get(reverse("export", args=["everything"]))
    assert answer["Content-Type"].startswith("text/html")
    assert reverse("export-make", args=["everything"]) in answer.content.decode()
    page = client.get(reverse("exports")).content.decode()
    assert reverse("export-make", args=["everything"]) in page
    assert reverse("export-make", args=["summary"]) not in page


def test_it_is_told_how_far_a_file_is_and_a_busy_database_stops_nothing(monkeypatch) -> None:
    monkeypatch.setattr(tasks, "TELL_EVERY", 0.0)
    told: list[int] = []

    def tell(rows: int) -> None:
        told.append(rows)
        if len(told) == 1:
            raise OperationalError("database is locked")

    count = tasks.Counting(tell)
    count(1000)
    count(1000)
    assert told == [1000, 2000]


def test_the_page_of_exports_names_every_file_with_a_sentence(cast) -> None:
    page = _client(cast.coordinator).get(reverse("exports"), {"name": "民政局"}).content.decode()
    assert "1 份报告" in page and "单位名称：民政局" in page
    for word in ("完成情况汇总表", "通报", "检查问题清单", "全部材料", "动态（csv）"):
        assert word in page
    assert _client(cast.outsider).get(reverse("exports")).status_code in (200, 403)
