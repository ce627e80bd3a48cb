"""Run every module of a folder that has a ``run() -> Iterator[str]``, printing its lines as they come."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from types import ModuleType


def run_folder(package: ModuleType, names: list[str]) -> int:
    """Run all modules of ``package``, or the named ones; 2 if a name is none."""
    found = [module.name for module in pkgutil.iter_modules(package.__path__) if not module.name.startswith("__")]
    modules = {name: importlib.import_module(f"{package.__name__}.{name}") for name in found}
    runs = {name: module.run for name, module in modules.items() if hasattr(module, "run")}
    unknown = [name for name in names if name not in runs]
    if unknown:
        print(f"nothing called {', '.join(unknown)}; there are: {', '.join(runs)}", file=sys.stderr)
        return 2
    for name, run in runs.items():
        if not names or name in names:
            for line in run():
                print(line, flush=True)
            print()
    return 0
