"""Forms about organisations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from stdnum.cn import uscc

from tracker.models import Organisation, User
from tracker.models.organisations import (
    REGION,
    OrganisationKind,
    OrganisationLevel,
    OrganisationQuerySet,
    below,
    code_problem,
    uscc_problem,
)
from tracker.roles import Permission


def check_uscc(code: str) -> str:
    """The code in its compact form. Raises Django's ``ValidationError`` with a sentence that says what is wrong."""
    code = str(uscc.compact(code))
    if said := uscc_problem(code):
        raise forms.ValidationError(said)
    return code


class ParentField(forms.ModelChoiceField):
    """An organisation of the tree: to be chosen from a list, its depth shown by full-width spaces; where there are more
    than ``MOST`` of them, to be named by its code or its whole name."""

    MOST = 200
    default_error_messages = {
        "unknown": _("没有代码或名称是“%(value)s”的单位，请写单位代码或全称。"),
        "several": _("有几个单位叫“%(value)s”，请写单位代码。"),
    }
    named: OrganisationQuerySet | None = None
    """Among which one is named; None where one is chosen from a list."""

    def offer(self, organisations: OrganisationQuerySet) -> None:
        """Let one of these be chosen, or named where they are many."""
        self.queryset = organisations
        if organisations.order_by()[: self.MOST + 1].count() > self.MOST:
            self.named, self.widget = organisations, forms.TextInput(attrs={"autocomplete": "off"})
            self.widget.is_required = self.required
            self.help_text = _("单位多，请写单位代码或全称。")

    def prepare_value(self, value: Any) -> Any:
        """What stands in the control: what was typed, or by what the organisation is known."""
        return (
            value.code if self.named is not None and isinstance(value, Organisation) else super().prepare_value(value)
        )

    def to_python(self, value: Any) -> Any:
        """The organisation that was chosen or named."""
        if self.named is None or value in self.empty_values:
            return super().to_python(value)
        words = str(value).strip()
        found = list(self.named.filter(Q(code__iexact=words) | Q(name=words))[:2])
        if len(found) != 1:
            code = "several" if found else "unknown"
            raise forms.ValidationError(self.error_messages[code], code=code, params={"value": words[:60]})
        return found[0]

    def label_from_instance(self, obj: Any) -> str:
        """The name, indented."""
        return "　" * (obj.depth - 1) + obj.name


def _region() -> forms.RegexField:
    return forms.RegexField(
        rf"\A{REGION.pattern}\Z",
        label=_("行政区划代码"),
        required=False,
        error_messages={"invalid": _("行政区划代码应为6至12位数字（6、9或12位）。")},
    )


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
    region = _region()

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["parent"]
        field.offer(Organisation.objects.visible_to(user, Permission.MANAGE))

    def clean_code(self) -> str:
        """A valid unified social credit code that no organisation has yet."""
        code = check_uscc(self.cleaned_data["code"])
        if Organisation.objects.filter(code=code).exists():
            raise forms.ValidationError(_("这个代码已被其他单位使用。"))
        return code


class OrganisationChangeForm(forms.Form):
    """What is said of an organisation that is there."""

    name = forms.CharField(label=_("名称"), max_length=120, error_messages={"required": _("请填写单位名称。")})
    short_name = forms.CharField(label=_("简称"), max_length=60, required=False)
    kind = forms.ChoiceField(label=_("类别"), choices=OrganisationKind.choices)
    level = forms.ChoiceField(label=_("层级"), choices=OrganisationLevel.choices)
    code = forms.CharField(label=_("单位代码"), max_length=40, error_messages={"required": _("请填写单位代码。")})
    region = _region()
    issuers = forms.CharField(
        label=_("发文主体"),
        required=False,
        max_length=250,
        help_text=_("联合发文时写两个，用顿号分开；留空就是本单位"),
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._organisation = organisation

    def clean_code(self) -> str:
        """A sound code that no other organisation has; the one it has is not asked about."""
        code = str(self.cleaned_data["code"])
        if code == self._organisation.code:
            return code
        if said := code_problem(code):
            raise forms.ValidationError(said)
        if Organisation.objects.filter(code=code).exists():
            raise forms.ValidationError(_("这个代码已被其他单位使用。"))
        return code

    def clean_issuers(self) -> list[str]:
        """One or two bodies."""
        found = [one.strip() for one in str(self.cleaned_data["issuers"]).split("、") if one.strip()]
        if len(found) > 2:
            raise forms.ValidationError(_("发文主体最多两个。"))
        return found


class MoveForm(forms.Form):
    """Where an organisation moves to."""

    parent = ParentField(
        Organisation.objects.none(),
        label=_("移到哪个单位之下"),
        empty_label=_("请选择"),
        error_messages={"required": _("请选择上级单位。"), "invalid_choice": _("请选择上级单位。")},
    )

    def __init__(self, *args: Any, user: User, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["parent"]
        within = Organisation.objects.visible_to(user, Permission.MANAGE).filter(active=True)
        field.offer(within.exclude(below(organisation.path)))


class ListFileForm(forms.Form):
    """An Excel list of organisations."""

    file = forms.FileField(
        label=_("选择填好的名单（xlsx，5 MB 以内）"),
        error_messages={"required": _("请选择文件。"), "empty": _("文件是空的。")},
    )
