"""Every sentence of every screen, on every programme of tests/pages/odd_programmes.py, held against the rows.

    python -m tests.bench.sentences            prints a line per programme, and how many sentences and numbers were checked

`tests/pages/test_sentences.py` reads the slides, changes and attention of some of these programmes and their screens in
turn; this reads all of them on all screens, which takes minutes.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from tests.bench import measures


def main() -> int:
    """Reads them all; 1 when a sentence says what isn't so, or a number is not understood."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PROGRAMME_STORE"] = str(Path(folder) / "none.duckdb")
        from tests.pages import odd_programmes, reading, test_sentences

        read = checked = 0
        faults: list[str] = []
        for place, odd in enumerate([*odd_programmes.every(), odd_programmes.sample()]):
            store = Path(folder) / str(place)
            store.mkdir()
            os.environ["PROGRAMME_STORE"] = str(store / "programme.duckdb")
            odd_programmes.enter(odd)
            for as_at in odd.looks:
                tally = test_sentences.read(odd, as_at, reading.SCREENS)
                read, checked = read + tally.sentences, checked + tally.checked
                found = tally.faults if odd.name == "the sample" else [*tally.faults, *tally.not_understood]
                faults += [f"{odd.name} at {as_at}, {fault}" for fault in found]
            print(
                f"{odd.name}: {read:,} sentences read so far, {checked:,} numbers and dates checked, {len(faults)} faults",
                flush=True,
            )
    print("\n".join(faults))
    measures.take(f"of {read:,} sentences: false, or not understood", len(faults), goal=0)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
