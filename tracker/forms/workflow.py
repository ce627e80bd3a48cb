"""Forms about the chain inside an organisation and about exceptions to four eyes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tracker.forms.organisations import ParentField
from tracker.models import Organisation, User
from tracker.models.chain import CHAIN_CHOICES
from tracker.models.eyes import PAIR_CHOICES
from tracker.models.organisations import OrganisationQuerySet


class ChainForm(forms.Form):
    """As the organisation above has it, or steps of its own."""

    inherit = forms.BooleanField(label=_("沿用上级单位的设置"), required=False)
    steps = forms.MultipleChoiceField(
        label=_("提交之前要经过"), choices=CHAIN_CHOICES, required=False, widget=forms.CheckboxSelectMultiple
    )


class PersonField(forms.ModelChoiceField):
    """A person, with the name to log in by."""

    def label_from_instance(self, obj: Any) -> str:
        """Name and username."""
        return f"{obj.name}（{obj.username}）"


class ChainGrantForm(forms.Form):
    """Who takes a step of the chain, from when to when."""

    person = PersonField(User.objects.none(), label=_("人员"), empty_label=_("请选择"))
    step = forms.ChoiceField(label=_("审签环节"), choices=CHAIN_CHOICES)
    reaches_below = forms.BooleanField(label=_("含下级单位"), required=False)
    since = forms.DateField(label=_("自"), required=False, widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(label=_("至"), required=False, widget=forms.DateInput({"type": "date"}))

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["person"]
        field.queryset = people


class ExceptionForm(forms.Form):
    """Who may do both deeds of a pair, where, until when and why; ``year`` empty: on every year's report."""

    organisation = ParentField(Organisation.objects.none(), label=_("单位"), empty_label=_("请选择"))
    person = PersonField(User.objects.none(), label=_("人员"), empty_label=_("请选择"))
    pair = forms.ChoiceField(label=_("允许"), choices=PAIR_CHOICES)
    year = forms.IntegerField(label=_("报告年度（不填为各年度）"), required=False, min_value=2000, max_value=2100)
    until = forms.DateField(label=_("至"), widget=forms.DateInput({"type": "date"}))
    reason = forms.CharField(label=_("理由"), max_length=500, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, within: OrganisationQuerySet, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["organisation"]
        chosen.offer(within)
        person: Any = self.fields["person"]
        person.queryset = people
