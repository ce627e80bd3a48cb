"""Talk about an entry or a requirement: threads, open or resolved, each with the words it speaks of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from rapidfuzz.distance import Indel

from tracker.models.entries import EntryVersion

MAX_COMMENT = 2000
"""The longest comment or reply, in code points."""
MAX_QUOTE = 300
"""The longest quote a comment may carry."""


class CommentQuerySet(models.QuerySet["Comment"]):
    """Questions about comments."""

    def open(self) -> CommentQuerySet:
        """Those not resolved, in the order they were made."""
        return self.filter(resolved_at__isnull=True).order_by("pk")

    def told(self) -> CommentQuerySet:
        """With all that is shown of a thread (two queries more or less)."""
        return self.select_related("by", "resolved_by", "entry__part").prefetch_related("replies__by")


class Comment(models.Model):
    """A thread on an entry or, without one, on a requirement of a report.

    ``quote`` are the words of the entry it speaks of (empty: all of it), at code points ``start``–``end`` of the text at
    ``at_version``. It stays with the entry; where the words stand now says ``places``.
    """

    report = models.ForeignKey("Report", models.CASCADE, related_name="comments", verbose_name=_("报告"))
    entry = models.ForeignKey("Entry", models.CASCADE, null=True, blank=True, related_name="comments")
    requirement_key = models.CharField(_("要求"), max_length=90, blank=True)
    quote = models.CharField(_("原文"), max_length=MAX_QUOTE, blank=True)
    start = models.PositiveIntegerField(default=0)
    end = models.PositiveIntegerField(default=0)
    at_version = models.PositiveIntegerField(default=0)
    text = models.TextField(_("意见"))
    by = models.ForeignKey("User", models.PROTECT, related_name="comments", verbose_name=_("人员"))
    at = models.DateTimeField(_("时间"), auto_now_add=True)
    resolved_by = models.ForeignKey("User", models.PROTECT, null=True, blank=True, related_name="+")
    resolved_at = models.DateTimeField(_("解决时间"), null=True, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("意见")
        indexes = [models.Index(fields=["report", "resolved_at"], name="comment_open")]
        constraints = [
            models.CheckConstraint(
                condition=Q(entry__isnull=False, requirement_key="") | Q(entry__isnull=True, requirement_key__gt=""),
                name="comment_on_one",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]

    @property
    def open(self) -> bool:
        """True until it is resolved."""
        return self.resolved_at is None

    @property
    def requirement(self) -> str:
        """The requirement's words, or empty."""
        found = (one.text for one in self.report.requirements if one.key == self.requirement_key)
        return next(found, self.requirement_key)


class Reply(models.Model):
    """One answer in a thread."""

    comment = models.ForeignKey("Comment", models.CASCADE, related_name="replies")
    text = models.TextField(_("回复"))
    by = models.ForeignKey("User", models.PROTECT, related_name="+", verbose_name=_("人员"))
    at = models.DateTimeField(_("时间"), auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("回复")

    def __str__(self) -> str:
        return self.text[:40]


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment as shown: ``start`` is where its quote stands in the entry's text now, None if its words are gone."""

    comment: Comment
    start: int | None

    @property
    def changed(self) -> bool:
        """True if the quoted words are in the text no more (原文已改)."""
        return bool(self.comment.quote) and self.start is None


def found_at(quote: str, text: str, near: int) -> int | None:
    """Where ``quote`` stands in ``text``, the place nearest to ``near`` first; None if nowhere."""
    best, at = None, text.find(quote)
    while at >= 0:
        if best is None or abs(at - near) < abs(best - near):
            best = at
        at = text.find(quote, at + 1)
    return best


def carried(position: int, old: str, new: str) -> int:
    """Where a position of the old text lies in the new one."""
    for step in Indel.opcodes(old, new):
        if step.src_start <= position < step.src_end:
            return step.dest_start + (position - step.src_start if step.tag == "equal" else 0)
    return len(new)


def places(comments: Iterable[Comment]) -> list[Thread]:
    """Each comment with the place of its quote now.

    Words that stand in the text more than once are told apart by what was edited since (one query, only then).
    """
    comments = list(comments)
    unsure = [
        one
        for one in comments
        if one.entry and one.quote and one.at_version != one.entry.version and one.entry.text.count(one.quote) > 1
    ]
    wanted = Q(pk__in=[])
    for one in unsure:
        wanted |= Q(entry=one.entry, version=one.at_version)
    rows = EntryVersion.objects.filter(wanted).values_list("entry", "version", "text") if unsure else ()
    old = {(entry, version): text for entry, version, text in rows}
    threads = []
    for one in comments:
        near, text = one.start, one.entry.text if one.entry else ""
        if before := old.get((one.entry_id or 0, one.at_version)):
            near = carried(near, before, text)
        threads.append(Thread(one, found_at(one.quote, text, near) if one.quote else 0))
    return threads
