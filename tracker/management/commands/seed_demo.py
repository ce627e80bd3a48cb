"""An empty site gets the demonstration district."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

import reportsrc
from tracker.actions.refusal import Refused
from tracker.management import demonstration
from tracker.models import Organisation, User


class Command(BaseCommand):
    """Fill an empty site with the demonstration district and say how to log in."""

    help = "在空的系统中填入演示区（虚构），并列出每种角色的一个演示账号。"

    def add_arguments(self, parser: CommandParser) -> None:
        """``--if-empty``: a site with data is kept as it is, without complaint."""
        parser.add_argument("--if-empty", action="store_true", help="系统中已有数据时不作改动")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises ``CommandError`` on a site with data, unless ``--if-empty``."""
        if not (Organisation.objects.exists() or User.objects.exists()):
            try:
                number = demonstration.play()
            except (Refused, reportsrc.ReadError) as refusal:
                raise CommandError(f"演示数据有误：{refusal}") from refusal
            self.stdout.write(f"已填入演示区，共{number}份报告。")
        elif not options["if_empty"]:
            raise CommandError("系统中已有数据，没有改动。演示数据只填入空的系统。")
        if people := demonstration.logins():
            self.stdout.write(f"演示账号（密码都是 {demonstration.PASSWORD}）：")
            for label, username, name in people:
                self.stdout.write(f"  {username:<12}{label}（{name}）")
