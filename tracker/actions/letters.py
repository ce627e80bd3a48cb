"""Sending what was written: each letter is taken up by one process, sent, and marked; what fails is tried again."""

from __future__ import annotations

import secrets
import smtplib
import socket
from typing import Any, NamedTuple

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import F
from django.utils import timezone

from tracker.models import Letter
from tracker.models.reminders import WAITS, LetterState, mail_is_set_up, wants_mail

MOST_IN_A_ROUND = 500


class Sent(NamedTuple):
    """How many letters went, wait for another attempt, and were given up."""

    sent: int = 0
    put_off: int = 0
    given_up: int = 0


def send_letters() -> Sent:
    """Send what waits. Safe in several processes at once: whoever takes a letter up first sends it.

    Where the server cannot be reached the rest is left for the next round.
    """
    if not mail_is_set_up():
        return Sent()
    counts = {LetterState.SENT: 0, LetterState.WAITING: 0, LetterState.FAILED: 0}
    connection: Any = None
    try:
        for pk in list(Letter.objects.to_send(timezone.now()).values_list("pk", flat=True)[:MOST_IN_A_ROUND]):
            letter = _claim(pk)
            if letter is None:
                continue
            if not wants_mail(letter.person):
                counts[_end(letter, "收信人已停用、没有邮箱或不收邮件。", final=True)] += 1
                continue
            if letter.attempts > len(WAITS) + 1:
                counts[_end(letter, "多次中途停止，不再发送。", final=True)] += 1
                continue
            try:
                if connection is None:
                    connection = get_connection()
                    connection.open()
            except (smtplib.SMTPException, OSError) as error:
                connection = None
                counts[_end(letter, in_words(error))] += 1
                break
            try:
                connection.send_messages([_message(letter, connection)])
            except (smtplib.SMTPException, OSError, ValueError) as error:
                connection.close()
                connection = None
                counts[_end(letter, in_words(error), final=_is_final(error))] += 1
            else:
                counts[_end(letter)] += 1
    finally:
        if connection is not None:
            connection.close()
    return Sent(counts[LetterState.SENT], counts[LetterState.WAITING], counts[LetterState.FAILED])


def _claim(pk: int) -> Letter | None:
    """Take a letter up; None if another has it."""
    moment, holder = timezone.now(), secrets.token_hex(16)
    taken = (
        Letter.objects.to_send(moment)
        .filter(pk=pk)
        .update(state=LetterState.CLAIMED, holder=holder, claimed_at=moment, attempts=F("attempts") + 1)
    )
    return Letter.objects.select_related("person").get(pk=pk) if taken else None


def _end(letter: Letter, problem: str = "", *, final: bool = False) -> LetterState:
    """What came of an attempt: sent, put off, or given up. Whoever lost the letter meanwhile writes nothing."""
    moment = timezone.now()
    if not problem:
        state = LetterState.SENT
    elif final or letter.attempts > len(WAITS):
        state = LetterState.FAILED
    else:
        state = LetterState.WAITING
    later = moment + WAITS[letter.attempts - 1] if state == LetterState.WAITING else letter.not_before
    Letter.objects.filter(pk=letter.pk, holder=letter.holder, state=LetterState.CLAIMED).update(
        state=state,
        problem=problem[:500],
        not_before=later,
        sent_at=None if problem else moment,
        address=letter.person.email,
    )
    return state


def _message(letter: Letter, connection: Any) -> EmailMessage:
    """The mail; its own number stays the same when it is tried again."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(" >") or "localhost"
    headers = {
        "Message-ID": f"<letter-{letter.pk}-{letter.made_at:%Y%m%d%H%M%S}@{domain}>",
        "Auto-Submitted": "auto-generated",
    }
    return EmailMessage(letter.subject, letter.body, to=[letter.person.email], headers=headers, connection=connection)


def _is_final(error: Exception) -> bool:
    """True if trying again would not help: the address was refused for good, or it is no address."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, ValueError)


def in_words(error: Exception) -> str:
    """Why a letter did not go, in a sentence."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()), (0, b""))
        return f"收信地址被拒绝（{code} {_said(said)}）。"
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"发信服务器不接受用户名或密码（{error.smtp_code} {_said(error.smtp_error)}）。"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"发信服务器拒绝（{error.smtp_code} {_said(error.smtp_error)}）。"
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return "发信服务器中断了连接。"
    if isinstance(error, TimeoutError):
        return "发信服务器没有回应（超时）。"
    if isinstance(error, socket.gaierror):
        return "找不到发信服务器，请核对主机名。"
    if isinstance(error, OSError) and not isinstance(error, smtplib.SMTPException):
        return f"连不上发信服务器（{error.strerror or type(error).__name__}）。"
    return f"没有发出（{type(error).__name__}）。"


def _said(words: bytes | str) -> str:
    return (words.decode("utf-8", "replace") if isinstance(words, bytes) else words)[:200]
