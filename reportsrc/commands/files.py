"""Which files a command is about, how they are gone through, and what becomes of those that cannot be read."""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from tqdm import tqdm

from reportsrc.readers.content import ReadError

FINE, FOUND, MISUSED = 0, 1, 2
"""The exit statuses: fine, errors found, unreadable or misused."""

READABLE = (".txt", ".htm", ".html", ".docx", ".doc", ".wps", ".pdf")
"""The endings of files taken from a folder. A file named by itself is read whatever its ending."""

Result = TypeVar("Result")


class Named(NamedTuple):
    """A file to be read. ``from_folder``: it was found in a folder, not named by itself."""

    name: str
    from_folder: bool


def gather(names: Sequence[str]) -> tuple[list[Named], list[str]]:
    """The files meant by ``names``, folders gone through to the bottom in name order; and what is wrong with some.

    Hidden files, and the lock files an editor leaves (``~$…``), are passed over; links to folders are not followed.
    """
    found: dict[str, Named] = {}
    wrong: list[str] = []
    for name in names:
        if not name.strip():
            wrong.append("文件名是空的。")
            continue
        if not Path(name).is_dir():
            found.setdefault(name, Named(name, False))
            continue
        inside = [Named(one, True) for one in _inside(name)]
        if not inside:
            wrong.append(f"{name}：文件夹里没有可读的文件（{' '.join(READABLE)}）。")
        for one in inside:
            found.setdefault(one.name, one)
    return list(found.values()), wrong


def single(names: Sequence[str], files: Sequence[Named]) -> bool:
    """True where one file was asked about, by its own name: its shape then stands alone, without the file's name."""
    return len(names) == 1 and len(files) == 1 and not files[0].from_folder


def _inside(folder: str) -> Iterator[str]:
    for where, folders, files in os.walk(folder):
        folders[:] = sorted(one for one in folders if not one.startswith("."))
        for file in sorted(files):
            if file.lower().endswith(READABLE) and not file.startswith((".", "~$")):
                yield os.path.join(where, file)


def each(
    files: Sequence[Named],
    work: Callable[[str], Result],
    *,
    jobs: int = 1,
    prepare: Callable[..., None] | None = None,
    prepared: tuple[Any, ...] = (),
) -> Iterator[tuple[Named, Result | ReadError]]:
    """``work(name)`` for every file, in order, in ``jobs`` processes; a file that cannot be read gives its ReadError.

    ``prepare(*prepared)`` runs once in each process first. A bar on stderr shows how far it is where there are
    several files and someone looks.
    """
    names = [one.name for one in files]
    bar = tqdm(
        total=len(files), unit="份", file=sys.stderr, leave=False, disable=len(files) < 2 or not sys.stderr.isatty()
    )
    with bar:
        if jobs <= 1 or len(files) < 2:
            if prepare is not None:
                prepare(*prepared)
            results: Iterable[Result | ReadError] = (_guarded(work, name) for name in names)
            yield from _shown(files, results, bar)
            return
        with ProcessPoolExecutor(
            min(jobs, len(files)), multiprocessing.get_context("spawn"), initializer=prepare, initargs=prepared
        ) as pool:
            results = pool.map(
                _guarded, [work] * len(names), names, chunksize=max(1, min(16, len(files) // (4 * jobs)))
            )
            try:
                yield from _shown(files, results, bar)
            except BrokenProcessPool as error:
                raise OSError("一个进程意外中止，请减少 --jobs 再试") from error


def _shown(
    files: Iterable[Named], results: Iterable[Result | ReadError], bar: tqdm[None]
) -> Iterator[tuple[Named, Result | ReadError]]:
    for file, result in zip(files, results, strict=True):
        bar.update()
        bar.clear()
        yield file, result
        bar.refresh()


def _guarded(work: Callable[[str], Result], name: str) -> Result | ReadError:
    try:
        return work(name)
    except ReadError as error:
        return error


def complain(name: str, problem: object) -> int:
    """One sentence about a file on stderr; the status that goes with it."""
    print(f"{name}：{problem}", file=sys.stderr)
    return MISUSED


def print_json(shape: object) -> None:
    """A shape on stdout as JSON."""
    print(json.dumps(shape, ensure_ascii=False, indent=2))
