"""What every test may rely on."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def published_report() -> Path:
    """A report as a portal published it (Jiaojiang District, reported year 2023), where the sample lies beside us."""
    file = ROOT.parent / "shared" / "data" / "000_cb0d57f057b2aa38.txt"
    if not file.is_file():
        pytest.skip("the published sample is not beside the project")
    return file


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None, root: Path) -> None:
    """The folder in which the SQLite test database is made must be there before it."""
    (root / ".pytest_cache").mkdir(exist_ok=True)
