"""A library that parses hostile bytes runs apart: in a process of its own, with limits of time and memory.

Whatever happens there (a crash in C code, an endless loop, memory without end) is one ``Failure`` here.
"""

from __future__ import annotations

import contextlib
import enum
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

SECONDS = 30
MEGABYTES = 1024
MOST_ANSWER = 64 * 2**20
_REFUSED = 40
_ROOT = Path(__file__).resolve().parents[2]


class Failure(enum.Enum):
    """Why there is no answer. The number is the process's exit status."""

    DAMAGED = _REFUSED
    ENCRYPTED = _REFUSED + 1
    TOO_LONG = _REFUSED + 2
    NO_WORDS = _REFUSED + 3
    TOO_MUCH = _REFUSED + 4
    """Time or memory ran out."""


class RefusedError(Exception):
    """Raised inside the process: this file is not read further, and why."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.name)
        self.failure = failure


def run_apart(module: str, data: bytes, *, seconds: float = SECONDS) -> bytes | Failure:
    """What ``module`` (run as a program, it ends in ``answer``) makes of ``data``, or why it makes nothing of it.

    The process sees no environment but the machine's own, gets the bytes through a pipe, and writes to no folder but
    one that is gone with it. It is ended after ``seconds`` by the clock.
    """
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH") if name in os.environ}
    command = [sys.executable, "-E", "-s", "-B", "-m", module]
    try:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            done = subprocess.run(
                command,
                input=data,
                capture_output=True,
                timeout=seconds,
                env={**kept, "TMPDIR": folder, "TEMP": folder},
                cwd=_ROOT,
                check=False,
            )
    except subprocess.TimeoutExpired:
        return Failure.TOO_MUCH
    except OSError:
        return Failure.DAMAGED
    if done.returncode == 0:
        return done.stdout
    return next((one for one in Failure if one.value == done.returncode), Failure.DAMAGED)


def limit(seconds: int = SECONDS, megabytes: int = MEGABYTES) -> None:
    """Limit this process's computing time, memory and files, where the machine can."""
    try:
        import resource
    except ImportError:
        return
    for kind, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, megabytes * 2**20),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, MOST_ANSWER),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, resource.getrlimit(kind)[1]))


def answer(make: Callable[[bytes], bytes]) -> None:
    """The whole life of such a process: read the bytes, make the answer, write it; never returns."""
    limit()
    try:
        made = make(sys.stdin.buffer.read())
    except RefusedError as refused:
        status = refused.failure.value
    except (MemoryError, RecursionError):
        status = Failure.TOO_MUCH.value
    except Exception:  # whatever a library raises on a broken file is the same to the person who gave it
        status = Failure.DAMAGED.value
    else:
        status = 0 if len(made) <= MOST_ANSWER else Failure.TOO_LONG.value
        if status == 0:
            sys.stdout.buffer.write(made)
            sys.stdout.flush()
    os._exit(status)
