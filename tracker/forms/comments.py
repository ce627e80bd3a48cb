"""Forms for comments and answers."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.forms.entries import VerbatimField


class CommentForm(forms.Form):
    """A comment, and the words of the entry it speaks of."""

    text = VerbatimField(label=_("意见"), required=False)
    quote = VerbatimField(label=_("针对的原文"), required=False)
    start = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1)


class ReplyForm(forms.Form):
    """An answer."""

    text = VerbatimField(label=_("回复"), required=False)
