"""The district of deadline day: run as a program of its own on the database that ``DATABASE_URL`` names.

``prepare PEOPLE`` fills it and prints what the players need; ``judge FILE`` reads what was acknowledged and prints what
the database holds of it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import django

OFFICES = 60
EVERY = 10
"""One person in so many reviews; the others write, spread over the offices."""


PASSWORD = "pbkdf2_sha256$1$c2FsdA$never-matches"
"""What is kept of a password nobody knows."""


def _session(user: Any) -> str:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def _person(name: str, body: Any, role: Any, *, below: bool = False) -> Any:
    from tracker.actions import accounts
    from tracker.models import User

    user = User(username=name, name=name)
    user.password = PASSWORD  # they come with a session: logging in is not what is measured
    user.save()
    accounts.grant(user, body, role, by=None, reaches_below=below)
    return user


def prepare(people: int) -> list[dict[str, Any]]:
    """A district of sixty departments, each with this year's and last year's report, and ``people`` logged in."""
    from django.core.management import call_command

    import tracker
    from tracker.actions import cycles, organisations
    from tracker.imports.published_report import take_bytes
    from tracker.models import Entry, PartDraft, Report
    from tracker.roles import Role

    call_command("migrate", verbosity=0)
    text = (Path(tracker.__file__).parent / "demo" / "reports" / "2023" / "qinghe.txt").read_text(encoding="utf-8")
    district = organisations.create_organisation(
        by=None, parent=None, name="云溪区人民政府", code="DISTRICT", kind="government", level="county"
    )
    bodies = [
        organisations.create_organisation(
            by=None, parent=district, name=f"云溪区第{n}局", code=f"OFFICE-{n}", kind="department", level="county"
        )
        for n in range(1, OFFICES + 1)
    ]
    for year in (2022, 2023):
        cycles.open_cycle(year, district, by=None, owing=bodies)
        for report in Report.objects.filter(cycle__year=year).select_related("cycle", "organisation"):
            own = text.replace("2024", str(year + 1)).replace("2023", str(year))
            take_bytes(report, own.encode(), "报告.txt", by=None)
    players = []
    for number in range(people):
        if reviews := number % EVERY == 0:
            user = _person(f"审核{number}", district, Role.REVIEWER, below=True)
        else:
            user = _person(f"填报{number}", bodies[number % OFFICES], Role.DRAFTER)
        report = Report.objects.get(cycle__year=2023, organisation=bodies[number % OFFICES])
        written = Entry.objects.standing().filter(report=report, kind="item", part__isnull=False)
        players.append(
            {
                "session": _session(user),
                "reviews": reviews,
                "report": report.pk,
                "parts": list(PartDraft.objects.filter(report=report).values_list("pk", flat=True)),
                "entries": {one.pk: [one.part_id, one.version, one.text] for one in written},
            }
        )
    return players


def judge(said: list[str]) -> dict[str, Any]:
    """What became of the saves that were acknowledged, and whether the record of deeds is whole."""
    from tracker.models import Entry, EntryVersion
    from tracker.models.activity import first_break

    kept = [one.rpartition("〔")[2] for one in EntryVersion.objects.values_list("text", flat=True) if "〔" in one]
    crooked = [
        entry.pk
        for entry in Entry.objects.prefetch_related("versions")
        if sorted(one.version for one in entry.versions.all()) != list(range(1, entry.version + 1))
    ]
    broken, sealed = first_break()
    lost = sorted(set(said) - set(kept))
    return {"kept": len(kept), "lost": lost, "crooked": crooked, "broken": str(broken or ""), "sealed": sealed}


if __name__ == "__main__":
    django.setup()
    what, word = sys.argv[1:]
    done = prepare(int(word)) if what == "prepare" else judge(json.loads(Path(word).read_text(encoding="utf-8")))
    print(json.dumps(done, ensure_ascii=False))
