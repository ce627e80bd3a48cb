"""``python -m tests.fuzz --count 100000 --seed 1``: that many mutated inputs through reading and checking.

Stops at the first that brings anything but a Document or ``ReadError``, or takes too long, and saves it.
"""

from __future__ import annotations

import argparse
import multiprocessing
import queue
import sys
import time
import traceback
from collections import Counter
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from multiprocessing.queues import Queue
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from typing import Any

from tests.fuzz.mutation import mutant
from tests.fuzz.trial import trial

TOO_LONG = 60.0
"""Seconds without an answer after which an input counts as one that never ends."""
_TOLD_EVERY = 5.0
_BATCH = 20


@dataclass
class _Worker:
    """A process that takes every ``step``-th number; ``at`` is the number it is at, -1 when it is through."""

    process: BaseProcess
    at: Synchronized[int]
    seen: int = -1
    since: float = 0.0


def _work(seed: int, first: int, step: int, count: int, at: Any, told: Any) -> None:
    kinds: Counter[str] = Counter()
    slowest = (0.0, -1)
    done = 0
    for number in range(first, count, step):
        at.value = number
        data = mutant(seed, number)
        begun = time.perf_counter()
        try:
            kind, findings = trial(data)
        except BaseException:  # RecursionError and MemoryError too: all of them are what is looked for
            told.put(("failed", number, traceback.format_exc()))
            return
        slowest = max(slowest, (time.perf_counter() - begun, number))
        kinds[kind] += 1
        kinds["findings"] += findings
        done += 1
        if done % _BATCH == 0:
            told.put(("done", _BATCH, kinds, slowest))
            kinds, slowest = Counter(), (0.0, -1)
    at.value = -1
    told.put(("done", done % _BATCH, kinds, slowest))


def run(count: int, seed: int, processes: int, seconds: float, out: Path) -> int:
    """0 if all went well (or time was over), 1 if an input was saved to ``out``."""
    told: Queue[Any] = multiprocessing.Queue()
    workers = []
    for first in range(processes):
        at = multiprocessing.Value("q", first)
        process = multiprocessing.Process(target=_work, args=(seed, first, processes, count, at, told), daemon=True)
        process.start()
        workers.append(_Worker(process, at, since=time.monotonic()))
    begun = spoken = time.monotonic()
    done, kinds, slowest = 0, Counter[str](), (0.0, -1)
    failure: tuple[int, str] | None = None
    while failure is None:
        try:
            message = told.get(timeout=0.2)
        except queue.Empty:
            if not any(worker.process.is_alive() for worker in workers) and told.empty():
                break
            message = None
        now = time.monotonic()
        if message and message[0] == "failed":
            failure = message[1], message[2]
        elif message:
            done += message[1]
            kinds.update(message[2])
            slowest = max(slowest, message[3])
        else:
            failure = _stuck(workers, now)
        if now - spoken > _TOLD_EVERY:
            spoken = now
            print(f"{done} of {count} inputs, {done / (now - begun):.0f}/s", flush=True)
        if seconds and now - begun > seconds:
            break
    for worker in workers:
        worker.process.terminate()
    if failure is None:
        failure = next(
            (
                (w.at.value, "the process died")
                for w in workers
                if w.at.value >= 0 and w.process.exitcode not in (0, None, -15)
            ),
            None,
        )
    took = time.monotonic() - begun
    shown = ", ".join(f"{kind} {number}" for kind, number in kinds.most_common())
    print(
        f"{done} inputs in {took:.0f} s, {done / took:.0f}/s: {shown}; slowest {slowest[0]:.2f} s (number {slowest[1]})"
    )
    if failure is None:
        return 0
    number, why = failure
    out.mkdir(parents=True, exist_ok=True)
    file = out / f"{seed}-{number}.bin"
    file.write_bytes(mutant(seed, number))
    print(f"{why}\nSeed {seed}, number {number}: saved as {file}", file=sys.stderr)
    return 1


def _stuck(workers: list[_Worker], now: float) -> tuple[int, str] | None:
    for worker in workers:
        number = worker.at.value
        if number != worker.seen:
            worker.seen, worker.since = number, now
        elif number >= 0 and not worker.process.is_alive():
            return number, f"the process died ({worker.process.exitcode})"
        elif number >= 0 and now - worker.since > TOO_LONG:
            return number, f"no answer in {TOO_LONG:.0f} s"
    return None


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=0.0, help="stop after so many seconds (0: only by count)")
    parser.add_argument(
        "--out", type=Path, default=Path("test-results/fuzz"), help="where an input that fails is saved"
    )
    parser.add_argument("files", nargs="*", type=Path, help="try these saved inputs instead")
    options = parser.parse_args()
    if options.files:
        for file in options.files:
            print(file, *trial(file.read_bytes()))
        return 0
    return run(options.count, options.seed, options.processes, options.seconds, options.out)


if __name__ == "__main__":
    raise SystemExit(main())
