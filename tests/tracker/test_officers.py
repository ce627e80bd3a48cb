"""The first accounts of the three officers, from the command line."""

from __future__ import annotations

import io
import sys

import pytest
from django.core.management import CommandError, call_command

from tracker.models import Membership, Organisation, User
from tracker.roles import Permission, Role

OFFICE = ("--name", "某区人民政府", "--code", "11330000", "--username", "guan", "--password-stdin")


def run(monkeypatch, command: str, lines: str, *arguments: str) -> str:
    said = io.StringIO()
    monkeypatch.setattr(sys, "stdin", io.StringIO(lines))
    call_command(command, *arguments, stdout=said)
    return said.getvalue()


def test_an_office_starts_with_three_officers_each_with_a_password_of_their_own(db, monkeypatch):
    words = ["a-long-enough-word-7", "another-long-word-8", "a-third-long-word-9"]
    said = run(
        monkeypatch, "start_office", "\n".join(words) + "\n", *OFFICE, "--security-username", "bao",
        "--auditor-username", "shen", "--auditor-person", "申计",
    )  # fmt: skip
    office = Organisation.objects.get()
    roles = {one.user.username: one.role for one in Membership.objects.filter(reaches_below=True)}
    assert roles == {"guan": Role.ADMINISTRATOR, "bao": Role.SECURITY_OFFICER, "shen": Role.AUDITOR}
    people = User.objects.order_by("pk")
    assert all(user.check_password(word) for user, word in zip(people, words, strict=True))
    assert all(user.organisation == office for user in people)
    assert "还没有" not in said


def test_who_is_still_missing_is_said_and_appointed_later(db, monkeypatch):
    assert "还没有安全保密员、审计员" in run(monkeypatch, "start_office", "a-long-enough-word-7\n", *OFFICE)
    appoint = ("--role", "security-officer", "--organisation", "11330000", "--username", "bao", "--password-stdin")
    run(monkeypatch, "appoint_officer", "another-long-word-8\n", *appoint)
    assert User.objects.get(username="bao").can(Permission.GRANT, Organisation.objects.get())


@pytest.mark.parametrize(
    ("lines", "changed", "says"),
    [
        ("another-long-word-8\n", {"--organisation": "NONE"}, "没有代码为NONE的单位"),
        ("12345678\n", {}, "密码"),
        ("\n", {}, "密码|password"),
        ("another-long-word-8\n", {"--username": "drafter"}, "已被使用"),
        ("another-long-word-8\n", {"--username": "a b"}, "用户名"),
    ],
)
def test_an_officer_that_cannot_be_appointed_is_refused_in_a_sentence(
    cast, unchanged, monkeypatch, lines, changed, says
):
    given = {"--role": "auditor", "--organisation": "DISTRICT", "--username": "shen", **changed}
    arguments = [word for pair in given.items() for word in pair]
    with unchanged(), pytest.raises(CommandError, match=says):
        run(monkeypatch, "appoint_officer", lines, *arguments, "--password-stdin")


def test_the_second_password_is_asked_of_nobody_and_nothing_is_begun_without_it(db, unchanged, monkeypatch):
    with unchanged(), pytest.raises(CommandError, match=r"密码|password"):
        run(monkeypatch, "start_office", "a-long-enough-word-7\n", *OFFICE, "--security-username", "bao")
