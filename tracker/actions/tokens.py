"""Tokens by which programs act for a person: making one, revoking it, noting its use; adding an entry once."""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Iterable

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from tracker.actions import activity, entries
from tracker.actions.locking import locked
from tracker.actions.refusal import Denied, Refused
from tracker.models import AddedEntry, ApiToken, Entry, PartDraft, User
from tracker.models.calendar import today
from tracker.models.tokens import TokenScope, secret_digest
from tracker.roles import Permission

LONGEST_DAYS = 366
"""For how many days a token may hold."""
MOST = 20
"""How many tokens of one person may hold at a time."""
_MARK = "frt_"
_NOTED_EVERY = datetime.timedelta(minutes=1)


def make_token(name: str, scopes: Iterable[str], expires_on: datetime.date, *, by: User) -> tuple[ApiToken, str]:
    """A token of one's own, and its secret, which is told this once. Reading is always among its scopes."""
    name = " ".join(name.split())
    chosen = set(scopes) | {TokenScope.READ}
    if not name or len(name) > 60:
        raise Refused("请写明令牌的用途，不超过60个字。")
    if not by.memberships_today:
        raise Refused("您目前没有任职，不能建立令牌。")
    if unknown := chosen - set(TokenScope.values):
        raise Refused(f"没有“{min(unknown)[:20]}”这个范围。")
    if not today() <= expires_on <= today() + datetime.timedelta(days=LONGEST_DAYS):
        raise Refused(f"有效期从今天算起，最长{LONGEST_DAYS}天。")
    secret = _MARK + secrets.token_urlsafe(32)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=by.pk)
        if ApiToken.objects.standing().filter(user=by).count() >= MOST:
            raise Refused(f"您已有{MOST}个有效的令牌，请先撤销不用的。")
        token = ApiToken.objects.create(
            user=by,
            name=name,
            prefix=secret[:8],
            digest=secret_digest(secret),
            scopes=[one for one in TokenScope.values if one in chosen],
            expires_on=expires_on,
        )
        _record(token, "token-made", f"建立接口令牌：{_words(token)}", by)
    return token, secret


def _words(token: ApiToken) -> str:
    return f"{token}，{'、'.join(token.scopes)}，有效至{token.expires_on}"


def _record(token: ApiToken, deed: str, detail: str, by: User) -> None:
    own = list(token.user.memberships.select_related("organisation")[:1])
    organisation = own[0].organisation if own else None
    activity.record(by, deed, detail, organisation=organisation, subject=f"token:{token.pk}")


def may_revoke(token: ApiToken, by: User) -> bool:
    """True for the person it belongs to, and for whoever manages people where that person has a role."""
    return token.user_id == by.pk or any(
        by.can(Permission.MANAGE, one.organisation) for one in token.user.memberships.select_related("organisation")
    )


def revoke_token(token: ApiToken, *, by: User) -> None:
    """End a token at once; nothing happens if it was revoked before."""
    if not may_revoke(token, by):
        raise Denied("您没有撤销这个令牌的权限。")
    with transaction.atomic():
        if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now(), revoked_by=by):
            _record(token, "token-revoked", f"撤销{token.user.name}的接口令牌：{token}", by)


def note_use(token: ApiToken) -> None:
    """Note when and from where a token was last used, not more often than once a minute."""
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at > _NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now, last_used_from=activity.ADDRESS.get())


def note_refusal(token: ApiToken | None, sentence: str, tried: str) -> None:
    """Put on record that a program came with a token that does not hold (its ``token``) or that nobody has (None).
    ``tried``: how and what address. One line a minute for each network address: a program tries again and again."""
    if not cache.add(f"token-refused-{activity.ADDRESS.get()}", 1, _NOTED_EVERY.total_seconds()):
        return
    own = list(token.user.memberships.select_related("organisation")[:1]) if token else []
    whose = f"　{token.user.name}的令牌{token}" if token else ""
    detail = f"{tried[:300]}　{sentence}{whose}"
    activity.record(None, "token-refused", detail, organisation=own[0].organisation if own else None)


def add_once(part: PartDraft, text: str, key: str, *, by: User, token: ApiToken, after: Entry | None = None) -> Entry:
    """Add one item to a part under a key of the program's own; asked again with the same key, it is the same entry."""
    with transaction.atomic():
        locked(part.report)
        kept = AddedEntry.objects.select_related("entry").filter(token=token, part=part, key=key).first()
        if kept is None:
            made = entries.add_entry(part, text, by=by, after=after)
            AddedEntry.objects.create(token=token, part=part, key=key, entry=made)
            return made
    if kept.entry.versions.filter(version=1, text=text).exists():
        return kept.entry
    raise Refused("这个 Idempotency-Key 已用于另一段文字，请换一个。")
