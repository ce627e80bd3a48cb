"""Where a comment or an assignment is found on the pages of its report."""

from __future__ import annotations

from django import template
from django.urls import reverse

from tracker.models import Assignment, Comment
from tracker.models.indicators import Told

register = template.Library()


@register.simple_tag
def place(thing: Comment | Assignment) -> str:
    """The address of what it is attached to: the sentence in its part, the requirement where it is judged, the part."""
    entry = thing.entry
    if entry is not None:
        if entry.removed:
            return reverse("entry-history", args=[entry.pk])
        page = reverse("part", args=[entry.part_id]) if entry.part_id else reverse("frame", args=[entry.report_id])
        return f"{page}#e{entry.pk}"
    if thing.requirement_key:
        roles = (one.part for one in thing.report.requirements if one.key == thing.requirement_key)
        if role := next(roles, ""):
            return reverse("review", args=[thing.report_id, role]) + f"#r-{thing.requirement_key}"
    part = getattr(thing, "part_id", None)
    return reverse("part", args=[part]) if part else reverse("report", args=[thing.report_id])


@register.simple_tag
def sentence(told: Told) -> str:
    """The address of the sentence a figure stands in."""
    page = reverse("part", args=[told.part]) if told.part else reverse("frame", args=[told.report])
    return f"{page}#e{told.entry}"
