"""An office whose writers are killed: run as a program of its own, on a database file of its own.

``prepare`` makes the office and prints what a client needs; ``hammer ROUNDS`` lets a forked writer save until it is
killed without warning, so many times, and prints what was acknowledged; ``judge FILE`` reads what was acknowledged and
prints what the database holds of it.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from pathlib import Path
from typing import Any

import django


def prepare() -> dict[str, Any]:
    """One office with one report and one drafter who is logged in."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.core.management import call_command

    from tests.tracker.conftest import PASSWORD, TEXT
    from tracker.actions import accounts, cycles, organisations
    from tracker.imports.published_report import take_bytes
    from tracker.models import Entry, Report
    from tracker.roles import Role

    call_command("migrate", verbosity=0)
    body = organisations.create_organisation(
        by=None, parent=None, name="云溪区民政局", code="CIVIL", kind="department", level="county"
    )
    user = accounts.create_user("drafter", "田笔", PASSWORD, by=None)
    accounts.grant(user, body, Role.DRAFTER, by=None)
    cycles.open_cycle(2024, body, by=None, owing=[body])
    take_bytes(Report.objects.get(), TEXT.encode(), "民政局.txt", by=user)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return {
        "session": session.session_key,
        "entries": list(Entry.objects.filter(kind="item").values_list("pk", flat=True)),
    }


def _write_on(pipe: int, round_number: int) -> None:
    """Save without end, naming each text on the pipe once it is saved."""
    from tracker.actions.entries import save_entry
    from tracker.models import Entry, User

    user = User.objects.get(username="drafter")
    keys = list(Entry.objects.filter(kind="item").values_list("pk", flat=True))
    for turn in range(10**6):
        entry = Entry.objects.select_related("report").get(pk=keys[turn % len(keys)])
        text = f"一是第{round_number}轮第{turn}次写的；"
        save_entry(entry, text, entry.version, by=user)
        os.write(pipe, f"{text}\n".encode())


def hammer(rounds: int) -> dict[str, Any]:
    """Kill a writer in the middle of its saves, ``rounds`` times; what it said was saved before."""
    import sqlite3

    from django.db import connection

    chance = random.Random(7)
    said: list[str] = []
    sound = 0
    for number in range(rounds):
        connection.close()
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            try:
                _write_on(writing, number)
            finally:
                os._exit(3)
        os.close(writing)
        first = os.read(reading, 200)  # it is at work
        time.sleep(chance.uniform(0.0, 0.05))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status), "the writer ended by itself"
        rest = b""
        while piece := os.read(reading, 65536):
            rest += piece
        os.close(reading)
        said += (first + rest).decode("utf-8", "ignore").split("\n")[:-1]
        with sqlite3.connect(str(connection.settings_dict["NAME"])) as plain:
            sound += plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        plain.close()
    return {"said": said, "sound": sound}


def judge(file: Path) -> dict[str, Any]:
    """What became of the texts that were acknowledged, and whether the database is whole."""
    from django.db import connection

    from tracker.models import Entry, EntryVersion
    from tracker.models.activity import first_break

    kept = set(EntryVersion.objects.values_list("text", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        integrity = cursor.fetchone()[0]
    crooked = [
        entry.pk
        for entry in Entry.objects.all()
        if [one.version for one in entry.versions.order_by("version")] != list(range(1, entry.version + 1))
        or entry.versions.latest("version").text != entry.text
    ]
    broken, sealed = first_break()
    return {
        "lost": [text for text in json.loads(file.read_text(encoding="utf-8")) if text not in kept],
        "integrity": integrity,
        "crooked": crooked,
        "broken": str(broken or ""),
        "sealed": sealed,
    }


if __name__ == "__main__":
    django.setup()
    what, *rest = sys.argv[1:]
    done = prepare() if what == "prepare" else hammer(int(rest[0])) if what == "hammer" else judge(Path(rest[0]))
    print(json.dumps(done, ensure_ascii=False))
