"""Files saved by LibreOffice for a test."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest

T = TypeVar("T", bound=Callable[..., Any])
_SOFFICE = shutil.which("soffice")


def needs_office(test: T) -> T:
    """Marks a test that opens LibreOffice, and skips it where there is none."""
    return pytest.mark.office(
        pytest.mark.skipif(_SOFFICE is None, reason="soffice (LibreOffice) is not installed")(test)
    )


def exported(data: bytes, kind: str, target: str, folder: Path) -> bytes:
    """The bytes of a file of ``kind`` (its ending) as LibreOffice saves it; ``target`` as ``--convert-to`` takes it."""
    source = folder / f"source.{kind}"
    source.write_bytes(data)
    out = folder / "out"
    subprocess.run(
        [str(_SOFFICE), f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", target,
         "--outdir", str(out), str(source)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return (out / f"source.{target.split(':')[0]}").read_bytes()
