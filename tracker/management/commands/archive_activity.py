"""Take old lines of the record of deeds out into a file."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracker.actions.archive import archive_activity
from tracker.actions.refusal import Refused


class Command(BaseCommand):
    """Archive what is older than a day."""

    help = "把某日以前的操作记录移到文件里，摘要链仍可核对。平时不需要执行：不执行就什么都不删。"

    def add_arguments(self, parser: CommandParser) -> None:
        """The day and the file."""
        parser.add_argument("--before", type=datetime.date.fromisoformat, required=True, help="日期，如 2025-01-01")
        parser.add_argument("--out", type=Path, required=True, help="新文件，每行一条 JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many lines went."""
        try:
            count = archive_activity(options["before"], options["out"])
        except (Refused, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"已归档{count}条。" if count else "没有可以归档的记录。")
