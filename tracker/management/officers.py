"""The first accounts of the three officers, made from the command line: what is asked, and what is checked."""

from __future__ import annotations

import getpass
import sys

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.utils import translation

from tracker import roles
from tracker.actions.accounts import create_user, grant
from tracker.models import Organisation, User
from tracker.roles import Role


def ask(question: str, *, needed: bool = True) -> str:
    """An answer from the terminal; without one, an error that names what is missing (or empty)."""
    try:
        answer = input(question).strip()
    except EOFError as error:
        if not needed:
            return ""
        raise CommandError(f"没有给出{question.rstrip('：')}。") from error
    if needed and not answer:
        raise CommandError(f"没有给出{question.rstrip('：')}。")
    return answer


def password_for(role: Role, *, from_stdin: bool) -> str:
    """The next line of standard input, or what is typed twice at the terminal."""
    label = roles.LABELS[role]
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise CommandError("没有给出密码。不在终端运行时，请用 --password-stdin。")
    password = getpass.getpass(f"{label}的密码：")
    if getpass.getpass("再输一遍：") != password:
        raise CommandError("两次输入的密码不一样。")
    return password


def check_account(username: str, person: str, password: str) -> None:
    """Raise ``CommandError`` on a name or a password the site does not take."""
    with translation.override(settings.LANGUAGE_CODE):
        try:
            User.username_validator(username)
            validate_password(password, User(username=username, name=person))
        except ValidationError as error:
            raise CommandError("".join(str(message) for message in error.messages)) from error


def appoint(office: Organisation, role: Role, username: str, person: str, password: str) -> User:
    """A new account that holds an officer's role at an office and below. The caller has a transaction."""
    user = create_user(username, person, password, by=None, at=office)
    grant(user, office, role, by=None, reaches_below=True)
    return user
