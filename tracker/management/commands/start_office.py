"""An empty site gets its first organisation and one administrator; everything else is done on the pages."""

from __future__ import annotations

import getpass
import sys
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from tracker.actions.accounts import create_user, grant
from tracker.actions.organisations import create_organisation
from tracker.actions.refusal import Refused
from tracker.models import Organisation, User
from tracker.models.organisations import OrganisationKind, OrganisationLevel
from tracker.roles import Role


class Command(BaseCommand):
    """Start a real office on an empty site."""

    help = "在空的系统中建立第一个单位和一名管理员（不含演示数据）。没有给出的内容会逐项询问。"

    def add_arguments(self, parser: CommandParser) -> None:
        """What may be given on the command line; whatever is left out is asked."""
        parser.add_argument("--name", help="单位名称")
        parser.add_argument("--code", help="单位代码，一般为统一社会信用代码")
        parser.add_argument("--kind", choices=OrganisationKind.values, default=OrganisationKind.GOVERNMENT)
        parser.add_argument("--level", choices=OrganisationLevel.values, default=OrganisationLevel.COUNTY)
        parser.add_argument("--username", help="管理员的用户名")
        parser.add_argument("--person", help="管理员的姓名（不给出时用“管理员”）")
        parser.add_argument("--password-stdin", action="store_true", help="从标准输入的第一行读密码")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises ``CommandError`` on a site that is in use, on a weak password and on anything an action refuses."""
        if Organisation.objects.exists() or User.objects.exists():
            raise CommandError("系统中已有单位或人员。start_office 只用于空的系统。")
        name = options["name"] or _ask("单位名称：")
        code = options["code"] or _ask("单位代码（一般为统一社会信用代码）：")
        username = options["username"] or _ask("管理员用户名：")
        person = options["person"] or "管理员"
        password = sys.stdin.readline().rstrip("\r\n") if options["password_stdin"] else _ask_password()
        try:
            User.username_validator(username)
            validate_password(password, User(username=username, name=person))
        except ValidationError as error:
            raise CommandError("".join(str(message) for message in error.messages)) from error
        try:
            with transaction.atomic():
                office = create_organisation(
                    by=None, parent=None, name=name, code=code, kind=options["kind"], level=options["level"]
                )
                user = create_user(username, person, password, by=None)
                grant(user, office, Role.ADMINISTRATOR, by=None, reaches_below=True)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"已建立{office.name}，管理员用户名为{username}。登录后可以新增单位和人员。")


def _ask(question: str) -> str:
    try:
        answer = input(question).strip()
    except EOFError as error:
        raise CommandError(f"没有给出{question.rstrip('：')}。") from error
    if not answer:
        raise CommandError(f"没有给出{question.rstrip('：')}。")
    return answer


def _ask_password() -> str:
    if not sys.stdin.isatty():
        raise CommandError("没有给出密码。不在终端运行时，请用 --password-stdin。")
    password = getpass.getpass("密码：")
    if getpass.getpass("再输一遍：") != password:
        raise CommandError("两次输入的密码不一样。")
    return password
