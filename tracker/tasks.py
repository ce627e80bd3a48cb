"""Work in the background. The one module that knows the queue (django-tasks with its database backend).

A job is a function of its progress row and of ``tell(done)``, which says how far it is and that it is still alive.
Jobs are begun again after a crash, so each must do no harm when done twice. Without a worker process the site drains
the queue in a thread of its own; with ``TASK_WORKER=1`` only ``manage.py db_worker`` does.
"""

from __future__ import annotations

import logging
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from django.conf import settings
from django.db import OperationalError, connections, transaction
from django.http import QueryDict
from django.utils import timezone, translation
from django_tasks import task, task_backends
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from tracker import exports
from tracker.actions import cycles, progress
from tracker.actions import exports as made_files
from tracker.actions.refusal import Refused
from tracker.models import Cycle, MadeFile, Organisation, TaskProgress, User
from tracker.models.progress import TaskState
from tracker.workbooks import heard

Tell = Callable[[int], None]
Job = Callable[[TaskProgress, Tell], str]

_LOG = logging.getLogger("tracker.tasks")
_JOBS: dict[str, Job] = {}


def job(name: str) -> Callable[[Job], Job]:
    """Register a job under the name that progress rows carry. It returns the sentence that says what was done."""

    def register(work: Job) -> Job:
        _JOBS[name] = work
        return work

    return register


def begin(
    name: str,
    title: str,
    arguments: Mapping[str, Any],
    total: int,
    *,
    by: User | None,
    organisation: Organisation,
) -> TaskProgress:
    """Plan a piece of work; it starts once the transaction around this is kept."""
    if name not in _JOBS:
        raise LookupError(name)
    row = progress.plan(name, title, arguments, total, by=by, organisation=organisation)
    transaction.on_commit(partial(_queue, row))
    return row


def begin_again(row: TaskProgress, *, by: User) -> TaskProgress:
    """A person starts a piece of work again that failed or stopped."""
    with transaction.atomic():
        row = progress.begin_anew(row, by=by)
        transaction.on_commit(partial(_queue, row))
    return row


def sweep() -> list[str]:
    """Find work that stopped and queue it again; a sentence for each. Without a worker process it is done here."""
    said = []
    for row in TaskProgress.objects.stuck():
        if row.state == TaskState.WAITING and _stands_in_queue(row):
            continue
        try:
            going_on = progress.wait_again(row, "上一次中途停止。")
        except progress.Lost:
            continue
        said.append(f"后台事项“{row.title}”中途停止，" + ("已重新排队。" if going_on else "已试多次，不再重试。"))
        if going_on:
            _queue(row, drain_here=False)
    if not settings.TASK_WORKER:
        drain()
    return said


def drain() -> None:
    """Do what stands in the queue, then return."""
    if not _in_database():
        return
    worker = Worker(
        queue_names=["default"],
        interval=1.0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=f"site-{threading.get_ident()}",
        excluded_queue_names=[],
    )
    worker.run()


@task()
def work(pk: int) -> None:
    """Do one piece of work, if it still waits. What goes wrong stands in its row, not in the queue."""
    row = progress.claim(pk)
    if row is None:
        return
    try:
        with translation.override(settings.LANGUAGE_CODE):  # what is recorded stays Chinese
            progress.finish(row, _JOBS[row.name](row, partial(progress.beat, row)))
    except progress.Lost:
        _LOG.warning("task %s (%s) was taken over", row.pk, row.name)
    except Refused as refusal:
        progress.finish(row, str(refusal), failed=True)
    except Exception as error:
        _LOG.exception("task %s (%s) broke off", row.pk, row.name)
        stands = TaskProgress.objects.filter(pk=row.pk, holder=row.holder).first()
        if stands is not None and progress.wait_again(stands, f"程序出错（{type(error).__name__}）。"):
            _queue(stands, drain_here=False)


