"""Forms for steps of a report."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.models.review import Result


class StepForm(forms.Form):
    """What a step may be told: a reason, or the event it stands for; ``token``: how the report stood on the page."""

    token = forms.CharField(required=False, max_length=16)
    reason = forms.CharField(label=_("理由"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3}))
    on = forms.DateField(label=_("日期"), required=False, widget=forms.DateInput({"type": "date"}))
    party = forms.CharField(label=_("办理人、报送对象或公开栏目"), required=False, max_length=200)
    post = forms.CharField(label=_("职务"), required=False, max_length=80)
    address = forms.URLField(label=_("网址"), required=False, max_length=500, assume_scheme="https")
    behalf = forms.BooleanField(label=_("代为登记"), required=False)
    excused = forms.BooleanField(label=_("不需报送这些对象"), required=False)
    scan = forms.FileField(label=_("扫描件"), required=False, allow_empty_file=True, max_length=200)

    def __init__(self, *args: Any, key: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.key = key

    def clean(self) -> dict[str, Any]:
        """Where a report was published must be said: its column, its address, or both."""
        cleaned = super().clean() or {}
        if self.key == "publish" and not self.errors and not (cleaned.get("party") or cleaned.get("address")):
            self.add_error(None, _("请写明公开的栏目或网址。"))
        return cleaned


class StrikeForm(forms.Form):
    """Why a record is struck."""

    reason = forms.CharField(label=_("理由"), required=False, max_length=1000)


class MarkForm(forms.Form):
    """A reviewer's mark on one requirement."""

    result = forms.ChoiceField(label=_("评定"), choices=Result.choices)
    note = forms.CharField(label=_("意见"), required=False, widget=forms.Textarea({"rows": 2}))


class ProposalForm(forms.Form):
    """A drafter's reason why a requirement does not apply."""

    reason = forms.CharField(label=_("理由"), required=False, widget=forms.Textarea({"rows": 2}))


class UploadForm(forms.Form):
    """A file to be read into a report."""

    file = forms.FileField(label=_("文件"), allow_empty_file=True, max_length=200)
    replace = forms.BooleanField(label=_("替换现有文字（原有文字的每个版本都会保留）"), required=False)
