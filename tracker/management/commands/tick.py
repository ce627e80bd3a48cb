"""Whatever is due is done: stopped work is queued again, letters are written and sent. Safe every minute, and twice."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from tracker import tasks
from tracker.actions.exports import remove_expired
from tracker.actions.letters import send_letters
from tracker.actions.reminders import write_digests, write_reminders
from tracker.models import Activity, Report
from tracker.models.agenda import overdue
from tracker.models.calendar import today
from tracker.models.reminders import mail_is_set_up


def look_over_tables() -> bool:
    """Let SQLite look again at how its tables are filled once the record has doubled: without that it reads long
    lists in an order that must then be sorted. PostgreSQL sees to it by itself. True if it was done."""
    if connection.vendor != "sqlite":
        return False
    with connection.cursor() as cursor:
        known = 0
        if "sqlite_stat1" in connection.introspection.table_names(cursor):
            cursor.execute("SELECT stat FROM sqlite_stat1 WHERE tbl = %s LIMIT 1", [Activity._meta.db_table])
            known = int(str((cursor.fetchone() or ("0",))[0]).split()[0])
        last = Activity.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        if last <= known * 2:
            return False
        cursor.execute("PRAGMA analysis_limit = 400")
        cursor.execute("ANALYZE")
    return True


class Command(BaseCommand):
    """One line for each kind of thing that is due."""

    help = "办理到期的事：重新排队中途停止的后台事项，写出并发送到期提醒和每周摘要，删除过期的导出文件，报告逾期几项。可以每分钟执行。"

    def add_arguments(self, parser: CommandParser) -> None:
        """``--list``: each overdue matter on a line of its own."""
        parser.add_argument("--list", action="store_true", help="逐项列出逾期的事项")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say what was done."""
        for line in tasks.sweep():
            self.stdout.write(line)
        if gone := remove_expired():
            self.stdout.write(f"导出文件：删除过期的{gone}个。")
        if look_over_tables():
            self.stdout.write("数据库：重新统计了各表的情况。")
        if mail_is_set_up():
            written, digests = write_reminders(), write_digests()
            went = send_letters()
            self.stdout.write(f"提醒：新写{written}封。")
            self.stdout.write(f"每周摘要：新写{digests}封。")
            self.stdout.write(f"邮件：发出{went.sent}封，待重试{went.put_off}封，未发出{went.given_up}封。")
        else:
            self.stdout.write("提醒：没有设置发信服务器（EMAIL_URL），只在页面上提醒。")
        self._late(each=options["list"])

    def _late(self, *, each: bool) -> None:
        late = overdue(Report.objects.all(), today())
        for one in late if each else ():
            self.stdout.write(
                f"{one.report}：{one.kind}时限{one.due.on}，已逾期{one.days}天（{one.report.status_label}）"
            )
        kinds = Counter(one.kind for one in late)
        what = "，".join(f"{kind}{count}项" for kind, count in kinds.items())
        self.stdout.write(f"逾期：截至{today()}共{len(late)}项" + (f"（{what}）。" if late else "。"))
