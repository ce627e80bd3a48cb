"""Play deadline day against the server as in production, on SQLite and on PostgreSQL.

    python -m tests.load [--people 200] [--minutes 5] [--pause 5] [--database sqlite|postgresql|both] [--workers 2]

PostgreSQL is a throw-away cluster of ``pg_virtualenv``. Every time is given as a ratio to the empty page of the same run.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from tests.load.players import Player, Tally

ROOT = Path(__file__).resolve().parents[2]


def _program(around: dict[str, str], *words: str) -> Any:
    command = [sys.executable, "-m", "tests.load.district", *words]
    done = subprocess.run(command, cwd=ROOT, env=around, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr[-3000:])
    return json.loads(done.stdout.splitlines()[-1])


def _serve(around: dict[str, str], workers: int) -> tuple[subprocess.Popen[bytes], int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [
        sys.executable, "-m", "gunicorn", "tracker.wsgi", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread",
        "--workers", str(workers), "--threads", "8", "--no-control-socket", "--log-level", "warning",
    ]  # fmt: skip
    server = subprocess.Popen(command, cwd=ROOT, env=around, start_new_session=True)
    until = time.monotonic() + 120
    while time.monotonic() < until and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return server, port
        time.sleep(0.1)
    sys.exit("the server did not start")


def _lines(tally: Tally, minutes: float) -> list[str]:
    def points(what: str) -> tuple[float, float]:
        seen = tally.seconds[what] or [float("nan")]
        cuts = statistics.quantiles([*seen, *seen], n=20, method="inclusive")
        return cuts[9], cuts[18]

    base = points("empty page")[0]
    total = sum(map(len, tally.seconds.values()))
    lines = [
        f"  {total} requests, {total / minutes / 60:.0f} a second; the empty page takes {base * 1000:.0f} ms (p50) here",
        f"  {'':18}{'times':>7}{'p50 ×':>9}{'p95 ×':>9}",
    ]
    for what in sorted(tally.seconds, key=lambda one: points(one)[0]):
        middle, high = points(what)
        lines.append(f"  {what:18}{len(tally.seconds[what]):7}{middle / base:9.1f}{high / base:9.1f}")
    return lines


def _play(database: str, url: str, folder: Path, options: argparse.Namespace) -> bool:
    around = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tracker.settings",
        "DATABASE_URL": url,
        "CACHE_URL": f"filecache://{folder / 'cache'}",
        "SECRET_KEY": secrets.token_urlsafe(60),
        "MEDIA_ROOT": str(folder / "media"),
        "DEBUG": "0",
        "DEMO": "0",
        "PYTHONPATH": str(ROOT),
    }
    print(f"{database}: {options.people} people, {options.minutes} minutes, gunicorn {options.workers} × 8 threads")
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "-v", "0"], cwd=ROOT, env=around, check=True
    )
    desks = _program(around, "prepare", str(options.people))
    server, port = _serve(around, options.workers)
    tally = Tally()
    try:
        for one in [Player(n, desk, port, 0, 0, Tally()) for n, desk in enumerate(desks[: 8 * options.workers])]:
            one.page()  # the processes are up before the day begins
        until = time.monotonic() + options.minutes * 60
        threading.stack_size(256 * 1024)
        players = [Player(n, desk, port, options.pause, until, tally) for n, desk in enumerate(desks)]
        for one in players:
            one.start()
        for one in players:
            one.join(max(0.0, until - time.monotonic()) + 90)
        stuck = sum(one.is_alive() for one in players)
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()
    said = folder / "said.json"
    said.write_text(json.dumps(tally.acknowledged), encoding="utf-8")
    found = _program(around, "judge", str(said))
    for line in _lines(tally, options.minutes):
        print(line)
    print(f"  errors {len(tally.errors)}, people left waiting {stuck}")
    for error in tally.errors[:10]:
        print(f"    {error}")
    print(
        f"  saves acknowledged {len(tally.acknowledged)}, answered with both texts {tally.conflicts}, "
        f"lost {len(found['lost'])}, histories with a gap {len(found['crooked'])}; "
        f"record of deeds {found['broken'] or 'whole'} ({found['sealed']} lines)\n"
    )
    return not (tally.errors or stuck or found["lost"] or found["crooked"] or found["broken"])


def main() -> int:
    """0 if nothing went wrong and nothing was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.load", description="deadline day")
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--pause", type=float, default=5, help="seconds between two things a person does, on average")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    options = parser.parse_args()
    fine = True
    with tempfile.TemporaryDirectory() as folder:
        if options.database != "postgresql":
            fine &= _play("SQLite", f"sqlite:///{folder}/office.sqlite3", Path(folder), options)
        if options.database != "sqlite":
            if "PGHOST" in os.environ:
                where = "postgres://{PGUSER}:{PGPASSWORD}@{PGHOST}:{PGPORT}/postgres".format_map(os.environ)
                fine &= _play("PostgreSQL", where, Path(folder), options)
            elif shutil.which("pg_virtualenv"):
                words = [sys.executable, "-m", "tests.load", *sys.argv[1:], "--database", "postgresql"]
                fine &= subprocess.run(["pg_virtualenv", "-s", *words], cwd=ROOT, check=False).returncode == 0
            else:
                print("PostgreSQL: pg_virtualenv is not here (apt install postgresql postgresql-common)")
                fine = False
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
