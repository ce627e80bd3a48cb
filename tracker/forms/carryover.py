"""Forms for what is brought over from last year, answered and linked; and for what is taken over from below."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tracker.actions.carryover import MAX_NOTE
from tracker.models import Entry
from tracker.models.entries import Outcome, Resolution


class AnswerForm(forms.Form):
    """A person's word on one thing last year promised or left open, with the entry that shows it and a reason."""

    entry = forms.ModelChoiceField(label=_("对应的条目"), queryset=Entry.objects.none(), required=False)
    note = forms.CharField(label=_("说明"), required=False, max_length=MAX_NOTE, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, among: QuerySet[Entry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entry"].queryset = among  # type: ignore[attr-defined]


class OutcomeForm(AnswerForm):
    """What became of a planned item."""

    answer = forms.ChoiceField(label=_("落实情况"), choices=Outcome.choices, required=False)


class ResolutionForm(AnswerForm):
    """What a shortcoming came to."""

    answer = forms.ChoiceField(label=_("整改情况"), choices=Resolution.choices, required=False)


class LinkForm(forms.Form):
    """One entry to link."""

    entry = forms.ModelChoiceField(
        label=_("对应的条目"),
        queryset=Entry.objects.none(),
        error_messages={"required": _("请选择对应的条目。"), "invalid_choice": _("请在本年报告中选择对应的条目。")},
    )

    def __init__(self, *args: Any, among: QuerySet[Entry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entry"].queryset = among  # type: ignore[attr-defined]


class ChosenForm(forms.Form):
    """Entries ticked in a list, and the section they go to (empty: the end of the part)."""

    entry = forms.ModelMultipleChoiceField(
        queryset=Entry.objects.none(),
        error_messages={"required": _("请先勾选条目。"), "invalid_choice": _("有的条目已不能选用，请刷新后重选。")},
    )
    section = forms.ModelChoiceField(queryset=Entry.objects.none(), required=False)

    def __init__(
        self, *args: Any, among: QuerySet[Entry], sections: QuerySet[Entry] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entry"].queryset = among  # type: ignore[attr-defined]
        if sections is not None:
            self.fields["section"].queryset = sections  # type: ignore[attr-defined]
