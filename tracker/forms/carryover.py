"""Forms for what is brought over from last year, answered and linked; and for what is taken over from below."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tracker.actions.carryover import MAX_NOTE
from tracker.models import Entry
from tracker.models.entries import Outcome, Resolution


def _key(value: Any) -> bool:
    """True for what can be a key: a database refuses to compare a longer number."""
    return str(value).isascii() and str(value).isdecimal() and len(str(value)) < 19


class EntryField(forms.ModelChoiceField):
    """One of some entries, by its key."""

    def to_python(self, value: Any) -> Any:
        """The entry; anything that is no key is no choice."""
        if value not in self.empty_values and not isinstance(value, Entry) and not _key(value):
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().to_python(value)


class EntriesField(forms.ModelMultipleChoiceField):
    """Several of some entries, by their keys."""

    def clean(self, value: Any) -> Any:
        """The entries; anything that is no key is no choice."""
        if not all(_key(one) for one in value or ()):
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().clean(value)


class AnswerForm(forms.Form):
    """A person's word on one thing last year promised or left open, with the entry that shows it and a reason."""

    entry = EntryField(
        label=_("对应的条目"),
        queryset=Entry.objects.none(),
        required=False,
        error_messages={"invalid_choice": _("请在本年报告中选择对应的条目。")},
    )
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

    entry = EntryField(
        label=_("对应的条目"),
        queryset=Entry.objects.none(),
        error_messages={"required": _("请选择对应的条目。"), "invalid_choice": _("请在本年报告中选择对应的条目。")},
    )

    def __init__(self, *args: Any, among: QuerySet[Entry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entry"].queryset = among  # type: ignore[attr-defined]


class ChosenForm(forms.Form):
    """Entries ticked in a list, and the section they go to (empty: the end of the part)."""

    entry = EntriesField(
        queryset=Entry.objects.none(),
        error_messages={"required": _("请先勾选条目。"), "invalid_choice": _("有的条目已不能选用，请刷新后重选。")},
    )
    section = EntryField(queryset=Entry.objects.none(), required=False)

    def __init__(
        self, *args: Any, among: QuerySet[Entry], sections: QuerySet[Entry] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entry"].queryset = among  # type: ignore[attr-defined]
        if sections is not None:
            self.fields["section"].queryset = sections  # type: ignore[attr-defined]
