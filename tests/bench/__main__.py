"""`python -m tests.bench` measures everything; `python -m tests.bench screens` only that.

Each module here measures one thing, prints it as a table, and says in its first lines what is measured and how. What has a
ratio or a goal stands in one table at the end. They assert nothing: a machine that is busy must not fail a test run. Figures
that a decision rests on are quoted in DECISIONS.md.
"""

from __future__ import annotations

import argparse
import importlib
import os
from pathlib import Path

from tests.bench import measures

NO_BENCH = "measures"


def main() -> None:
    there = sorted(
        path.stem
        for path in Path(__file__).parent.glob("*.py")
        if not path.stem.startswith("_") and path.stem != NO_BENCH
    )
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure.")
    parser.add_argument("what", nargs="*", choices=[*there, []], help=f"one or more of {', '.join(there)}")
    for name in parser.parse_args().what or there:
        module = importlib.import_module(f"tests.bench.{name}")
        print(f"\n{name} ({os.cpu_count()} cores): {(module.__doc__ or '').strip()}\n")
        module.main()
    print(f"\nAll of it, in one run:\n\n{measures.table(measures.taken)}")


if __name__ == "__main__":
    main()
