"""Forms for passages. What is typed comes through unchanged, but for line ends."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.models.entries import EntryKind


class VerbatimField(forms.Field):
    """Text as typed: nothing stripped; CRLF and CR from a browser become LF. Whether it can be taken the action says."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        """The text with LF line ends."""
        return str(value or "").replace("\r\n", "\n").replace("\r", "\n")


class EntryTextForm(forms.Form):
    """An entry's text and the version it was typed over."""

    text = VerbatimField(label=_("文字"), required=False)
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1)


class SplitForm(EntryTextForm):
    """Where to cut: a code-point offset; absent: at the entry's own markers, else at its line breaks."""

    offset = forms.IntegerField(min_value=0, max_value=2**31 - 1, required=False)


class VersionForm(forms.Form):
    """The version a deed without text starts from."""

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1)


class NewEntryForm(forms.Form):
    """A new item of a part."""

    text = VerbatimField(label=_("新条目"), required=False)
    after = forms.IntegerField(required=False, min_value=1, max_value=2**62)


class NewFrameEntryForm(forms.Form):
    """A title, addressee, preamble or signature."""

    kind = forms.ChoiceField(
        label=_("类型"),
        choices=[
            (EntryKind.TITLE, EntryKind.TITLE.label),
            (EntryKind.ADDRESSEE, EntryKind.ADDRESSEE.label),
            (EntryKind.PREAMBLE, EntryKind.PREAMBLE.label),
            (EntryKind.SIGNATURE, EntryKind.SIGNATURE.label),
        ],
    )
    text = VerbatimField(label=_("文字"), required=False)


class ReclassifyForm(VersionForm):
    """Another kind, or another part, for an entry."""

    kind = forms.ChoiceField(
        label=_("类型"),
        required=False,
        choices=[
            (EntryKind.ITEM, EntryKind.ITEM.label),
            (EntryKind.INTRO, EntryKind.INTRO.label),
            (EntryKind.LEAD, EntryKind.LEAD.label),
            (EntryKind.CLOSING, EntryKind.CLOSING.label),
        ],
    )
    part = forms.IntegerField(label=_("移到"), required=False, min_value=1, max_value=2**62)


class PasteForm(forms.Form):
    """A whole part pasted from a word processor."""

    text = VerbatimField(label=_("粘贴的文字"), required=False)
    replace = forms.BooleanField(label=_("替换本部分现有文字（原文保留在历史中）"), required=False)
