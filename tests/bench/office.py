"""A temporary database for measuring: the real tables, nothing of the working site."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django


@contextmanager
def temporary_office() -> Iterator[None]:
    """Django set up with the test settings over an empty, migrated database that is removed afterwards."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings_for_tests")
    django.setup()
    from django.db import connection
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases, teardown_test_environment

    with tempfile.TemporaryDirectory() as folder:
        connection.settings_dict["TEST"]["NAME"] = Path(folder) / "bench.sqlite3"
        setup_test_environment(debug=False)
        old = setup_databases(verbosity=0, interactive=False)
        try:
            yield
        finally:
            teardown_databases(old, verbosity=0)
            teardown_test_environment()
