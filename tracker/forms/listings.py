"""Forms of lists: which columns in which order, and the view to be kept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.models import Organisation


class ColumnsForm(forms.Form):
    """The columns of a list as its form sends them: ``order`` names all, ``shown`` those that are ticked; ``move`` is the
    button that was pressed, ``name:up`` or ``name:down``."""

    def __init__(self, data: Any, *, names: list[str]) -> None:
        super().__init__(data)
        self.sent: Any = data
        self.names = names

    @property
    def columns(self) -> list[str]:
        """The ticked columns in order."""
        asked = list(dict.fromkeys(one for one in self.sent.getlist("order")[:200] if one in self.names))
        order = [*asked, *(one for one in self.names if one not in asked)]
        name, _colon, way = self.sent.get("move", "").partition(":")
        if name in order and way in ("up", "down"):
            place = order.index(name)
            other = min(max(place + (-1 if way == "up" else 1), 0), len(order) - 1)
            order[place], order[other] = order[other], order[place]
        ticked = set(self.sent.getlist("shown")[:200])
        return [one for one in order if one in ticked]

    @property
    def moving(self) -> bool:
        """True if a button to move a column was pressed: the form is wanted again."""
        return bool(self.sent.get("move"))


class ViewForm(forms.Form):
    """A view's name and whom it is shared with."""

    name = forms.CharField(
        label=_("名称"),
        max_length=40,
        error_messages={"required": _("请给视图起个名称。"), "max_length": _("视图名称请写在40字以内。")},
    )
    shared_with = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("共享给"),
        required=False,
        error_messages={"invalid_choice": _("您不能把视图共享给这个单位。")},
    )

    def __init__(self, data: Any, *, offices: list[Organisation]) -> None:
        super().__init__(data)
        field: Any = self.fields["shared_with"]
        field.queryset = Organisation.objects.filter(pk__in=[one.pk for one in offices])
