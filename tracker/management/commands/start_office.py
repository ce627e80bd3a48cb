"""An empty site gets its first organisation and the accounts that make the others; the rest is done on the pages."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from tracker import roles
from tracker.actions.organisations import create_organisation
from tracker.actions.refusal import Refused
from tracker.management.officers import appoint, ask, check_account, password_for
from tracker.models import Organisation, User
from tracker.models.organisations import OrganisationKind, OrganisationLevel
from tracker.roles import Role

OPTIONS = {Role.ADMINISTRATOR: "username", Role.SECURITY_OFFICER: "security_username", Role.AUDITOR: "auditor_username"}


class Command(BaseCommand):
    """Start a real office on an empty site."""

    help = "在空的系统中建立第一个单位和管理员、安全保密员、审计员（不含演示数据）。在终端运行时，没有给出的内容会逐项询问。"

    def add_arguments(self, parser: CommandParser) -> None:
        """What may be given on the command line; whatever is left out is asked."""
        parser.add_argument("--name", help="单位名称")
        parser.add_argument("--code", help="单位代码，一般为统一社会信用代码")
        parser.add_argument("--kind", choices=OrganisationKind.values, default=OrganisationKind.GOVERNMENT)
        parser.add_argument("--level", choices=OrganisationLevel.values, default=OrganisationLevel.COUNTY)
        parser.add_argument("--username", help="管理员的用户名")
        parser.add_argument("--person", help="管理员的姓名（不给出时用“管理员”）")
        parser.add_argument("--security-username", help="安全保密员的用户名")
        parser.add_argument("--security-person", help="安全保密员的姓名")
        parser.add_argument("--auditor-username", help="审计员的用户名")
        parser.add_argument("--auditor-person", help="审计员的姓名")
        parser.add_argument(
            "--password-stdin", action="store_true", help="从标准输入读密码，一行一个：管理员、安全保密员、审计员"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises ``CommandError`` on a site that is in use, on a weak password and on anything an action refuses."""
        if Organisation.objects.exists() or User.objects.exists():
            raise CommandError("系统中已有单位或人员。start_office 只用于空的系统。")
        name = options["name"] or ask("单位名称：")
        code = options["code"] or ask("单位代码（一般为统一社会信用代码）：")
        accounts = list(_accounts(options))
        try:
            with transaction.atomic():
                office = create_organisation(
                    by=None, parent=None, name=name, code=code, kind=options["kind"], level=options["level"]
                )
                for role, username, person, password in accounts:
                    appoint(office, role, username, person, password)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        made = "，".join(f"{roles.LABELS[role]}用户名为{username}" for role, username, _, _ in accounts)
        self.stdout.write(f"已建立{office.name}，{made}。")
        if missing := [roles.LABELS[role] for role in OPTIONS if role not in {one[0] for one in accounts}]:
            self.stdout.write(
                f"还没有{'、'.join(missing)}：授予角色要由安全保密员办理，请用 manage.py appoint_officer 补设。"
            )


def _accounts(options: dict[str, Any]) -> Any:
    """(role, username, name, password) of each officer to be appointed; the administrator always."""
    asking = sys.stdin.isatty() and not options["password_stdin"]
    for role, option in OPTIONS.items():
        label = roles.LABELS[role]
        username = options[option]
        if not username and role == Role.ADMINISTRATOR:
            username = ask(f"{label}用户名：")
        elif not username and asking:
            username = ask(f"{label}用户名（现在不设，直接回车）：", needed=False)
        if username:
            person = options[option.replace("username", "person")] or label
            password = password_for(role, from_stdin=options["password_stdin"])
            check_account(username, person, password)
            yield role, username, person, password
