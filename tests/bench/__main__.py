"""``python -m tests.bench [NAME…]``: run every bench of this folder, or the named ones."""

from __future__ import annotations

import importlib
import pkgutil
import sys

from tests import bench


def main(names: list[str]) -> int:
    """Print the lines of each bench as they come; 2 if a name is none."""
    found = [module.name for module in pkgutil.iter_modules(bench.__path__) if not module.name.startswith("__")]
    modules = {name: importlib.import_module(f"tests.bench.{name}") for name in found}
    benches = {name: module.run for name, module in modules.items() if hasattr(module, "run")}
    unknown = [name for name in names if name not in benches]
    if unknown:
        print(f"no bench {', '.join(unknown)}; there are: {', '.join(benches)}", file=sys.stderr)
        return 2
    for name, run in benches.items():
        if not names or name in names:
            for line in run():
                print(line, flush=True)
            print()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
