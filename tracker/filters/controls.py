"""The controls of a list's filters, drawn in one join each: a template for every option costs more than the list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class ClosedList(forms.Select):
    """A list of values; of groups of values Django's own way."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The control as HTML."""
        choices = list(self.choices)
        if any(isinstance(label, list | tuple) for _key, label in choices):
            return super().render(name, value, attrs, renderer)
        chosen = set(self.format_value(value) or [])
        marks = (("" if key is None else str(key), label) for key, label in choices)
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((key, " selected" if key in chosen else "", label) for key, label in marks),
        )
        return format_html(
            "<select{}>{}</select>", flatatt({"name": name, **self.build_attrs(self.attrs, attrs)}), options
        )


class Words(forms.TextInput):
    """A line of text."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The control as HTML."""
        told = self.format_value(value)
        given = {} if told is None else {"value": told}
        final = {"type": self.input_type, "name": name, **given, **self.build_attrs(self.attrs, attrs)}
        return format_html("<input{}>", flatatt(final))
