"""What the demonstration says across years and offices: answers to last year's report, passages taken from below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tracker.actions import carryover, compilation, entries
from tracker.actions.refusal import Refused
from tracker.models import Entry, Report, User
from tracker.models.entries import Outcome, Resolution
from tracker.models.links import LinkKind
from tracker.models.promises import Promise, open_promises


def answer(report: Report, told: Mapping[str, Any], *, by: User) -> None:
    """Link the year's shortcomings to its plans as the machine suggests, and answer last year's as the file says.

    ``remedies``: pairs (shortcoming, plan) by number that the machine does not see. ``outcomes`` and ``resolutions``:
    one word for each item in order, with a note after a colon; ``-`` leaves it open.
    """
    found = open_promises(report)
    pairs = {n: one.suggestion.entry for n, one in enumerate(found.remedies, start=1) if one.suggestion}
    pairs |= {lack: found.items["plans"][plan - 1] for lack, plan in told.get("remedies", ())}
    for number, plan in pairs.items():
        carryover.link(report, plan, found.remedies[number - 1].entry, LinkKind.REMEDY, by=by)
    for promise, words in _said(found.plans, told.get("outcomes", ())):
        word, _, note = words.partition("：")
        shown = promise.suggestion.entry if promise.suggestion else None
        carryover.record_outcome(report, promise.entry, Outcome(word), note, by=by, measure=shown)
    for promise, words in _said(found.questions, told.get("resolutions", ())):
        word, _, note = words.partition("：")
        hint = promise.closing if word == Resolution.CLOSED else promise.suggestion
        carryover.resolve(report, promise.entry, Resolution(word), note, by=by, entry=hint.entry if hint else None)


def _said(promises: Sequence[Promise], words: Sequence[str]) -> list[tuple[Promise, str]]:
    return [(one, word) for one, word in zip(promises, words, strict=False) if word != "-"]


def _entry(report: Report, words: str) -> Entry:
    found = report.entries.standing().filter(text__contains=words).select_related("report").first()
    if found is None:
        raise Refused(f"演示数据中{report}没有“{words}”。")
    return found


def take(report: Report, source: Report, told: Mapping[str, Any], *, by: User) -> Entry:
    """Take the passage of ``source`` that holds the stated words into the section of ``report`` that holds others."""
    section = _entry(report, told["section"])
    part = report.parts.select_related("report__cycle").get(entries=section)
    (made,) = compilation.take_over(part, [_entry(source, told["words"])], by=by, section=section)
    return made


def edit(report: Report, told: Mapping[str, Any], *, by: User) -> Entry:
    """Change words in a passage, as its office did after it had been taken."""
    entry = _entry(report, told["words"])
    return entries.save_entry(entry, entry.text.replace(told["words"], told["by"]), entry.version, by=by)
