"""``python -m tests.bench [NAME…]``: run every bench of this folder, or the named ones."""

import sys

from tests import bench
from tests.bench.running import run_folder

raise SystemExit(run_folder(bench, sys.argv[1:]))
