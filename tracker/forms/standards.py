"""Forms for bringing in editions of standards."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

import reportsrc
from tracker.models import Organisation
from tracker.models.organisations import OrganisationQuerySet


class StandardForm(forms.Form):
    """A file, whose standard it becomes, and whether it stands alone or adds to another edition."""

    organisation = forms.ModelChoiceField(label=_("发布单位"), queryset=Organisation.objects.none())
    base = forms.ChoiceField(label=_("内容"), required=False)
    title = forms.CharField(
        label=_("名称"), max_length=120, required=False, help_text=_("完整标准可以不填，用文件里的名称")
    )
    file = forms.FileField(label=_("文件（xlsx 或 TOML）"), allow_empty_file=True, max_length=200)

    def __init__(
        self, *args: object, within: OrganisationQuerySet, bases: Iterable[reportsrc.Standard], **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name in ("organisation", "base"):
            self.fields[name].widget.attrs["class"] = "form-select"
        for name in ("title", "file"):
            self.fields[name].widget.attrs["class"] = "form-control"
        self.fields["organisation"].queryset = within  # type: ignore[attr-defined]
        self.fields["base"].choices = [  # type: ignore[attr-defined]
            *((one.key, _("在“%(title)s”上新增要求") % {"title": one.title}) for one in bases),
            ("", _("一份完整的标准")),
        ]


class CarryForm(forms.Form):
    """The edition that additions are carried to."""

    base = forms.ChoiceField(label=_("带到"))

    def __init__(self, *args: object, bases: Iterable[reportsrc.Standard], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["base"].widget.attrs["class"] = "form-select"
        self.fields["base"].choices = [(one.key, one.title) for one in bases]  # type: ignore[attr-defined]
