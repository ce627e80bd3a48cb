"""Forms by which filled workbooks come in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.actions.form_entries import CHOICES

MOST_FILES = 60
MOST_BYTES = 5 * 2**20


class SeveralFilesInput(forms.ClearableFileInput):
    """A file control that takes several files."""

    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """Several files; its value is a list."""

    def __init__(self, *args: Any, most: int = MOST_FILES, **kwargs: Any) -> None:
        kwargs.setdefault("widget", SeveralFilesInput(attrs={"accept": ".xlsx", "class": "form-control"}))
        super().__init__(*args, **kwargs)
        self.most = most

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each file as a single one is checked."""
        several = data if isinstance(data, list | tuple) else [data]
        if len(several) > self.most:
            raise forms.ValidationError(_("一次最多选择 %(most)s 个文件。"), params={"most": self.most})
        return [super(SeveralFilesField, self).clean(one, initial) for one in several]


class WorkbookForm(forms.Form):
    """One filled workbook."""

    file = forms.FileField(
        label=_("选择填好的表格（xlsx，5 MB 以内）"),
        allow_empty_file=True,
        widget=forms.FileInput({"accept": ".xlsx", "class": "form-control"}),
        error_messages={"required": _("请选择文件。")},
    )


class WorkbooksForm(forms.Form):
    """Several filled workbooks."""

    workbooks = SeveralFilesField(
        label=_("选择填好的表格（xlsx，每个 5 MB 以内，一次最多 60 个）"),
        allow_empty_file=True,
        error_messages={"required": _("请选择文件。")},
    )


def choices_of(data: Any) -> dict[int, str]:
    """What was chosen where form and site both changed something: ``choice-12=form`` and the like."""
    found = {}
    for name, value in data.items():
        key = str(name).removeprefix("choice-")
        if key != name and key.isascii() and key.isdigit() and len(key) < 19 and value in CHOICES:
            found[int(key)] = str(value)
    return found
