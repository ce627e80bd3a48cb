"""What a program proves by that it acts for a person, and what it has added under a key of its own."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from tracker.models.calendar import today


class TokenScope(models.TextChoices):
    """What a program may do with a token, of all that its person may do."""

    READ = "read", _("读取")
    WRITE = "write", _("填写和办理")
    EXPORT = "export", _("导出")


def secret_digest(secret: str) -> str:
    """What is kept of a token's secret."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    """Questions about tokens."""

    def by_secret(self, secret: str) -> ApiToken | None:
        """The token with this secret, whether it holds or not."""
        return self.select_related("user").filter(digest=secret_digest(secret)).first()

    def standing(self) -> ApiTokenQuerySet:
        """Those that are neither revoked nor expired."""
        return self.filter(revoked_at=None, expires_on__gte=today())


class ApiToken(models.Model):
    """A person's token for a program. The secret itself is shown once and not kept; ``prefix`` is how it begins."""

    user = models.ForeignKey("User", models.PROTECT, related_name="api_tokens", verbose_name=_("人员"))
    name = models.CharField(_("用途"), max_length=60)
    prefix = models.CharField(_("开头"), max_length=12)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.JSONField(_("范围"), default=list)
    created_at = models.DateTimeField(_("建立时间"), auto_now_add=True)
    expires_on = models.DateField(_("有效至"), help_text=_("含当日"))
    last_used_at = models.DateTimeField(_("最近使用"), null=True)
    last_used_from = models.CharField(_("来自"), max_length=45, blank=True)
    revoked_at = models.DateTimeField(_("撤销时间"), null=True)
    revoked_by = models.ForeignKey("User", models.PROTECT, null=True, related_name="+", verbose_name=_("撤销人"))

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("接口令牌")

    def __str__(self) -> str:
        return f"{self.name}（{self.prefix}…）"

    @property
    def problem(self) -> Any:
        """Why it does not hold, in a sentence; empty if it does."""
        if self.revoked_at is not None:
            return _("这个令牌已被撤销。")
        if self.expires_on < today():
            return _("这个令牌已过有效期，请重新建立。")
        if not self.user.is_active:
            return _("这个令牌的人员已停用。")
        return ""

    @property
    def state(self) -> Any:
        """Whether it holds, in a word."""
        if self.revoked_at is not None:
            return _("已撤销")
        if self.expires_on < today():
            return _("已过期")
        return _("有效") if self.user.is_active else _("人员已停用")

    @property
    def scope_labels(self) -> list[str]:
        """Its scopes in words."""
        return [str(TokenScope(one).label) for one in self.scopes]


class AddedEntry(models.Model):
    """Which entry a program added under a key of its own: the same key asked for again adds nothing."""

    token = models.ForeignKey("ApiToken", models.CASCADE, related_name="added", verbose_name=_("接口令牌"))
    part = models.ForeignKey("PartDraft", models.CASCADE, related_name="+", verbose_name=_("部分"))
    key = models.CharField(max_length=64)
    entry = models.ForeignKey("Entry", models.CASCADE, related_name="+", verbose_name=_("条目"))
    at = models.DateTimeField(_("时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("接口新增")
        constraints = [models.UniqueConstraint(fields=["token", "part", "key"], name="added_entry_once")]

    def __str__(self) -> str:
        return self.key
