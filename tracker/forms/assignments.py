"""Forms for giving work to people and offices."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tracker.actions.assignments import offices_for
from tracker.models import Entry, Report, User
from tracker.models.accounts import people_with
from tracker.roles import Permission

WHOLE = "report-0"


def date_field(label: Any) -> forms.DateField:
    """A day that must be given, as the browser's own control."""
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d"),
        error_messages={"required": _("请填写日期。"), "invalid": _("请按 2025-03-01 的样子填写日期。")},
    )


class AssignForm(forms.Form):
    """What of a report goes to whom by when. ``entry``: the sentence the page was opened for, if any."""

    what = forms.ChoiceField(label=_("内容"), error_messages={"invalid_choice": _("这份报告没有这项内容。")})
    whom = forms.ChoiceField(
        label=_("交给"),
        error_messages={"required": _("请选择人员或单位。"), "invalid_choice": _("这个人或单位不能接这项任务。")},
    )
    due_on = date_field(_("期限"))
    note = forms.CharField(
        label=_("说明（可不填）"),
        required=False,
        max_length=200,
        error_messages={"max_length": _("说明请写在200字以内。")},
    )

    def __init__(self, *args: Any, report: Report, entry: Entry | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        what: Any = self.fields["what"]
        what.choices = list(_things(report, entry))
        whom: Any = self.fields["whom"]
        people = [(f"person-{one.pk}", one.name) for one in people_with(Permission.VIEW, report.organisation)]
        offices = [(f"office-{one.pk}", one.label) for one in offices_for(report)]
        whom.choices = [("", _("请选择")), (_("人员"), people), (_("单位"), offices)]
        for field in (what, whom):
            field.widget.attrs["class"] = "form-select"
        self.fields["note"].widget.attrs["class"] = "form-control"

    def chosen(self, field: str) -> tuple[str, str]:
        """(kind, key) of a choice: ``person``, ``office``, ``part``, ``entry``, ``requirement`` or ``report``."""
        kind, _, key = str(self.cleaned_data[field]).partition("-")
        return kind, key


def _things(report: Report, entry: Entry | None) -> Any:
    if entry is not None:
        yield f"entry-{entry.pk}", entry.text[:60]
    yield WHOLE, _("整份报告")
    yield _("部分"), [(f"part-{one.pk}", one.name) for one in report.parts.select_related("report__cycle")]
    for part in report.standard.parts:
        found = [(f"requirement-{one.key}", one.text[:60]) for one in report.requirements if one.part == part.key]
        if found:
            yield _("要求：%(part)s") % {"part": part.name}, found


MOST_CHOSEN = 1000


class ChosenForm(forms.Form):
    """Rows of a list that were ticked; ``chosen`` keeps what was ticked if the deed is refused. ``everything``: all that
    the list finds, on whatever page; whoever makes the form says which those are (``choose``)."""

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.chosen: list[str] = data.getlist("chosen")[:MOST_CHOSEN] if data is not None else []
        self.everything = data is not None and data.get("everything") == "1"

    def choose(self, keys: list[str]) -> None:
        """Take these rows instead of what was ticked."""
        self.chosen = keys[:MOST_CHOSEN]

    @property
    def numbers(self) -> set[int]:
        """The keys that were chosen, where they are numbers."""
        return {int(one) for one in self.chosen if one.isascii() and one.isdigit() and len(one) < 18}


class ReportsForm(ChosenForm):
    """What is to be done with the reports that were ticked."""

    deed = forms.ChoiceField(
        choices=[("remind", ""), ("review", "")], error_messages={"required": _("请选择一项操作。")}
    )
    person = forms.ModelChoiceField(User.objects.none(), label=_("审核人"), required=False, empty_label=_("请选择"))
    due_on = date_field(_("期限"))

    def __init__(self, data: Any = None, *, reviewers: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        person: Any = self.fields["person"]
        person.queryset = reviewers
        person.widget.attrs["class"] = "form-select form-select-sm"
        self.fields["due_on"].required = False
        self.fields["due_on"].widget.attrs["class"] = "form-control form-control-sm"

    def clean(self) -> dict[str, Any]:
        """A review needs a reviewer and a date."""
        cleaned = super().clean() or {}
        if cleaned.get("deed") == "review":
            if not cleaned.get("person"):
                self.add_error("person", _("请选择审核人。"))
            if not isinstance(cleaned.get("due_on"), datetime.date) and "due_on" not in self.errors:
                self.add_error("due_on", _("请填写期限。"))
        return cleaned

    @property
    def keys(self) -> set[int]:
        """The reports that were ticked."""
        return self.numbers


class FindingsForm(ChosenForm):
    """What is to be done with the findings that were ticked: their reports inspected anew, or they set aside."""

    deed = forms.ChoiceField(
        choices=[("inspect", ""), ("set-aside", "")], error_messages={"required": _("请选择一项操作。")}
    )
    reason = forms.CharField(
        label=_("不予处理的理由"),
        required=False,
        max_length=200,
        error_messages={"max_length": _("理由请写在200字以内。")},
        widget=forms.TextInput(attrs={"class": "form-control form-control-sm"}),
    )


class NotApplicableForm(ChosenForm):
    """One reason for the requirements that were ticked (``report:key``)."""

    reason = forms.CharField(
        label=_("不适用的理由"),
        required=False,
        max_length=2000,
        error_messages={"max_length": _("理由太长，请写在2000字以内。")},
        widget=forms.TextInput(attrs={"class": "form-control form-control-sm"}),
    )

    @property
    def keys(self) -> dict[int, list[str]]:
        """The requirements that were ticked, by report."""
        found: dict[int, list[str]] = {}
        for one in self.chosen:
            report, _, key = one.partition(":")
            if report.isascii() and report.isdigit() and len(report) < 18 and key not in found.get(int(report), []):
                found.setdefault(int(report), []).append(key)
        return found
