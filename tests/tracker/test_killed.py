"""The server killed without warning in the middle of saves: the database is sound and every acknowledged save is there."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

pytestmark = pytest.mark.once

TOKEN = "a" * 32
Run = Callable[..., dict[str, Any]]


def _environment(root: Path, folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tracker.settings_for_tests",
        "DATABASE_URL": f"sqlite:///{folder / 'office.sqlite3'}",
        "PYTHONPATH": str(root),
    }


def _run(root: Path, folder: Path, *words: object) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.tracker.killed_office", *map(str, words)]
    around = _environment(root, folder)
    done = subprocess.run(command, cwd=root, env=around, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def prepared(root: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """The folder of an office just set up, and what a client of it needs."""
    folder = tmp_path_factory.mktemp("office")
    return folder, _run(root, folder, "prepare")


@pytest.fixture
def ready(prepared: tuple[Path, dict[str, Any]], tmp_path: Path) -> dict[str, Any]:
    """A copy of that office in this test's own folder."""
    for file in prepared[0].iterdir():
        shutil.copy(file, tmp_path)
    return prepared[1]


@pytest.fixture
def office(root: Path, ready: dict[str, Any], tmp_path: Path) -> Run:
    """``office(what, …)``: what the program of that office says."""
    return lambda *words: _run(root, tmp_path, *words)


def _judged(office: Run, said: list[str], tmp_path: Path) -> None:
    file = tmp_path / "said.json"
    file.write_text(json.dumps(said), encoding="utf-8")
    found = office("judge", file)
    assert found["lost"] == []
    assert found["integrity"] == "ok"
    assert found["crooked"] == []
    assert found["broken"] == ""
    assert found["sealed"] >= len(said)


def test_a_writer_killed_fifty_times_in_the_middle_of_saves_loses_nothing_it_acknowledged(
    office: Run, tmp_path: Path
) -> None:
    found = office("hammer", 50)
    assert found["sound"] == 50
    assert len(found["said"]) >= 50
    _judged(office, found["said"], tmp_path)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _post(port: int, session: str, entry: int, text: str, version: int) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request(
            "POST",
            f"/entries/{entry}/save/",
            urlencode({"text": text, "version": version}),
            {
                "Content-Type": "application/x-www-form-urlencoded",
                "Cookie": f"sessionid={session}; csrftoken={TOKEN}",
                "X-CSRFToken": TOKEN,
            },
        )
        return connection.getresponse().status
    finally:
        connection.close()


def _up(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        assert server.poll() is None, "the server did not start"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the server did not answer")


def test_the_server_killed_with_everything_in_flight_loses_no_save_it_answered(
    office: Run, ready: dict[str, Any], root: Path, tmp_path: Path
) -> None:
    session, keys = ready["session"], ready["entries"][:4]
    said: list[str] = []
    odd: list[int] = []
    versions = dict.fromkeys(keys, 1)

    def write(port: int, entry: int, number: int) -> None:
        for turn in range(10**6):
            text = f"一是第{number}轮{entry}号第{turn}次写的；"
            try:
                status = _post(port, session, entry, text, versions[entry])
            except (OSError, http.client.HTTPException):
                return
            if status == 302:
                said.append(text)
            elif status != 409:  # the save before it was kept, though its answer was lost: the next version it is
                odd.append(status)
            versions[entry] += 1

    for number in range(6):
        port = _free_port()
        command = [
            sys.executable, "-m", "gunicorn", "tracker.wsgi", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread",
            "--workers", "1", "--threads", "4", "--no-control-socket", "--log-level", "critical",
        ]  # fmt: skip
        server = subprocess.Popen(
            command, cwd=root, env=_environment(root, tmp_path), start_new_session=True, stderr=subprocess.DEVNULL
        )
        try:
            _up(port, server)
            before = len(said)
            writers = [threading.Thread(target=write, args=(port, key, number)) for key in keys]
            for one in writers:
                one.start()
            until = time.monotonic() + 60
            while len(said) < before + 6 and time.monotonic() < until and not odd:
                time.sleep(0.01)
        finally:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()
        for one in writers:
            one.join()
        assert odd == []
        assert len(said) >= before + 6
    _judged(office, said, tmp_path)
