"""The form that opens a year."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.models import Organisation
from tracker.models.organisations import OrganisationQuerySet


class CycleForm(forms.Form):
    """A reported year, the local date for handing in, and who owes a report."""

    organisation = forms.ModelChoiceField(label=_("组织单位"), queryset=Organisation.objects.none())
    year = forms.IntegerField(label=_("报告年度"), min_value=2000, max_value=2100)
    handover = forms.DateField(
        label=_("交稿期限"), required=False, widget=forms.DateInput({"type": "date"}), help_text=_("可以不填")
    )
    owing = forms.ModelMultipleChoiceField(
        label=_("需要报告的单位"),
        queryset=Organisation.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请至少选择一个单位。")},
    )

    def __init__(self, *args: object, within: OrganisationQuerySet, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["organisation"].widget.attrs["class"] = "form-select"
        for name in ("year", "handover"):
            self.fields[name].widget.attrs["class"] = "form-control"
        self.fields["organisation"].queryset = within  # type: ignore[attr-defined]
        self.fields["owing"].queryset = within.exclude(kind="other").filter(active=True)  # type: ignore[attr-defined]
