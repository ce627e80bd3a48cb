"""People at the same time: every save is kept as a version or answered with a conflict; none is lost."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from django.db import close_old_connections, connection
from django.test import Client
from django.urls import reverse

from tests.tracker.programs import Program
from tracker.actions import entries, moves, review
from tracker.actions.refusal import Conflict, Refused
from tracker.models import Assessment, Entry, EntryVersion, User
from tracker.models.composition import compose
from tracker.models.review import Result

THREADS, SAVES = 8, 50


@dataclass
class Outcome:
    """What one thread was told."""

    saved: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    broken: list[BaseException] = field(default_factory=list)


def together(work: Callable[[int, Outcome], None]) -> list[Outcome]:
    """Run ``work`` in ``THREADS`` threads that start at one moment, each with its own connection."""
    outcomes = [Outcome() for _ in range(THREADS)]
    gate = threading.Barrier(THREADS)

    def run(number: int) -> None:
        close_old_connections()
        try:
            gate.wait(timeout=60)
            work(number, outcomes[number])
        except BaseException as error:
            outcomes[number].broken.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [error for one in outcomes for error in one.broken] == []
    return outcomes


@pytest.mark.django_db(transaction=True)
def test_of_eight_people_saving_one_entry_no_save_is_lost(cast):
    entry = cast.items("plans")[0]
    drafter = cast.drafter.pk

    def work(number: int, outcome: Outcome) -> None:
        by = User.objects.get(pk=drafter)
        for turn in range(SAVES):
            text = f"一是第{number}人的第{turn}次写法；"
            seen = Entry.objects.get(pk=entry.pk)
            try:
                entries.save_entry(seen, text, seen.version, by=by)
                outcome.saved.append(text)
            except Conflict as conflict:
                outcome.refused.append(conflict.typed)
                outcome.shown.append(conflict.current.text)

    outcomes = together(work)
    saved = [text for one in outcomes for text in one.saved]
    refused = [text for one in outcomes for text in one.refused]
    kept = list(EntryVersion.objects.filter(entry=entry, version__gt=1).order_by("version"))
    everything = {f"一是第{number}人的第{turn}次写法；" for number in range(THREADS) for turn in range(SAVES)}
    assert set(saved) | set(refused) == everything
    assert len(saved) + len(refused) == THREADS * SAVES
    assert {text for one in outcomes for text in one.shown} <= set(saved)
    assert sorted(one.text for one in kept) == sorted(saved)
    assert [one.version for one in kept] == list(range(2, len(saved) + 2))
    standing = Entry.objects.get(pk=entry.pk)
    assert (standing.version, standing.text) == (len(saved) + 1, kept[-1].text)


@pytest.mark.django_db(transaction=True)
def test_entries_added_by_eight_people_at_once_all_stand_each_at_its_own_place(cast):
    part, drafter = cast.part("plans"), cast.drafter.pk

    def work(number: int, outcome: Outcome) -> None:
        by = User.objects.get(pk=drafter)
        for turn in range(3):
            entries.add_entry(part, f"第{number}人加的第{turn}条。", by=by)

    together(work)
    standing = list(cast.report.entries.standing())
    assert len(cast.items("plans")) == 2 + THREADS * 3
    assert len({one.position for one in standing}) == len(standing)
    assert compose(cast.report).document.text.count("人加的第") == THREADS * 3


@pytest.mark.django_db(transaction=True)
def test_moves_and_saves_at_once_leave_every_item_in_the_text_once(cast):
    drafter = cast.drafter.pk
    keys = [one.pk for one in cast.items("plans")]

    def work(number: int, outcome: Outcome) -> None:
        by = User.objects.get(pk=drafter)
        for _ in range(4):
            entry = Entry.objects.select_related("report").get(pk=keys[number % 2])
            try:
                shown = moves.plan_move(entry, 1)
                moves.move_entry(entry, 1, [(one.entry.pk, one.entry.version) for one in shown], by=by)
            except Refused as refusal:
                outcome.refused.append(str(refusal))

    together(work)
    items = cast.items("plans")
    assert sorted(one.pk for one in items) == sorted(keys)
    assert [one.marker for one in items] == ["一是", "二是"]


@pytest.mark.django_db(transaction=True)
def test_a_requirement_marked_by_eight_people_at_once_has_one_mark(cast):
    cast.submit()
    report, reviewer = cast.report, cast.reviewer.pk

    def work(number: int, outcome: Outcome) -> None:
        review.mark(report, "measures.steps", Result.PARTIAL, f"意见{number}", by=User.objects.get(pk=reviewer))

    together(work)
    mark = Assessment.objects.get(report=report, requirement_key="measures.steps")
    assert mark.result == Result.PARTIAL


@pytest.mark.once
@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite lets one write at a time")
@pytest.mark.django_db(transaction=True)
def test_whoever_never_gets_a_turn_to_write_is_told_so_and_nothing_is_changed(cast) -> None:
    entry, client = cast.items("measures")[0], Client()
    client.force_login(cast.drafter)
    program = Program(cast.drafter)
    where, form = reverse("entry-save", args=[entry.pk]), {"text": "改过。", "version": entry.version}
    other = sqlite3.connect(str(connection.settings_dict["NAME"]))
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 50")
    try:
        other.execute("BEGIN IMMEDIATE")
        answer = client.post(where, form)
        assert (answer.status_code, answer["Retry-After"]) == (503, "10")
        assert "什么也没有改变" in answer.content.decode()
        sent = {"text": "改过。", "version": entry.version}
        told = program.send("PUT", f"/entries/{entry.pk}", sent)
        assert (told.status_code, told.json()["code"]) == (503, "busy")
    finally:
        other.close()
        connection.close()
    assert Entry.objects.get(pk=entry.pk).version == entry.version
    assert client.post(where, form).status_code == 302
