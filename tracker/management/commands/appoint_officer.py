"""One more administrator, security officer or auditor, when nobody is there who could make or appoint one."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from tracker import roles
from tracker.actions.refusal import Refused
from tracker.management.officers import appoint, ask, check_account, password_for
from tracker.models import Organisation
from tracker.roles import OFFICERS, Role


class Command(BaseCommand):
    """Appoint one of the three officers with a new account."""

    help = "新建一个账号，任管理员、安全保密员或审计员（三员分立，一人只能任一员）。"

    def add_arguments(self, parser: CommandParser) -> None:
        """Which officer, where, and who."""
        parser.add_argument("--role", required=True, choices=sorted(role.value for role in OFFICERS))
        parser.add_argument("--organisation", required=True, help="单位代码；管到它的下级")
        parser.add_argument("--username", help="用户名")
        parser.add_argument("--person", help="姓名")
        parser.add_argument("--password-stdin", action="store_true", help="从标准输入的第一行读密码")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises ``CommandError`` on an organisation that is not there, a weak password, a name in use."""
        office = Organisation.objects.filter(code=options["organisation"]).first()
        if office is None:
            raise CommandError(f"没有代码为{options['organisation']}的单位。")
        role = Role(options["role"])
        label = roles.LABELS[role]
        username = options["username"] or ask(f"{label}用户名：")
        person = options["person"] or label
        password = password_for(role, from_stdin=options["password_stdin"])
        check_account(username, person, password)
        try:
            with transaction.atomic():
                appoint(office, role, username, person, password)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"已为{office.name}设立{label}，用户名为{username}。")
