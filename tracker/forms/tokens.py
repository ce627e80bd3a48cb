"""Asking for a token."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.models.calendar import today
from tracker.models.tokens import TokenScope


class TokenForm(forms.Form):
    """What it is for, what it may do, until when. Reading is always among what it may do."""

    name = forms.CharField(label=_("用途"), max_length=60, help_text=_("如：与政务数据平台对接"))
    scopes = forms.MultipleChoiceField(
        label=_("除读取外还可以"),
        choices=[(one.value, one.label) for one in TokenScope if one != TokenScope.READ],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    expires_on = forms.DateField(label=_("有效至"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expires_on"].initial = today() + datetime.timedelta(days=90)
