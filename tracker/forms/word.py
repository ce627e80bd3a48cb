"""The form of templates."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class TemplateForm(forms.Form):
    """A template to bring."""

    file = forms.FileField(
        label=_("模板文件（docx，2 MB 以内）"),
        max_length=200,
        error_messages={
            "required": _("请选择模板文件。"),
            "empty": _("文件是空的。"),
            "invalid": _("请选择模板文件。"),
            "max_length": _("文件名太长，请改短后再上传。"),
        },
    )