def _queue(row: TaskProgress, drain_here: bool = True) -> None:
    progress.queued(row, work.enqueue(row.pk).id)
    if drain_here and not settings.TASK_WORKER and _in_database():
        threading.Thread(target=_drain_in_thread, name="tasks", daemon=True).start()


def _drain_in_thread() -> None:
    try:
        drain()
    finally:
        connections.close_all()


def _in_database() -> bool:
    return task_backends["default"].supports_get_result


def _stands_in_queue(row: TaskProgress) -> bool:
    return bool(row.ticket) and DBTaskResult.objects.ready().filter(pk=row.ticket).exists()


@job("open-reports")
def open_reports(row: TaskProgress, tell: Tell) -> str:
    """The reports that organisations owe in a round, batch by batch; those that are there are left as they are."""
    cycle = Cycle.objects.get(pk=row.arguments["cycle"])
    keys = row.arguments["organisations"]
    for done in cycles.open_reports(cycle, keys, by=row.by):
        tell(done)
    return f"{cycle.year}年度共{cycle.reports.filter(organisation__in=keys).count()}份报告已建立。"


def open_year(
    year: int,
    organisation: Organisation,
    *,
    by: User,
    standard_key: str,
    owing: Sequence[Organisation],
    dates: cycles.Dates,
) -> tuple[Cycle, TaskProgress | None]:
    """Open a round with its reports: a few at once, a great many in the background (then with the row of that work)."""
    few = len(owing) <= cycles.BATCH
    with transaction.atomic():
        cycle = cycles.open_cycle(
            year, organisation, by=by, standard_key=standard_key, owing=owing if few else (), dates=dates
        )
        if few:
            return cycle, None
        cycles.check_owing(cycle, owing, by=by)
        work_on = {"cycle": cycle.pk, "organisations": [one.pk for one in owing]}
        title = f"开启{year}年度：建立{len(owing)}份报告"
        return cycle, begin("open-reports", title, work_on, len(owing), by=by, organisation=organisation)


TELL_EVERY = 1.0
"""Seconds between two words on how far a file is."""


class Counting:
    """Rows written so far, told now and then. A word that finds the database busy is left out: the next one tells."""

    def __init__(self, tell: Tell) -> None:
        self._tell, self._rows, self._last = tell, 0, time.monotonic()

    def __call__(self, rows: int) -> None:
        """So many more rows are written."""
        self._rows += rows
        if time.monotonic() - self._last >= TELL_EVERY:
            self._last = time.monotonic()
            try:
                self._tell(self._rows)
            except OperationalError:
                _LOG.info("progress not told: the database is busy")


@job("export")
def make_export(row: TaskProgress, tell: Tell) -> str:
    """A file that was asked for, written to disk; made again after a crash it replaces what was there."""
    made = MadeFile.objects.select_related("by").get(pk=row.arguments["made"])
    chosen = exports.choose(made.export, QueryDict(made.query), by=made.by)
    if chosen is None:
        raise Refused("要导出的内容已经没有了。")
    token = heard.set(Counting(tell))
    try:
        with tempfile.TemporaryFile() as stream, exports.site_at(made.site):
            chosen.export.write(chosen.rows, stream, by=made.by, when=chosen.when, scope=chosen.scope)
            kept = made_files.keep(made, stream, chosen.file_name)
    finally:
        heard.reset(token)
    return f"{kept.title}已生成，保留至{timezone.localtime(kept.expires_at):%Y-%m-%d %H:%M}。"


def begin_export(chosen: exports.Choice, query: str, *, by: User, site: str = "") -> MadeFile:
    """Have a file made in the background."""
    with transaction.atomic():
        made = made_files.ask(chosen.export.name, chosen.file_name, query, chosen.scope, site, by=by)
        title = f"导出：{chosen.export.title}"
        organisation = by.memberships_today[0].organisation
        task = begin("export", title, {"made": made.pk}, 0, by=by, organisation=organisation)
        made_files.set_task(made, task)
    return made
