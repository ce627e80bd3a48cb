"""``python -m tests.evaluate [NAME…]``: run every evaluation of this folder, or the named ones."""

import sys

from tests import evaluate
from tests.bench.running import run_folder

raise SystemExit(run_folder(evaluate, sys.argv[1:]))
