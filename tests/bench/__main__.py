"""`python -m tests.bench` measures everything; `python -m tests.bench screens` only that.

Each module here measures one thing, prints it as a table, and says in its first lines what is measured and how. They assert
nothing: a machine that is busy must not fail a test run. Figures that a decision rests on are quoted in DECISIONS.md.
"""

from __future__ import annotations

import argparse
import importlib
import os
from pathlib import Path


def main() -> None:
    there = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if not path.stem.startswith("_"))
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure.")
    parser.add_argument("what", nargs="*", choices=[*there, []], help=f"one or more of {', '.join(there)}")
    for name in parser.parse_args().what or there:
        module = importlib.import_module(f"tests.bench.{name}")
        print(f"\n{name} ({os.cpu_count()} cores): {(module.__doc__ or '').strip()}\n")
        module.main()


if __name__ == "__main__":
    main()
