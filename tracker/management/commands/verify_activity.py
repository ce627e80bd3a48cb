"""Is the record of deeds whole: every line sealed to the one before it?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracker.models.activity import first_break, follow


class Command(BaseCommand):
    """Check the chain; exit status 1 and the first broken line if it does not hold."""

    help = "核对操作记录的摘要链。完整时退出码为 0；有一条被改动、删去或插入时指出第一处，退出码为 1。"

    def add_arguments(self, parser: CommandParser) -> None:
        """A file of archived lines instead of the database."""
        parser.add_argument("--file", type=Path, help="核对一个归档文件，不核对数据库")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many lines hold, or where it breaks."""
        broken, count = _of_file(options["file"]) if options["file"] else first_break()
        if broken is not None:
            where = f"第{broken.number}条：" if broken.number else ""
            raise CommandError(f"操作记录不完整。{where}{broken.why}。", returncode=1)
        self.stdout.write(f"操作记录完整，共{count}条。")


def _of_file(file: Path) -> tuple[Any, int]:
    try:
        with file.open(encoding="utf-8") as stream:
            first = json.loads(next(stream, "{}") or "{}")
            start = int(first["number"]) - 1
            stream.seek(0)
            broken, number, _ = follow(_lines(stream), start, str(first["previous"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CommandError(f"{file}不是归档文件，或读不出来。", returncode=1) from error
    return broken, number - start


def _lines(stream: Any) -> Iterator[tuple[dict[str, Any], str, str]]:
    for row in stream:
        said = json.loads(row)
        yield said, said.pop("previous"), said.pop("digest")
