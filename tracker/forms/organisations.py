"""Forms about organisations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, InvalidFormat, InvalidLength, ValidationError

from tracker.models import Organisation, User
from tracker.models.organisations import OrganisationKind, OrganisationLevel
from tracker.roles import Permission

PROBLEMS: tuple[tuple[type[ValidationError], Any], ...] = (
    (InvalidLength, _("统一社会信用代码应为18位，请核对位数。")),
    (InvalidFormat, _("统一社会信用代码只含数字和大写字母（不用I、O、S、V、Z），请核对。")),
    (InvalidChecksum, _("统一社会信用代码的校验位不对，请核对是否抄错。")),
)


def check_uscc(code: str) -> str:
    """The code in its compact form. Raises Django's ``ValidationError`` with a sentence that says what is wrong."""
    try:
        return str(uscc.validate(code))
    except ValidationError as error:
        said = next((words for kind, words in PROBLEMS if isinstance(error, kind)), _("统一社会信用代码不对，请核对。"))
        raise forms.ValidationError(said) from error


class ParentField(forms.ModelChoiceField):
    """An organisation of the tree, its depth shown by full-width spaces."""

    def label_from_instance(self, obj: Any) -> str:
        """The name, indented."""
        return "　" * (obj.depth - 1) + obj.name


class OrganisationForm(forms.Form):
    """A new organisation below one that the person administers."""

    parent = ParentField(
        Organisation.objects.none(),
        label=_("上级单位"),
        empty_label=_("请选择"),
        error_messages={"required": _("请选择上级单位。")},
    )
    name = forms.CharField(label=_("名称"), max_length=120, error_messages={"required": _("请填写单位名称。")})
    short_name = forms.CharField(label=_("简称"), max_length=60, required=False)
    kind = forms.ChoiceField(label=_("类别"), choices=OrganisationKind.choices)
    level = forms.ChoiceField(label=_("层级"), choices=OrganisationLevel.choices, initial=OrganisationLevel.COUNTY)
    code = forms.CharField(
        label=_("统一社会信用代码"), max_length=40, error_messages={"required": _("请填写统一社会信用代码。")}
    )
    region = forms.RegexField(
        r"[0-9]{6,12}",
        label=_("行政区划代码"),
        required=False,
        error_messages={"invalid": _("行政区划代码应为6至12位数字。")},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["parent"]
        field.queryset = Organisation.objects.visible_to(user, Permission.MANAGE)

    def clean_code(self) -> str:
        """A valid unified social credit code that no organisation has yet."""
        code = check_uscc(self.cleaned_data["code"])
        if Organisation.objects.filter(code=code).exists():
            raise forms.ValidationError(_("这个代码已被其他单位使用。"))
        return code
