"""Writing 100,000 rows × 12 columns: our streamed rows against openpyxl's write-only mode and against zipping XML
prepared beforehand; and peak memory at 10,000 and 300,000 rows."""

from __future__ import annotations

import datetime
import io
import re
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl

from tests.bench.measuring import table
from tracker.workbooks import Book, Column, Kind

ROWS, COLUMNS = 100_000, 12
ROUNDS = 5
FEW, MANY = 10_000, 300_000
HEADINGS = [
    Column("序号", Kind.NUMBER), Column("年度"), Column("单位", width=24), Column("部分", width=18),
    Column("内容", Kind.LONG, 60), Column("依据", Kind.LONG, 40), Column("评定"), Column("完整度", Kind.PERCENT),
    Column("数值", Kind.QUANTITY), Column("日期", Kind.DATE, 12), Column("登记人"), Column("说明", Kind.LONG, 30),
]  # fmt: skip


def rows(count: int) -> Iterator[list[object]]:
    """Rows as exports hold them: Chinese text of different lengths, numbers, shares, dates."""
    for n in range(count):
        yield [
            n, "2024", f"云川区第{n % 977}街道办事处", "主要举措和成效",
            f"深化行政执法体制改革，全年办理行政处罚案件{n}件，开展执法监督检查12次", f"《规定》第{n % 90}条",
            "完整", n % 100 / 100, n * 1.5, datetime.date(2025, 1 + n % 12, 1 + n % 28), "沈核", "已按要求公开",
        ]  # fmt: skip


def ours(count: int = ROWS) -> int:
    """The bytes of our workbook."""
    with tempfile.TemporaryFile() as stream:
        book = Book("测量", creator="测量")
        sheet = book.sheet("行", HEADINGS)
        for row in rows(count):
            sheet.append(row)
        sheet.close()
        book.save(stream)
        return stream.tell()


def bare() -> int:
    """The bytes of openpyxl's write-only workbook of plain values."""
    with tempfile.TemporaryFile() as stream:
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet("行")
        for row in rows(ROWS):
            sheet.append(row)
        book.save(stream)
        return stream.tell()


def run() -> Iterator[str]:
    """Lines of two tables."""
    prepared = _prepared()

    def zipped() -> int:
        with tempfile.TemporaryFile() as target:
            with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
                package.writestr("xl/worksheets/sheet1.xml", prepared)
            return target.tell()

    jobs: dict[str, Callable[[], int]] = {
        "压缩事先备好的 XML": zipped,
        "openpyxl 只写": bare,
        "本系统（含样式、行高）": ours,
    }
    taken: dict[str, list[float]] = {name: [] for name in jobs}
    sizes: dict[str, int] = {}
    for turn in range(ROUNDS):
        for name, job in jobs.items():
            if turn and job is bare:
                continue
            start = time.process_time()
            sizes[name] = job()
            taken[name].append(time.process_time() - start)
    best = {name: min(times) for name, times in taken.items()}
    floor, plain = best["压缩事先备好的 XML"], best["openpyxl 只写"]
    lines = [
        (name, f"{best[name] / floor:.2f}", f"{best[name] / plain:.2f}", f"{sizes[name] / 2**20:.1f}") for name in jobs
    ]
    yield from table(f"写出 {ROWS:,} 行 × {COLUMNS} 列", ("", "× 压缩", "× openpyxl", "MiB"), lines)
    few, many = _peak(FEW), _peak(MANY)
    rows_of = [(f"{FEW:,} 行", f"{few:.1f}", "1.00"), (f"{MANY:,} 行", f"{many:.1f}", f"{many / few:.2f}")]
    yield from table("进程内存峰值", ("", "MiB", "×"), rows_of)


def _prepared() -> bytes:
    stream = io.BytesIO()
    book = Book("测量", creator="测量")
    sheet = book.sheet("行", HEADINGS)
    for row in rows(ROWS):
        sheet.append(row)
    book.save(stream)
    with zipfile.ZipFile(stream) as package:
        return package.read("xl/worksheets/sheet1.xml")


def _peak(count: int) -> float:
    """Mebibytes a process of its own held at the most."""
    code = "from tests.bench.workbook_rows import only; only({})"
    done = subprocess.run([sys.executable, "-c", code.format(count)], capture_output=True, text=True, check=True)
    return float(done.stdout)


def only(count: int) -> None:
    """Write so many rows and print the peak of this process (Linux: a child's ``ru_maxrss`` begins with its parent's)."""
    ours(count)
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    print(int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 2**10)
