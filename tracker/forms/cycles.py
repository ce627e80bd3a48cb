"""Forms about a year: opening it, its dates, who owes a report, who reviews whom."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any, NamedTuple

from django import forms
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

import reportsrc
from tracker.actions.cycles import Dates, Day, statutory_dates
from tracker.forms.organisations import ParentField
from tracker.models import Cycle, Organisation, User
from tracker.models.cycles import REPORTING_KINDS, DueDateKind
from tracker.models.organisations import OrganisationQuerySet
from tracker.models.standards import standards_for, standards_within
from tracker.roles import Permission, roles_with

MOST_LINES = 500


def _control(field: forms.Field) -> forms.Field:
    closed = isinstance(field.widget, forms.Select)
    field.widget.attrs.setdefault("class", "form-select" if closed else "form-control")
    return field


class NamesField(forms.CharField):
    """Organisations, one name or code a line, looked up among those of ``within``."""

    within: OrganisationQuerySet

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea({"rows": 3}))
        super().__init__(max_length=20_000, **kwargs)

    def clean(self, value: Any) -> Any:
        """The organisations in the order typed. Raises ``ValidationError`` that names every line not understood."""
        lines = list(dict.fromkeys(line.strip() for line in super().clean(value).splitlines() if line.strip()))
        if len(lines) > MOST_LINES:
            raise forms.ValidationError(_("一次最多填%(most)s行。"), params={"most": MOST_LINES})
        rows = self.within.filter(Q(code__in=lines) | Q(name__in=lines) | Q(short_name__in=lines))
        by_word: dict[str, set[Organisation]] = {}
        for one in rows:
            for word in {one.code, one.name, one.short_name}:
                by_word.setdefault(word, set()).add(one)
        wrong = [
            (
                gettext("没有“%(line)s”这个单位。")
                if line not in by_word
                else gettext("有几个单位叫“%(line)s”，请改填代码。")
            )
            % {"line": line[:60]}
            for line in lines
            if len(by_word.get(line, ())) != 1
        ]
        if wrong:
            raise forms.ValidationError(wrong[:10])
        return list(dict.fromkeys(next(iter(by_word[line])) for line in lines))


class CycleForm(forms.Form):
    """A reported year: which edition, and who owes a report, by kind with exceptions."""

    organisation = ParentField(
        Organisation.objects.none(), label=_("组织单位"), error_messages={"required": _("请选择组织单位。")}
    )
    year = forms.IntegerField(label=_("报告年度"), min_value=2000, max_value=2100)
    standard = forms.ChoiceField(label=_("标准"))
    kinds = forms.MultipleChoiceField(
        label=_("哪些单位要报告"),
        choices=[(kind.value, kind.label) for kind in REPORTING_KINDS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    added = NamesField(label=_("另外加上"), required=False, help_text=_("每行一个单位的名称或代码"))
    removed = NamesField(label=_("其中除去"), required=False, help_text=_("每行一个单位的名称或代码"))

    def __init__(self, *args: Any, within: OrganisationQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._within = within
        fields: dict[str, Any] = self.fields
        fields["organisation"].offer(within.exclude(numchild=0))
        fields["standard"].choices = [(one.key, one.title) for one in standards_within(within)]
        fields["added"].within = fields["removed"].within = within
        for name in ("organisation", "year", "standard", "added", "removed"):
            _control(fields[name])

    def clean(self) -> dict[str, Any]:
        """An edition is for those who published it and for those below them."""
        data = super().clean() or self.cleaned_data
        organisation, key = data.get("organisation"), data.get("standard")
        if organisation and key and key not in {one.key for one in standards_for(organisation)}:
            self.add_error("standard", _("这个标准不是为所选的组织单位发布的。"))
        return data

    def owing(self) -> list[Organisation]:
        """Those of the chosen kinds below the organisation, with those added and without those taken out."""
        data = self.cleaned_data
        below = self._within.subtree_of(data["organisation"]).filter(active=True)
        chosen = {one.pk: one for one in below.filter(kind__in=data["kinds"])}
        chosen |= {one.pk: one for one in data["added"]}
        gone = {one.pk for one in data["removed"]}
        return sorted((one for pk, one in chosen.items() if pk not in gone), key=lambda one: one.path)


class DateCell(NamedTuple):
    """One date on the form; ``said`` is the day and month of the rules, if they say any (its year means nothing)."""

    label: str
    day: forms.BoundField
    counts: forms.BoundField
    said: datetime.date | None


class DatesForm(forms.Form):
    """The three dates of each kind of organisation, and whether the day itself counts. Empty: as the edition says."""

    def __init__(self, *args: Any, cycle: Cycle | None = None, **kwargs: Any) -> None:
        if cycle is not None:
            dates = {(one.kind, one.organisation_kind): one for one in cycle.due_dates.all()}
            kwargs.setdefault("initial", {f"on-{a}-{b}": one.on for (a, b), one in dates.items()})
            kwargs["initial"] |= {f"inclusive-{a}-{b}": one.inclusive for (a, b), one in dates.items()}
        super().__init__(*args, **kwargs)
        self._standard = cycle.standard if cycle else reportsrc.load_standard()
        for kind in REPORTING_KINDS:
            for what in DueDateKind:
                day = forms.DateField(
                    label=f"{kind.label}　{what.label}",
                    required=False,
                    widget=forms.DateInput({"type": "date", "class": "form-control"}, format="%Y-%m-%d"),
                )
                counts = forms.BooleanField(label=_("含当日"), required=False, initial=True)
                self.fields[f"on-{what}-{kind}"] = day
                self.fields[f"inclusive-{what}-{kind}"] = counts

    def rows(self) -> Iterator[tuple[str, list[DateCell]]]:
        """(kind of organisation, its three dates)."""
        said = {(due.kind, kind): due for due in self._standard.due_dates for kind in due.applies_to}
        for kind in REPORTING_KINDS:
            cells = []
            for what in DueDateKind:
                due = said.get((what.value, kind.value))
                fields = self[f"on-{what}-{kind}"], self[f"inclusive-{what}-{kind}"]
                cells.append(
                    DateCell(str(what.label), *fields, datetime.date(2000, due.month, due.day) if due else None)
                )
            yield str(kind.label), cells

    def dates(self, standard: reportsrc.Standard, year: int) -> Dates:
        """What was typed; where nothing was, what the edition says (a local date then is none)."""
        statutory = statutory_dates(standard, year)
        found: dict[tuple[str, str], Day | None] = {}
        for kind in REPORTING_KINDS:
            for what in DueDateKind:
                key = (what.value, kind.value)
                on: datetime.date | None = self.cleaned_data[f"on-{what}-{kind}"]
                said = statutory.get(key)
                inclusive = bool(self.cleaned_data[f"inclusive-{what}-{kind}"])
                found[key] = Day(on or said.on, inclusive) if on or said else None  # type: ignore[union-attr]
        return found


class OwingForm(forms.Form):
    """Organisations that report too, in a year that is open."""

    added = NamesField(
        label=_("单位"),
        help_text=_("每行一个单位的名称或代码"),
        error_messages={"required": _("请填写单位的名称或代码。")},
    )

    def __init__(self, *args: Any, within: OrganisationQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = _control(self.fields["added"])
        field.within = within


class ExcuseForm(forms.Form):
    """Why an organisation owes no report this year."""

    reason = forms.CharField(
        label=_("免报的理由"),
        max_length=300,
        widget=forms.Textarea({"rows": 2, "class": "form-control"}),
        error_messages={"required": _("请写明免报的理由。")},
    )


class ReviewerForm(forms.Form):
    """Who reviews the chosen reports, or one part of each, and who stands in."""

    reviewer = forms.ModelChoiceField(
        User.objects.none(),
        label=_("审核人"),
        empty_label=_("请选择"),
        error_messages={"required": _("请选择审核人。")},
    )
    part = forms.ChoiceField(label=_("审核哪一部分"), required=False)
    stand_in = forms.ModelChoiceField(User.objects.none(), label=_("代审人"), required=False, empty_label=_("没有"))
    since = forms.DateField(label=_("代审自"), required=False, widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(label=_("代审至"), required=False, widget=forms.DateInput({"type": "date"}))

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["part"].choices = [("", _("全文")), *((part.key, part.name) for part in cycle.standard.parts)]
        fields["reviewer"].queryset = fields["stand_in"].queryset = reviewers_of(cycle)
        for field in fields.values():
            _control(field)


def reviewers_of(cycle: Cycle) -> Any:
    """The people who may review somewhere in this round: by a role at its organisation, below it, or above it."""
    steplen, path = Organisation.steplen, cycle.organisation.path
    above = [path[:end] for end in range(steplen, len(path), steplen)]
    where = Organisation.objects.filter(
        Q(path__in=above) | Q(pk__in=Organisation.objects.subtree_of(cycle.organisation))
    )
    found = User.objects.filter(
        is_active=True,
        memberships__role__in=roles_with(Permission.REVIEW),
        memberships__organisation__in=where,
    )
    return found.distinct().order_by("name", "username")


class ReasonForm(forms.Form):
    """Why; the deed itself says whether it must be said."""

    reason = forms.CharField(
        label=_("理由"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
        error_messages={"max_length": _("理由太长，请写在300字以内。")},
    )
