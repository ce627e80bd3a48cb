"""Forms about the rules: switches, weights and thresholds for an organisation; one row of a list; a reason."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

import reportsrc
from tracker.actions.inspections import LONGEST_REASON
from tracker.actions.rules import LONGEST_NOTE
from tracker.models.inspections import SEVERITIES

STATES = [("", _("沿用")), ("on", _("开启")), ("off", _("关闭"))]
_WORDS = re.compile(r"[\n、，,；;]+")


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule with the fields of the form that set it, and what is inherited."""

    check: reportsrc.Check
    state: forms.BoundField
    severity: forms.BoundField
    options: tuple[forms.BoundField, ...]
    inherited_off: bool
    inherited_severity: str

    @property
    def changed(self) -> bool:
        """True if something is set here."""
        fields = (self.state, self.severity, *self.options)
        return any(field.value() not in ("", None) for field in fields)


class RuleSettingForm(forms.Form):
    """Every rule: on, off or inherited; its weight; its thresholds. Empty fields are inherited."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    note = forms.CharField(label=_("为什么改"), max_length=LONGEST_NOTE, required=False)

    def __init__(
        self, *args: Any, shape: Mapping[str, Any], version: int, inherited: reportsrc.RuleSet, **kwargs: Any
    ) -> None:
        self._shape, self._inherited = shape, inherited
        kwargs.setdefault("initial", {"version": version, **_initial(shape)})
        super().__init__(*args, **kwargs)
        plain = {"class": "form-select form-select-sm"}
        for check in reportsrc.all_checks():
            self.fields[f"state-{check.code}"] = forms.ChoiceField(
                choices=STATES, required=False, label=_("开关"), widget=forms.Select(plain)
            )
            self.fields[f"severity-{check.code}"] = forms.ChoiceField(
                choices=[("", _("沿用")), *SEVERITIES], required=False, label=_("程度"), widget=forms.Select(plain)
            )
            for name, option in check.options.items():
                self.fields[f"option-{check.name}-{name}"] = _option_field(check, name, option, inherited)
        self.fields["note"].widget.attrs["class"] = "form-control"

    def rows(self) -> Iterator[RuleRow]:
        """The rules in order of their codes."""
        for check in reportsrc.all_checks():
            options = tuple(self[f"option-{check.name}-{name}"] for name in check.options)
            severity = self._inherited.severities.get(check.code, check.severity)
            yield RuleRow(
                check,
                self[f"state-{check.code}"],
                self[f"severity-{check.code}"],
                options,
                check.code in self._inherited.ignore,
                str(dict(SEVERITIES)[severity.value]),
            )

    def shape(self) -> dict[str, Any]:
        """The settings as typed, the lists as they were."""
        data = self.cleaned_data
        found: dict[str, Any] = {"rules": {"select": [], "ignore": []}, "severity": {}, "options": {}}
        for check in reportsrc.all_checks():
            if state := data[f"state-{check.code}"]:
                found["rules"]["select" if state == "on" else "ignore"].append(check.code)
            if severity := data[f"severity-{check.code}"]:
                found["severity"][check.code] = severity
            for name in check.options:
                value = data[f"option-{check.name}-{name}"]
                if value not in ("", None):
                    found["options"].setdefault(check.name, {})[name] = value
        return {**found, "lists": self._shape.get("lists", {})}


def _initial(shape: Mapping[str, Any]) -> dict[str, Any]:
    rules = shape.get("rules", {})
    found: dict[str, Any] = {f"state-{code}": "on" for code in rules.get("select", ())}
    found |= {f"state-{code}": "off" for code in rules.get("ignore", ())}
    found |= {f"severity-{code}": severity for code, severity in shape.get("severity", {}).items()}
    for check, values in shape.get("options", {}).items():
        found |= {f"option-{check}-{name}": value for name, value in values.items()}
    return found


def _option_field(
    check: reportsrc.Check, name: str, option: reportsrc.Option, inherited: reportsrc.RuleSet
) -> forms.Field:
    value = inherited.options.get(check.name, {}).get(name, option.value)
    common: dict[str, Any] = {"label": option.label, "required": False}
    attrs = {"class": "form-control form-control-sm", "placeholder": str(value)}
    if isinstance(option.value, bool):
        choices = [("", _("沿用")), ("True", _("是")), ("False", _("否"))]
        return forms.TypedChoiceField(
            choices=choices,
            coerce=lambda word: word == "True",
            empty_value=None,
            widget=forms.Select({"class": "form-select form-select-sm"}),
            **common,
        )
    if isinstance(option.value, int):
        least, most = (None if bound is None else int(bound) for bound in (option.least, option.most))
        return forms.IntegerField(min_value=least, max_value=most, widget=forms.NumberInput(attrs), **common)
    if isinstance(option.value, float):
        number = forms.NumberInput({**attrs, "step": "any"})
        return forms.FloatField(min_value=option.least, max_value=option.most, widget=number, **common)
    return forms.CharField(max_length=200, widget=forms.TextInput(attrs), **common)


class RowForm(forms.Form):
    """One row of a list the checks look things up in."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, terms: reportsrc.TermList, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._terms = terms
        for one in terms.fields:
            self.fields[f"row-{one.name}"] = _row_field(one)

    def row(self) -> dict[str, Any]:
        """The row as ``RuleSet`` lists hold it; empty columns left out."""
        found: dict[str, Any] = {}
        for one in self._terms.fields:
            value = self.cleaned_data[f"row-{one.name}"]
            if one.kind in ("words", "patterns"):
                value = [word.strip() for word in _WORDS.split(value) if word.strip()]
            elif one.kind == "date" and value:
                value = value.isoformat()
            if value:
                found[one.name] = value
        return found


def _row_field(one: reportsrc.Field) -> forms.Field:
    common: dict[str, Any] = {"label": one.label, "required": one.required, "help_text": one.about}
    if one.kind == "date":
        return forms.DateField(widget=forms.DateInput({"type": "date"}), **common)
    if one.kind == "yes":
        return forms.BooleanField(label=one.label, required=False, help_text=one.about)
    if one.kind == "choice":
        return forms.ChoiceField(choices=[("", "—"), *one.choices.items()], **common)
    if one.kind in ("words", "patterns"):
        hint = one.about or _("多个词用顿号或换行分开")
        return forms.CharField(widget=forms.Textarea({"rows": 2}), max_length=4000, **{**common, "help_text": hint})
    return forms.CharField(max_length=400, **common)


class RowKeyForm(forms.Form):
    """Which row of a list is meant, and the version of the settings it was seen in."""

    version = forms.IntegerField(min_value=0)
    key = forms.CharField(max_length=400, strip=False)


class SetAsideForm(forms.Form):
    """Which finding is set aside, and why."""

    fingerprint = forms.RegexField(r"[0-9a-f]{32}")
    reason = forms.CharField(
        max_length=LONGEST_REASON,
        error_messages={
            "required": _("请写明理由。"),
            "max_length": _("理由请写在%(limit_value)d字以内。"),
        },
    )
