"""Forms about people and the roles they hold."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tracker.forms.assignments import date_field
from tracker.forms.organisations import ParentField
from tracker.models import Membership, Organisation, User
from tracker.models.accounts import ROLE_CHOICES, colleagues
from tracker.roles import Permission


class GrantForm(forms.Form):
    """A role for a person at an organisation."""

    organisation = ParentField(
        Organisation.objects.none(),
        label=_("单位"),
        empty_label=_("请选择"),
        error_messages={"required": _("请选择单位。")},
    )
    role = forms.ChoiceField(label=_("角色"), choices=ROLE_CHOICES)
    reaches_below = forms.BooleanField(label=_("含下级单位"), required=False)
    since = forms.DateField(label=_("自"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("至"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisation"]
        field.offer(Organisation.objects.visible_to(user, Permission.GRANT))

    def clean(self) -> dict[str, Any]:
        """The last day must not be before the first."""
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("结束日期早于开始日期。"))
        return cleaned


class MembershipForm(GrantForm):
    """A role for a person who is already there."""

    person = forms.ModelChoiceField(
        User.objects.none(), label=_("人员"), empty_label=_("请选择"), error_messages={"required": _("请选择人员。")}
    )
    field_order = ["person", "organisation", "role", "reaches_below", "since", "until"]

    def __init__(self, *args: Any, user: User, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        field: Any = self.fields["person"]
        field.queryset = people
        field.label_from_instance = named


class PersonForm(forms.Form):
    """A new person of an organisation; roles are given by the security officer."""

    name = forms.CharField(label=_("姓名"), max_length=60, error_messages={"required": _("请填写姓名。")})
    username = forms.CharField(
        label=_("用户名"),
        max_length=150,
        validators=[UnicodeUsernameValidator(message=_("用户名只能用字母、数字和 @ . + - _。"))],
        error_messages={"required": _("请填写用户名。")},
    )
    password = forms.CharField(
        label=_("初始密码"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("请填写初始密码。")},
    )
    organisation = ParentField(
        Organisation.objects.none(),
        label=_("所属单位"),
        empty_label=_("请选择"),
        error_messages={"required": _("请选择单位。")},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisation"]
        field.offer(Organisation.objects.visible_to(user, Permission.MANAGE))

    def clean_username(self) -> str:
        """Nobody else may have it."""
        username = str(self.cleaned_data["username"])
        if User.objects.filter(username__iexact=username).exists():
            raise forms.ValidationError(_("这个用户名已被使用。"))
        return username

    def clean_password(self) -> str:
        """As strong as the site asks."""
        password = str(self.cleaned_data["password"])
        validate_password(password, User(name=self.data.get("name", ""), username=self.data.get("username", "")))
        return password


class StandInForm(forms.Form):
    """Who stands in for a membership, from when to when."""

    membership = forms.ModelChoiceField(
        Membership.objects.none(), label=_("角色"), empty_label=None, error_messages={"required": _("请选择角色。")}
    )
    delegate = forms.ModelChoiceField(
        User.objects.none(),
        label=_("代理人"),
        empty_label=_("请选择"),
        error_messages={"required": _("请选择代理人。")},
    )
    since = date_field(_("自"))
    until = date_field(_("至"))
    reason = forms.CharField(label=_("事由（可不填）"), required=False, max_length=200)

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = list(person.memberships.not_over().select_related("organisation"))
        membership: Any = self.fields["membership"]
        membership.queryset = person.memberships.not_over().select_related("organisation")
        membership.label_from_instance = lambda one: f"{one.organisation.label}　{_(one.role_label)}"
        delegate: Any = self.fields["delegate"]
        near = [one.pk for post in held for one in colleagues(post.organisation)]
        delegate.queryset = User.objects.filter(pk__in=near).exclude(pk=person.pk).order_by("name", "username")
        delegate.label_from_instance = named

    def clean(self) -> dict[str, Any]:
        """The last day must not be before the first."""
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("结束日期早于开始日期。"))
        return cleaned


class HandOverForm(forms.Form):
    """Who takes over."""

    to = forms.ModelChoiceField(
        User.objects.none(),
        label=_("接手人"),
        empty_label=_("请选择"),
        error_messages={"required": _("请选择接手人。")},
    )

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to: Any = self.fields["to"]
        to.queryset = people
        to.label_from_instance = named


def named(person: User) -> str:
    """A person's name with the log-in name that tells two of one name apart."""
    return f"{person.name}（{person.username}）"


class EmailForm(forms.Form):
    """Where somebody's reminders go to."""

    email = forms.EmailField(
        label=_("邮箱"),
        required=False,
        max_length=254,
        error_messages={"invalid": _("邮箱地址不对，请核对。")},
        widget=forms.EmailInput({"class": "form-control", "autocomplete": "off"}),
    )
