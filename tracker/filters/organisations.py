"""Narrowing the list of organisations."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tracker.filters.lists import WordFilter, choice
from tracker.models import Organisation
from tracker.models.organisations import OrganisationKind, OrganisationLevel


class OrganisationFilter(WordFilter):
    """By words, kind, level and whether it is in use."""

    SEARCH = ("name", "short_name", "code", "region")
    FOREMOST = ("q", "kind", "level", "use")
    PHRASES: ClassVar[dict[str, Any]] = {"q": _("含“%s”"), "kind": "%s", "level": "%s", "use": "%s"}

    kind = choice(_("类别"), OrganisationKind.choices)
    level = choice(_("层级"), OrganisationLevel.choices)
    use = choice(_("使用情况"), [("yes", _("使用中")), ("no", _("已停用"))], method="by_use")

    class Meta:
        model = Organisation
        fields: list[str] = []

    def by_use(self, queryset: QuerySet[Organisation], name: str, value: str) -> QuerySet[Organisation]:
        """Those in use, or those that were retired."""
        return queryset.filter(active=value == "yes")
