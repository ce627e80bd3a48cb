"""Forms about being told in time: a person's address, and the days of a round."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.models.reminders import WEEKDAYS, Schedule

_BETWEEN = re.compile(r"[\s,，、;；]+")


class ContactForm(forms.Form):
    """A person's own address, and whether letters may go there."""

    email = forms.EmailField(
        label=_("邮箱"),
        required=False,
        max_length=254,
        error_messages={"invalid": _("邮箱地址不对，请核对。")},
        widget=forms.EmailInput({"class": "form-control", "autocomplete": "email"}),
    )
    mail = forms.BooleanField(label=_("到期前后和每周摘要发邮件提醒我"), required=False)


class DaysField(forms.CharField):
    """Some numbers of days, divided by commas."""

    default_error_messages = {"days": _("请填写天数，用顿号或逗号隔开，例如 14、7、3。")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput({"class": "form-control"}))
        super().__init__(required=False, max_length=100, **kwargs)

    def clean(self, value: Any) -> Any:
        """The numbers."""
        words = [word for word in _BETWEEN.split(super().clean(value)) if word]
        if not all(word.isascii() and word.isdigit() and len(word) < 5 for word in words):
            raise forms.ValidationError(self.error_messages["days"], code="days")
        return [int(word) for word in words]


class ScheduleForm(forms.Form):
    """The days before and after each due date on which people are told, and the day of the weekly digest."""

    before = DaysField(label=_("到期前几天提醒"), help_text=_("0 是到期当天；空着就不提醒"))
    after = DaysField(label=_("逾期后几天提醒"), help_text=_("空着就不提醒"))
    weekday = forms.TypedChoiceField(
        label=_("每周摘要"),
        choices=[("", _("不发")), *WEEKDAYS],
        required=False,
        coerce=int,
        empty_value=None,
        widget=forms.Select({"class": "form-select"}),
    )

    @staticmethod
    def initial_of(schedule: Schedule) -> dict[str, Any]:
        """What is in force, as it is typed."""
        return {
            "before": "、".join(map(str, schedule.before)),
            "after": "、".join(map(str, schedule.after)),
            "weekday": "" if schedule.digest_weekday is None else schedule.digest_weekday,
        }
